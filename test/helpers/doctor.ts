import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { installKeyward, keyward, npm } from './project.ts';
import type { Repository } from './repository.ts';
import { CLI } from './scan.ts';

export interface Check {
  code: string;
  status: string;
  worktree: string | null;
  args: Record<string, unknown>;
  fix: { command: string; safe: boolean } | null;
}

interface Checkup {
  exit: number | null;
  complete: boolean;
  guarded: boolean;
  checks: Check[];
}

type Options = Parameters<Repository['run']>[2];

/** Runs `keyward doctor --format json` with the package in the project or, if there is none, with the built one. */
export function doctor(repository: Repository, options: Options = {}, ...words: string[]): Checkup {
  const installed = join(repository.directory, 'node_modules/keyward/dist/cli.cjs');
  const program = existsSync(installed) ? installed : CLI;
  const args = [program, 'doctor', '--format', 'json', ...words];
  const { code, stdout, output } = repository.run(process.execPath, args, options);
  expect(stdout, output).toMatch(/^\{/);
  // the made-up key must not appear in the output
  expect(output).not.toMatch(/AKIA[A-Z2-7]{8}/);
  return { ...(JSON.parse(stdout) as Omit<Checkup, 'exit'>), exit: code };
}

export function codes({ checks }: Checkup, status: string): string[] {
  return [...new Set(checks.filter((check) => check.status === status).map(({ code }) => code))];
}

export function expectGuarded(repository: Repository, options: Options = {}): void {
  const found = doctor(repository, options);
  expect(found.checks.filter(({ status }) => !['ok', 'advice'].includes(status))).toEqual([]);
  expect(codes(found, 'ok')).toContain('hook-blocks');
  expect(found).toMatchObject({ exit: 0, guarded: true, complete: true });
}

/** Expects one problem, runs its fix, and expects that the problem is gone. Returns whether the fix is marked as safe. */
export function expectFixed(
  repository: Repository,
  code: string,
  options: Options = {},
  status = 'not-ok',
): Check['fix'] {
  const found = doctor(repository, options);
  expect(codes(found, 'not-ok')).toEqual(status === 'not-ok' ? [code] : []);
  expect(codes(found, 'could-not-check')).toEqual(status === 'not-ok' ? [] : [code]);
  expect(found).toMatchObject({
    exit: status === 'not-ok' ? 1 : 2,
    guarded: false,
    complete: status === 'not-ok',
  });
  const fixes = found.checks.filter((check) => check.code === code).map(({ fix }) => fix);
  // the commands to paste, one at a time
  for (const command of new Set(fixes.map((fix) => fix?.command ?? 'false'))) {
    const outcome = repository.run('sh', ['-c', command], options);
    expect(outcome.code, `${command}\n${outcome.output}`).toBe(0);
  }
  expectGuarded(repository, options);
  return fixes[0] ?? null;
}

/** Returns every file, link and folder of a repository and its git directory, with content and time. */
export function everything(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/node_modules/'))
    .map((path) => {
      const found = lstatSync(path);
      const content = found.isFile()
        ? readFileSync(path, 'latin1')
        : found.isSymbolicLink()
          ? readlinkSync(path)
          : '';
      return `${path} ${found.mode} ${found.mtimeMs} ${content}`;
    })
    .sort();
}

/** Returns a project with husky 9 and keyward, everything committed. */
export function huskyProject(hook = ''): Repository {
  const repository = installKeyward();
  npm(repository, 'install', '--save-dev', 'husky@9');
  npm(repository, 'pkg', 'set', 'scripts.prepare=husky');
  repository.run('npx', ['husky']);
  repository.write('.husky/pre-commit', hook);
  expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'set up');
  return repository;
}

export const HOOK = '.git/hooks/pre-commit';

/** Inserts lines between the first line of a hook and keyward's lines. */
export function putBefore(repository: Repository, path: string, lines: string): void {
  repository.write(
    path,
    repository.read(path).replace(/^(#!.*\n)?/, (first) => `${first}${lines}`),
  );
}
