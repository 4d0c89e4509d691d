import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';

const sample = new FakeCredentials(seed);

/** A commit that only the full scan can call clean, or one with a key. */
function staged(line = 'secret = other()\n'): Repository {
  return Repository.create().stage('a.txt', 'x\ny\n').commit().stage('a.txt', `x\n${line}`);
}

/** How many processes of git the hook starts. */
function gitCalls(repository: Repository): number {
  const fake = new FakeGit(repository, 'never', ':');
  keyward(repository, ['hook', 'pre-commit', '--'], { env: fake.environment });
  let calls = 0;
  while (fake.wasCalled(calls)) calls += 1;
  return calls;
}

/** The files of this package that the hook loads, and whether Node's own parts that are slow to load are among the rest. */
function loaded(repository: Repository): string[] {
  const preload = join(temporaryFolder(), 'preload.cjs');
  writeFileSync(
    preload,
    `process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));`,
  );
  const { stderr } = repository.run(process.execPath, [
    '--require',
    preload,
    CLI,
    'hook',
    'pre-commit',
    '--',
  ]);
  return (JSON.parse(stderr) as string[])
    .map((file) => relative(join(CLI, '..'), file))
    .filter((file) => !file.endsWith('preload.cjs'));
}

test('a scan that finds nothing loads what scans, and starts git once', () => {
  expect(loaded(staged()).toSorted()).toEqual(['cli.cjs', 'cli/git.cjs', 'cli/scan.cjs']);
  expect(gitCalls(staged())).toBe(1);
  // what was stored long ago takes another one
  expect(gitCalls(staged().pack('a.txt'))).toBe(2);
});

test('a finding takes one more file and the words of one language, no parser of settings, and no more of git', () => {
  const files = loaded(staged(`id = ${sample.accessKeyId()}\n`));
  expect(files.toSorted()).toEqual([
    'cli.cjs',
    'cli/en.cjs',
    'cli/finding.cjs',
    'cli/git.cjs',
    'cli/scan.cjs',
  ]);
  expect(gitCalls(staged(`id = ${sample.accessKeyId()}\n`))).toBe(1);
});

describe.each(['linux', 'darwin'])('where the shell has had git list what is staged, on %s', (platform) => {
  const list = (repository: Repository) =>
    repository.git('diff-index', '--raw', '-z', '--no-abbrev', '--cached', 'HEAD', '--');
  const hook = (repository: Repository, input: string) => {
    const fake = new FakeGit(repository, 'never', ':');
    const preload = join(temporaryFolder(), 'platform.cjs');
    writeFileSync(preload, `Object.defineProperty(process, 'platform', { value: '${platform}' });`);
    const words = ['--require', preload, CLI, 'hook', 'pre-commit', '--listed', '--'];
    const { code } = repository.run(process.execPath, words, { env: fake.environment, input });
    return { code, asked: fake.wasCalled(0) };
  };

  test('Node starts no git', () => {
    const blocked = staged(`id = ${sample.accessKeyId()}\n`);
    expect(hook(blocked, `${list(blocked)}\0`)).toEqual({ code: 1, asked: false });
    const clean = staged();
    expect(hook(clean, `${list(clean)}\0`)).toEqual({ code: 0, asked: false });
    expect(hook(Repository.create().stage('a.txt', 'x\n').commit(), '\0')).toEqual({ code: 0, asked: false });
  });

  test('but for a list that is not whole', () => {
    const repository = staged(`id = ${sample.accessKeyId()}\n`).stage('b.txt', 'x\n');
    const whole = list(repository);
    for (const cut of [
      '',
      whole,
      whole.slice(0, whole.lastIndexOf('\0', whole.length - 2) + 1),
      whole.slice(0, 50),
    ])
      expect(hook(repository, cut), cut).toEqual({ code: 1, asked: true });
  });
});

test.each([
  ['of values only', '{ "version": 1, "allow": {} }', []],
  ['without globs', '{ "version": 1, "paths": [] }', ['cli/allowlist-schema.cjs', 'cli/schema-parts.cjs']],
])('an allowlist %s takes no more than it must', (_, text, files) => {
  const repository = staged(`id = ${sample.accessKeyId()}\n`).stage('.keyward-allowlist.json', text);
  expect(loaded(repository).filter((file) => /schema|document|glob|dist/.test(file))).toEqual(files);
});
