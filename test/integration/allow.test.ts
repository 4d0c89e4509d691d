import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { type Outcome, Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.cjs');
const FILE = '.keyward-allowlist.json';
const sample = new FakeCredentials(seed);

function keyward(repository: Repository, ...args: string[]): Outcome {
  return repository.run(process.execPath, [CLI, ...args]);
}

/** A repository with one staged secret and an empty allowlist. */
function staged(): Repository {
  return Repository.create()
    .stage('test/a.ts', `const secretAccessKey = '${sample.secretAccessKey()}';\n`)
    .stage(FILE, '{ "version": 1 }');
}

describe('keyward allow', () => {
  test('takes shortened fingerprints, several at once', () => {
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    const repository = Repository.create().stage('a.ts', `id = '${id}'\nsecretAccessKey = '${secret}'\n`);
    const [, command = ''] = /keyward (allow kw1_.*)/.exec(keyward(repository, 'scan').output) ?? [];
    expect(command.split(' ')).toHaveLength(3);
    const { code, output } = keyward(repository, ...command.split(' '), '--reason', 'made up');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 values') as string,
    });
    expect(repository.read(FILE)).toContain(fingerprint(secret));
    expect(keyward(repository, 'scan')).toMatchObject({ code: 0 });
  });

  test.each([
    ['a reason', () => ['--yes']],
    ['the answer to its question', () => ['--reason', 'made up']],
    ['a day that has not passed', () => ['--yes', '--reason', 'made up', '--expires', '2020-01-01']],
  ])('--last needs %s', (_, args) => {
    const repository = staged();
    keyward(repository, 'hook', 'pre-commit');
    const before = repository.read(FILE);
    expect(keyward(repository, 'allow', '--last', ...args()).code).toBe(2);
    expect(repository.read(FILE)).toBe(before);
  });

  test('allows nothing that the message did not show, unless --all is given', () => {
    const keys = Array.from({ length: 12 }, () => `${sample.accessKeyId()}\n`.repeat(1));
    const repository = Repository.create().stage('a.txt', keys.join('x\n'.repeat(30)));
    expect(keyward(repository, 'hook', 'pre-commit').output).toContain('4 more credentials');
    const args = ['allow', '--last', '--yes', '--reason', 'made up'];
    expect(keyward(repository, ...args)).toMatchObject({ code: 2 });
    expect(keyward(repository, ...args, '--all')).toMatchObject({ code: 0 });
    expect(keyward(repository, 'scan')).toMatchObject({ code: 0 });
  });

  test.each([
    ['standard input', ['scan', '--stdin']],
    ['a file outside of git', ['scan', '--files', 'untracked.txt']],
  ])('takes the command that a scan of %s prints', (_, words) => {
    const text = `id = ${sample.accessKeyId()}\n`;
    const repository = Repository.create().write('untracked.txt', text);
    const found = repository.run(process.execPath, [CLI, ...words], { input: text });
    const [, command = ''] = /keyward (allow kw1_.*)/.exec(found.output) ?? [];
    expect(keyward(repository, ...command.split(' '), '--reason', 'made up')).toMatchObject({ code: 0 });
    expect(repository.run(process.execPath, [CLI, ...words], { input: text })).toMatchObject({ code: 0 });
  });

  test('takes all findings of a report, and nothing else', () => {
    const repository = Repository.create().stage('a.txt', `${sample.accessKeyId()}\n`).commit();
    repository.stage('a.txt', 'gone\n').commit();
    keyward(repository, 'audit', '--format', 'json', '--output', 'report.json');
    repository.write('other.json', '{}');
    const args = ['--reason', 'revoked in 2025', '--expires', '2999-01-01'];
    expect(keyward(repository, 'allow', '--from', 'other.json', ...args).code).toBe(2);
    expect(keyward(repository, 'allow', '--from', 'report.json', ...args).code).toBe(0);
    repository.commit('allow');
    expect(keyward(repository, 'audit').code).toBe(0);
    repository.stage('b.txt', `${sample.accessKeyId()}\n`).commit();
    expect(keyward(repository, 'audit').code).toBe(1);
  });

  test('finds a value of the history in any clone by its whole fingerprint', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().stage('a.txt', `${key}\n`).commit();
    repository.stage('a.txt', 'gone\n').commit();
    const args = ['allow', fingerprint(key), '--reason', 'made up'];
    expect(keyward(repository, ...args)).toMatchObject({ code: 0 });
  });

  test('a comment without a reason is named in the message', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().stage(
      'a.ts',
      `x('${key}'); // keyward:allow ${fingerprint(key)}\n`,
    );
    const { output } = keyward(repository, 'scan');
    expect(output).toContain(`keyward:allow ${fingerprint(key)} -- …`);
  });
});
