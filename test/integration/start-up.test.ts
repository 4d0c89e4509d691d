import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeGit } from '../helpers/fake-git.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { HOOKS } from '../helpers/first-look.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { sample } from '../helpers/seed.ts';

/** A staged change that needs a full scan, with or without a key. */
function staged(line = 'secret = other()\n'): Repository {
  return Repository.create().stage('a.txt', 'x\ny\n').commit().stage('a.txt', `x\n${line}`);
}

/** The number of git processes that the hook starts. */
function gitCalls(repository: Repository): number {
  const fake = new FakeGit(repository, 'never', ':');
  keyward(repository, ['hook', 'pre-commit', '--'], { env: fake.environment });
  let calls = 0;
  while (fake.wasCalled(calls)) calls += 1;
  return calls;
}

/** The files that the hook loads. */
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

test('a scan without findings loads only the scanner, and starts git once', () => {
  expect(loaded(staged()).toSorted()).toEqual(['cli.cjs', 'cli/scan.cjs', 'cli/start.cjs']);
  expect(gitCalls(staged())).toBe(1);
  // packed objects need another process
  expect(gitCalls(staged().pack('a.txt'))).toBe(2);
});

test('a finding loads one more file and one language, but no settings parser, and starts one more git process', () => {
  const files = loaded(staged(`id = ${sample.accessKeyId()}\n`));
  expect(files.toSorted()).toEqual([
    'cli.cjs',
    'cli/en.cjs',
    'cli/finding.cjs',
    'cli/scan.cjs',
    'cli/start.cjs',
  ]);
  // it reads the policy in the index
  expect(gitCalls(staged(`id = ${sample.accessKeyId()}\n`))).toBe(2);
});

describe('with the list of staged changes from the shell', () => {
  const list = (repository: Repository) =>
    repository.git('diff-index', '--raw', '-z', '--no-abbrev', '--cached', 'HEAD', '--');
  const hook = (repository: Repository, input: string) => {
    const fake = new FakeGit(repository, 'never', ':');
    const words = [CLI, 'hook', 'pre-commit', '--listed', '--'];
    const { code } = repository.run(process.execPath, words, { env: fake.environment, input });
    return { code, asked: fake.wasCalled(0) };
  };

  test('Node starts git only to read the policy, and not if the shell has listed it too', () => {
    const blocked = staged(`id = ${sample.accessKeyId()}\n`);
    expect(hook(blocked, `${list(blocked)}\0`)).toEqual({ code: 1, asked: true });
    expect(hook(blocked, `${list(blocked)}\0\0`)).toEqual({ code: 1, asked: false });
    const clean = staged();
    expect(hook(clean, `${list(clean)}\0`)).toEqual({ code: 0, asked: false });
    expect(hook(Repository.create().stage('a.txt', 'x\n').commit(), '\0')).toEqual({ code: 0, asked: false });
  });

  test('a listed policy applies', () => {
    const repository = staged(`id = ${sample.accessKeyId()}\n`).stage('.keyward.json', '{"rules":{}}');
    const policy = () => repository.git('ls-files', '--stage', '-z', '--', '.keyward-allowlist.json');
    const entry = { glob: 'a.txt', rules: ['aws-access-key-id'], reason: 'a test' };
    const allowlist = JSON.stringify({ version: 1, paths: [entry] });
    const listed = () => hook(repository, `${list(repository)}\0${policy()}\0`);
    expect(listed()).toEqual({ code: 1, asked: false });
    repository.stage('.keyward-allowlist.json', allowlist);
    expect(listed()).toEqual({ code: 0, asked: false });
    // a packed one needs git
    repository.pack('.keyward-allowlist.json');
    expect(listed()).toEqual({ code: 0, asked: true });
    repository.stage('.keyward-allowlist.json', '{');
    expect(listed()).toEqual({ code: 2, asked: false });
  });

  test('it is the policy at the top, wherever the hook runs and however git reads paths', () => {
    const id = sample.accessKeyId();
    const repository = staged(`id = ${id}\n`);
    const entry = { rule: 'aws-access-key-id', reason: 'a test' };
    const allowlist = JSON.stringify({ version: 1, allow: { [fingerprint(id)]: entry } });
    const commit = (env: Record<string, string> = {}) =>
      repository.run('sh', ['-c', 'mkdir -p sub && cd sub && exec sh "$0"', join(HOOKS, 'pre-commit')], {
        env,
      });
    repository.stage('sub/.keyward-allowlist.json', allowlist);
    expect(commit().code).toBe(1);
    repository.stage('.keyward-allowlist.json', allowlist);
    expect(commit().code).toBe(0);
    for (const name of ['LITERAL', 'GLOB', 'NOGLOB', 'ICASE'])
      expect(commit({ [`GIT_${name}_PATHSPECS`]: '1' }).code, name).toBe(0);
  });

  test.each([
    ['a symbolic link', '120000', '0'],
    ['an unmerged file', '100644', '1'],
  ])('of %s, Node asks git', (_, mode, stage) => {
    const repository = staged(`id = ${sample.accessKeyId()}\n`);
    const entry = `${mode} ${'1'.repeat(40)} ${stage}\t.keyward-allowlist.json\0`;
    expect(hook(repository, `${list(repository)}\0${entry}\0`)).toEqual({ code: 1, asked: true });
  });

  test('Node starts git if the list is incomplete', () => {
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

test('an allowlist without globs loads only the files it needs', () => {
  const text = '{ "version": 1, "allow": {}, "paths": [] }';
  const repository = staged(`id = ${sample.accessKeyId()}\n`).stage('.keyward-allowlist.json', text);
  const files = loaded(repository).filter((file) => /schema|document|glob|dist/.test(file));
  expect(files).toEqual(['cli/allowlist-schema.cjs', 'cli/schema-parts.cjs']);
});
