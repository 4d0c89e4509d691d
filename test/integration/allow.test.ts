import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { Repository } from '../helpers/repository.ts';
import { CLI, cli } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';
import { ALLOWLIST, stagedSecret } from '../helpers/staged-secret.ts';

describe('keyward allow', () => {
  test('takes shortened fingerprints, several at once', () => {
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    const repository = Repository.create().stage('a.ts', `id = '${id}'\nsecretAccessKey = '${secret}'\n`);
    const [, command = ''] = /keyward (allow kw1_.*)/.exec(cli(repository, 'scan').output) ?? [];
    expect(command.split(' ')).toHaveLength(3);
    const { code, output } = cli(repository, ...command.split(' '), '--reason', 'made up');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 values') as string,
    });
    expect(repository.read(ALLOWLIST)).toContain(fingerprint(secret));
    expect(cli(repository, 'scan')).toMatchObject({ code: 0 });
  });

  test.each([
    ['a reason', () => ['--yes']],
    ['the answer to its question', () => ['--reason', 'made up']],
    ['a day that has not passed', () => ['--yes', '--reason', 'made up', '--expires', '2020-01-01']],
  ])('--last needs %s', (_, args) => {
    const { repository } = stagedSecret();
    cli(repository, 'hook', 'pre-commit');
    const before = repository.read(ALLOWLIST);
    expect(cli(repository, 'allow', '--last', ...args()).code).toBe(2);
    expect(repository.read(ALLOWLIST)).toBe(before);
  });

  test('allows nothing that the message did not show, unless --all is given', () => {
    const keys = Array.from({ length: 12 }, () => `${sample.accessKeyId()}\n`.repeat(1));
    const repository = Repository.create().stage('a.txt', keys.join('x\n'.repeat(30)));
    expect(cli(repository, 'hook', 'pre-commit').output).toContain('4 more credentials');
    const args = ['allow', '--last', '--yes', '--reason', 'made up'];
    expect(cli(repository, ...args)).toMatchObject({ code: 2 });
    expect(cli(repository, ...args, '--all')).toMatchObject({ code: 0 });
    expect(cli(repository, 'scan')).toMatchObject({ code: 0 });
  });

  test.each([
    ['standard input', ['scan', '--stdin']],
    ['a file outside of git', ['scan', '--files', 'untracked.txt']],
  ])('takes the command that a scan of %s prints', (_, words) => {
    const text = `id = ${sample.accessKeyId()}\n`;
    const repository = Repository.create().write('untracked.txt', text);
    const found = repository.run(process.execPath, [CLI, ...words], { input: text });
    const [, command = ''] = /keyward (allow kw1_.*)/.exec(found.output) ?? [];
    expect(cli(repository, ...command.split(' '), '--reason', 'made up')).toMatchObject({ code: 0 });
    expect(repository.run(process.execPath, [CLI, ...words], { input: text })).toMatchObject({ code: 0 });
  });

  describe('--from', () => {
    const ARGS = ['--reason', 'revoked in 2025', '--expires', '2999-01-01'];
    const from = (repository: Repository, report: string, ...more: string[]) =>
      cli(repository, 'allow', '--from', report, ...(more.length === 0 ? ARGS : more), '--lang', 'en');

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
      cli(repository, 'audit', '--format', 'json', '--output', 'report.json');
      const { code, stdout } = from(repository, 'report.json');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `keyward: 8 values allowed in ${ALLOWLIST}, which is now staged. Commit it so that it takes effect.\n`,
      });
      // the audit reads the committed allowlist
      expect(cli(repository, 'audit').code).toBe(1);
      repository.commit('allow');
      expect(cli(repository, 'audit').code).toBe(0);
      expect(cli(repository, 'scan', '--all').code).toBe(0);
      repository.stage('d.txt', `${sample.accessKeyId()}\n`).commit();
      expect(cli(repository, 'audit').code).toBe(1);
      expect(cli(repository, 'scan', '--all').code).toBe(1);
    });

    test('takes a report of scan --all, which knows the newest files only', () => {
      const repository = withPast();
      repository.write('report.json', cli(repository, 'scan', '--all', '--json').stdout);
      expect(from(repository, 'report.json').stdout).toContain('6 values');
      repository.commit('allow');
      expect(cli(repository, 'scan', '--all').code).toBe(0);
      expect(cli(repository, 'audit').stdout).toContain('2 AWS credentials');
    });

    test('writes the same file for the same findings in any order, once or twice', () => {
      const repository = withPast();
      cli(repository, 'audit', '--format', 'json', '--output', 'report.json');
      from(repository, 'report.json');
      const text = repository.read(ALLOWLIST);
      const marks = [...text.matchAll(/"(kw1_\w+)"/g)].map(([, mark]) => mark);
      expect(marks).toEqual(marks.toSorted((a = '', b = '') => (a < b ? -1 : 1)));
      const report = JSON.parse(repository.read('report.json')) as { findings: object[] };
      repository.write('report.json', JSON.stringify({ ...report, findings: report.findings.toReversed() }));
      from(repository, 'report.json');
      expect(repository.read(ALLOWLIST)).toBe(text);
    });

    test('keeps other entries, and the path of an entry that it renews', () => {
      const repository = withPast();
      const { findings } = JSON.parse(cli(repository, 'scan', '--all', '--json').stdout) as {
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
      repository.stage(ALLOWLIST, JSON.stringify({ version: 1, allow })).commit();
      repository.write('report.json', cli(repository, 'scan', '--all', '--json').stdout);
      expect(from(repository, 'report.json').code).toBe(0);
      const next = JSON.parse(repository.read(ALLOWLIST)) as { allow: Record<string, object> };
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
      cli(repository, 'audit', '--format', 'json', '--output', 'report.json');
      const { code, stdout } = from(repository, 'report.json');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'keyward: the report has no findings. Nothing was written.\n',
      });
      expect(existsSync(join(repository.directory, ALLOWLIST))).toBe(false);
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
      expect(existsSync(join(repository.directory, ALLOWLIST))).toBe(false);
    });

    test('needs a reason', () => {
      const repository = withPast();
      cli(repository, 'audit', '--format', 'json', '--output', 'report.json');
      expect(from(repository, 'report.json', '--expires', '2999-01-01').code).toBe(2);
      expect(existsSync(join(repository.directory, ALLOWLIST))).toBe(false);
    });
  });

  test('finds a value of the history in any clone by its whole fingerprint', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().stage('a.txt', `${key}\n`).commit();
    repository.stage('a.txt', 'gone\n').commit();
    const args = ['allow', fingerprint(key), '--reason', 'made up'];
    expect(cli(repository, ...args)).toMatchObject({ code: 0 });
  });

  test('a comment without a reason is named in the message', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().stage(
      'a.ts',
      `x('${key}'); // keyward:allow ${fingerprint(key)}\n`,
    );
    const { output } = cli(repository, 'scan');
    expect(output).toContain(`keyward:allow ${fingerprint(key)} -- …`);
  });
});
