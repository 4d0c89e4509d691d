import { existsSync } from 'node:fs';
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

  describe('--from', () => {
    const ARGS = ['--reason', 'revoked in 2025', '--expires', '2999-01-01'];
    const from = (repository: Repository, report: string, ...more: string[]) =>
      keyward(repository, 'allow', '--from', report, ...(more.length === 0 ? ARGS : more), '--lang', 'en');

    /** A repository with old keys: some in the newest commit, one in the history only, one in a message. */
    function withPast(): Repository {
      const lines = Array.from({ length: 5 }, () => `${sample.accessKeyId()}\n`);
      const repository = Repository.create().stage('a.txt', `${sample.accessKeyId()}\n`).commit();
      repository.stage('a.txt', 'gone\n').commit(`no longer ${sample.accessKeyId()}`);
      return repository
        .stage('b.txt', lines.join('x\n'))
        .stage('c.ts', `const secretAccessKey = '${sample.secretAccessKey()}';\n`)
        .commit();
    }

    test('takes all findings of an audit, and nothing else', () => {
      const repository = withPast();
      keyward(repository, 'audit', '--format', 'json', '--output', 'report.json');
      const { code, stdout } = from(repository, 'report.json');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `keyward: 8 values allowed in ${FILE}, which is now staged. Commit it, so that it counts.\n`,
      });
      // the audit reads the committed allowlist
      expect(keyward(repository, 'audit').code).toBe(1);
      repository.commit('allow');
      expect(keyward(repository, 'audit').code).toBe(0);
      expect(keyward(repository, 'scan', '--all').code).toBe(0);
      repository.stage('d.txt', `${sample.accessKeyId()}\n`).commit();
      expect(keyward(repository, 'audit').code).toBe(1);
      expect(keyward(repository, 'scan', '--all').code).toBe(1);
    });

    test('takes a report of scan --all, which knows the newest files only', () => {
      const repository = withPast();
      repository.write('report.json', keyward(repository, 'scan', '--all', '--json').stdout);
      expect(from(repository, 'report.json').stdout).toContain('6 values');
      repository.commit('allow');
      expect(keyward(repository, 'scan', '--all').code).toBe(0);
      expect(keyward(repository, 'audit').stdout).toContain('2 AWS credentials');
    });

    test('writes the same file for the same findings in any order, once or twice', () => {
      const repository = withPast();
      keyward(repository, 'audit', '--format', 'json', '--output', 'report.json');
      from(repository, 'report.json');
      const text = repository.read(FILE);
      const marks = [...text.matchAll(/"(kw1_\w+)"/g)].map(([, mark]) => mark);
      expect(marks).toEqual(marks.toSorted((a = '', b = '') => (a < b ? -1 : 1)));
      const report = JSON.parse(repository.read('report.json')) as { findings: object[] };
      repository.write('report.json', JSON.stringify({ ...report, findings: report.findings.toReversed() }));
      from(repository, 'report.json');
      expect(repository.read(FILE)).toBe(text);
    });

    test('keeps other entries, and the path of an entry that it renews', () => {
      const repository = withPast();
      const { findings } = JSON.parse(keyward(repository, 'scan', '--all', '--json').stdout) as {
        findings: { ruleId: string; fingerprint: string; path: string }[];
      };
      const [first, last] = [findings[0], findings.at(-1)];
      if (first === undefined || last === undefined) throw new TypeError('nothing found');
      const old = { reason: 'only for now', expires: '2020-01-01' };
      const allow = {
        [first.fingerprint]: { rule: first.ruleId, path: first.path, ...old },
        [last.fingerprint]: { rule: last.ruleId, path: 'elsewhere/**', ...old },
        [`kw1_${'0'.repeat(32)}`]: { rule: 'aws-session-token', reason: 'another one' },
      };
      repository.stage(FILE, JSON.stringify({ version: 1, allow })).commit();
      repository.write('report.json', keyward(repository, 'scan', '--all', '--json').stdout);
      expect(from(repository, 'report.json').code).toBe(0);
      const next = JSON.parse(repository.read(FILE)) as { allow: Record<string, object> };
      const renewed = { reason: 'revoked in 2025', expires: '2999-01-01' };
      expect(next.allow).toMatchObject({
        [first.fingerprint]: { path: first.path, ...renewed },
        [`kw1_${'0'.repeat(32)}`]: { reason: 'another one' },
      });
      // the finding is outside the old path
      expect(next.allow[last.fingerprint]).toEqual({ rule: last.ruleId, ...renewed });
    });

    test('writes nothing for a report without findings', () => {
      const repository = Repository.create().stage('a.txt', 'a\n').commit();
      keyward(repository, 'audit', '--format', 'json', '--output', 'report.json');
      const { code, stdout } = from(repository, 'report.json');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'keyward: the report has no findings. Nothing was written.\n',
      });
      expect(existsSync(join(repository.directory, FILE))).toBe(false);
    });

    test.each([
      ['an empty object', '{}'],
      ['an error', '{ "version": 1, "complete": false, "error": { "code": "git-missing", "args": {} } }'],
      ['no JSON', 'kw1_00000000'],
      ['another tool', '{ "findings": [{ "fingerprint": "a.txt:generic-api-key:1" }] }'],
      [
        'a shortened fingerprint',
        '{ "findings": [{ "fingerprint": "kw1_00000000", "ruleId": "aws-access-key-id" }] }',
      ],
    ])('refuses %s', (_, text) => {
      const repository = Repository.create().write('report.json', text);
      const { code, stderr } = from(repository, 'report.json');
      expect(code).toBe(2);
      expect(stderr).toContain('report.json is not a JSON report of keyward');
      expect(existsSync(join(repository.directory, FILE))).toBe(false);
    });

    test('needs a reason', () => {
      const repository = withPast();
      keyward(repository, 'audit', '--format', 'json', '--output', 'report.json');
      expect(from(repository, 'report.json', '--expires', '2999-01-01').code).toBe(2);
      expect(existsSync(join(repository.directory, FILE))).toBe(false);
    });
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
