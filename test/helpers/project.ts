import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { filesIn, Repository } from './repository.ts';
import { seed } from './seed.ts';

const sample = new FakeCredentials(seed);

/** A fresh Node project with keyward from the tarball, as a stranger would make it. */
export function installKeyward(tarball: string, repository: Repository = Repository.create()): Repository {
  repository.write(
    'package.json',
    `${JSON.stringify({ name: 'project', version: '1.0.0', private: true }, null, 2)}\n`,
  );
  repository.write('.gitignore', 'node_modules/\n');
  npm(repository, 'install', '--save-dev', tarball);
  return repository;
}

/** Runs npm and expects it to succeed. */
export function npm(repository: Repository, ...args: string[]): string {
  const outcome = repository.run('npm', args);
  if (outcome.code !== 0)
    throw new Error(`npm ${args.join(' ')} ended with ${outcome.code}:\n${outcome.output}`);
  return outcome.output;
}

/** `npx keyward …` */
export function keyward(repository: Repository, ...args: string[]): ReturnType<Repository['run']> {
  return repository.run('npx', ['keyward', ...args]);
}

/** The project with the hook in place and everything committed. */
export function readyProject(tarball: string, empty: Repository = Repository.create()): Repository {
  const repository = installKeyward(tarball, empty);
  const outcome = keyward(repository, 'init');
  if (outcome.code !== 0) throw new Error(outcome.output);
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'set up');
  return repository;
}

/** Expects that a commit with a key is blocked, and takes the key out again. Returns what was said. */
export function blocks(
  repository: Repository,
  env: Record<string, string | undefined> = {},
  path = 'leak.txt',
): string {
  repository.stage(path, `${sample.accessKeyId()}\n`);
  const before = repository.tryGit('rev-parse', 'HEAD').stdout;
  const outcome = repository.run('git', ['commit', '-m', 'x'], { env });
  expect(outcome.output).toContain(`${path}:1:1`);
  expect(outcome.code, outcome.output).not.toBe(0);
  expect(repository.tryGit('rev-parse', 'HEAD').stdout).toBe(before);
  repository.git('rm', '--quiet', '--cached', '--force', path);
  rmSync(join(repository.directory, path));
  return outcome.output;
}

/** Commits a file without a key, and expects that to pass. Returns what was said. */
export function passes(repository: Repository, env: Record<string, string | undefined> = {}): string {
  repository.stage('clean.txt', `${Math.random()}\n`);
  const outcome = repository.run('git', ['commit', '--quiet', '-m', 'x'], { env });
  expect(outcome.code, outcome.output).toBe(0);
  return outcome.output;
}

/** Everything but what npm owns, with modes, to compare byte for byte. */
export function everything({ directory }: Repository): string[] {
  const own = /\/(?:node_modules|\.git\/(?:objects|logs|index|COMMIT_EDITMSG|refs|(?:ORIG_)?HEAD))/;
  return filesIn(directory)
    .filter((path) => !own.test(path))
    .map((path) => `${path} ${lstatSync(path).mode} ${readFileSync(path, 'latin1')}`);
}
