import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, inject } from 'vitest';
import { filesIn, Repository } from './repository.ts';
import { sample } from './seed.ts';

/** Returns a Node project with keyward installed by npm from the tarball; a copy of a prepared project. */
export function installKeyward(repository: Repository = Repository.create()): Repository {
  const { directory } = repository;
  const [from, tarball] = [inject('installed'), inject('tarball')];
  copyProject(from, directory);
  // npm writes the relative path of the tarball
  for (const path of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json']) {
    const text = repository.read(path);
    repository.write(path, text.replaceAll(relative(from, tarball), relative(directory, tarball)));
  }
  return repository;
}

/** Copies a project. The dependencies of keyward become hard links, because no test writes to their files. */
function copyProject(from: string, to: string): void {
  const linked = /\/node_modules\/(?!\.|keyward\/)/;
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, path));
    if (entry.isDirectory()) mkdirSync(target, { recursive: true });
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(path), target);
    else if (linked.test(path)) linkSync(path, target);
    else copyFileSync(path, target);
  }
}

/** Runs npm and expects it to succeed. */
export function npm(repository: Repository, ...args: string[]): string {
  const outcome = repository.run('npm', args);
  if (outcome.code !== 0)
    throw new Error(`npm ${args.join(' ')} ended with ${outcome.code}:\n${outcome.output}`);
  return outcome.output;
}

/** Runs the same as `npx keyward …`, without the start-up time of npx. */
export function keyward(repository: Repository, ...args: string[]): ReturnType<Repository['run']> {
  const bin = binAbove(repository.directory);
  return bin === undefined ? repository.run('npx', ['keyward', ...args]) : repository.run(bin, args);
}

/** Returns keyward in the nearest `node_modules`. */
function binAbove(folder: string): string | undefined {
  const bin = join(folder, 'node_modules/.bin/keyward');
  if (existsSync(bin)) return bin;
  return dirname(folder) === folder ? undefined : binAbove(dirname(folder));
}

/** Returns a project with the hook installed and everything committed. */
export function readyProject(empty: Repository = Repository.create()): Repository {
  const repository = installKeyward(empty);
  const outcome = keyward(repository, 'init');
  if (outcome.code !== 0) throw new Error(outcome.output);
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'set up');
  return repository;
}

/** Expects that a commit with a key is blocked, and removes the key. Returns the output. */
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

/** Expects that a commit of a file without a key passes. Returns the output. */
export function passes(repository: Repository, env: Record<string, string | undefined> = {}): string {
  repository.stage('clean.txt', `${Math.random()}\n`);
  const outcome = repository.run('git', ['commit', '--quiet', '-m', 'x'], { env });
  expect(outcome.code, outcome.output).toBe(0);
  return outcome.output;
}

/** Returns all files except those of npm, with content and mode. */
export function everything({ directory }: Repository): string[] {
  const own = /\/(?:node_modules|\.git\/(?:objects|logs|index|COMMIT_EDITMSG|refs|(?:ORIG_)?HEAD))/;
  return filesIn(directory)
    .filter((path) => !own.test(path))
    .map((path) => `${path} ${lstatSync(path).mode} ${readFileSync(path, 'latin1')}`);
}
