import { join } from 'node:path';
import type { Outcome, Repository } from './repository.ts';

/** The built command line. */
export const CLI: string = join(import.meta.dirname, '..', '..', 'dist', 'cli.cjs');

/** The output of `--format json`. */
export interface Report {
  complete: boolean;
  scanned: {
    source: string;
    files: number;
    addedLines: number;
    bytes: number;
    unscanned: { path: string; inside?: string; reason: string }[];
  };
  findings: {
    path: string;
    line: number;
    column: number;
    ruleId: string;
    fingerprint: string;
    credential: number;
    commit: string | null;
    inside?: string;
  }[];
  allowed: object[];
  error?: { code: string };
}

type Options = NonNullable<Parameters<Repository['run']>[2]>;

/** Runs the built command line in a repository. */
export function keyward(repository: Repository, args: readonly string[], options: Options = {}): Outcome {
  return repository.run(process.execPath, [CLI, ...args], options);
}

/** The same with words. */
export function cli(repository: Repository, ...words: string[]): Outcome {
  return keyward(repository, words);
}

/** Runs `keyward scan --format json`, with other arguments before it. */
export function scanJson(
  repository: Repository,
  args: readonly string[] = [],
  options: Options = {},
): { code: number | null; report: Report; output: string } {
  const { code, stdout, output } = keyward(repository, ['scan', ...args, '--format', 'json'], options);
  return { code, report: JSON.parse(stdout) as Report, output };
}
