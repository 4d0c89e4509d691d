import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../src/rules/index.ts';
import { scan } from '../../src/scan/scan.ts';
import { GitClient } from '../../src/git/git.ts';
import { StagedSource } from '../../src/sources/staged.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { Repository, temporaryFolder } from './repository.ts';

/** The folder of the package's hooks. */
export const HOOKS: string = join(import.meta.dirname, '..', '..', 'hooks');

/** The exit code of the fake Node in these tests. */
export const FULL_SCAN = 77;

/** Returns a PATH that starts with a folder of programs, among them a fake `node` that only exits. */
export function pathWith(programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries({ node: `exit ${FULL_SCAN}`, ...programs })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}:${process.env['PATH'] ?? ''}`;
}

/** Returns the exit code of the pre-commit hook, with the real shell, git, sed and grep. */
export function hook(repository: Repository, path: string, shell: readonly string[] = ['sh']): number | null {
  const [program = 'sh', ...words] = shell;
  return repository.run(program, [...words, join(HOOKS, 'pre-commit')], { env: { PATH: path } }).code;
}

/** True if the full scan reports anything about the staged diff. */
export async function says(repository: Repository, now: Date): Promise<boolean> {
  const source = await StagedSource.open(new GitClient(repository.directory));
  const { findings, allowed, scanned } = await scan({ source, rules, unfold: extractTexts, now });
  return findings.length + allowed.length + scanned.unscanned.length > 0;
}

/** Returns a repository with a staged change. */
export function staged(text = 'x = 1\n'): Repository {
  return Repository.create()
    .stage('a.txt', 'line\n'.repeat(50))
    .commit()
    .stage('a.txt', `${'line\n'.repeat(49)}${text}`);
}
