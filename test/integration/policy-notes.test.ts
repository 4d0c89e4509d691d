import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/cli/formats.ts';
import { type Outcome, Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { expectInert } from '../helpers/hostile-names.ts';
import { sample } from '../helpers/seed.ts';

const HOOK = join(import.meta.dirname, '../../hooks/pre-commit');
const OFF = 'rules disabled in .keyward.json: aws-access-key-id (tmp)';

/** Settings that switch one rule off. */
const settings = (reason = 'tmp', id = 'aws-access-key-id') =>
  `${JSON.stringify({ rules: { [id]: { off: true, reason } } })}\n`;

/** A repository whose newest commit has settings, and a base before them. */
function project(text = settings()): Repository {
  const repository = Repository.create().stage('a.txt', 'a\n').commit('base');
  return repository.stage('.keyward.json', text).commit('settings');
}

/** How the installed hook ends: the shell's fast path, then Node if it is needed. */
function hook(repository: Repository, options: Parameters<Repository['run']>[2] = {}): Outcome {
  return repository.run('sh', [HOOK], options);
}

describe('names a disabled rule', () => {
  /** What is asked for, and whether a clean text answer says it once. */
  const SCANS: readonly (readonly [string, readonly string[]])[] = [
    ['what is staged', ['scan']],
    ['a range', ['scan', '--range', 'HEAD~1..HEAD']],
    ['files', ['scan', '--files', 'a.txt']],
    ['standard input', ['scan', '--stdin']],
    ['an audit', ['audit']],
  ];

  test.each(SCANS)('%s: without findings, with a key of that rule, and with another finding', (_, words) => {
    const repository = project().stage('.keep', '').commit();
    const say = () => keyward(repository, [...words, '--lang', 'en']).stdout;
    repository.stage('a.txt', 'b\n');
    if (words.includes('--range')) repository.commit();
    expect(say().split(OFF)).toHaveLength(2);
    repository.stage('a.txt', `k = "${sample.accessKeyId()}"\n`);
    if (words.includes('--range')) repository.commit();
    expect(say().split(OFF)).toHaveLength(2);
    repository.stage('a.txt', `aws_secret_access_key = "${sample.secretAccessKey()}"\n`);
    if (words.includes('--range')) repository.commit();
    const blocked = say();
    if (!words.includes('--stdin')) expect(blocked).toContain('secret access key');
    expect(blocked.split(OFF)).toHaveLength(2);
  });

  test.each(SCANS)('%s: as JSON and SARIF', (_, words) => {
    const repository = project();
    const run = (format: string) => keyward(repository, [...words, '--format', format]);
    const off = [{ ruleId: 'aws-access-key-id', reason: 'tmp' }];
    expect(JSON.parse(run('json').stdout)).toMatchObject({ rulesOff: off });
    const log = JSON.parse(run('sarif').stdout) as {
      runs: { invocations: { toolConfigurationNotifications: object[] }[] }[];
    };
    const said = log.runs[0]?.invocations[0]?.toolConfigurationNotifications[0];
    expect(said).toMatchObject({
      level: 'note',
      message: { text: expect.stringContaining('aws-access') as string },
    });
  });

  test('in a push', () => {
    const repository = project();
    const tip = repository.git('rev-parse', 'HEAD').trim();
    const input = `refs/heads/main ${tip} refs/heads/main ${'0'.repeat(40)}\n`;
    const words = ['hook', 'pre-push', '--', 'origin', 'x'];
    expect(keyward(repository, words, { input, env: { LC_ALL: 'C' } })).toMatchObject({
      code: 0,
      output: `keyward: ${OFF}\n`,
    });
  });

  test('as a GitHub annotation, and as a line in an HTML audit', () => {
    const repository = project();
    expect(keyward(repository, ['scan', '--format', 'github', '--lang', 'en']).stdout).toContain(
      `::notice file=.keyward.json,title=keyward::${OFF}\n`,
    );
    const html = keyward(repository, ['audit', '--format', 'html', '--lang', 'en']).stdout;
    expect(html).toContain(`<li>${OFF}</li>`);
    expect(html).not.toContain('<header class="good">');
  });

  test('escapes the reason, and reports only what a range changed', () => {
    const repository = project(settings('a\u001b[31m\n::error::x ##[error]y'));
    for (const format of FORMAT_NAMES) {
      const { stdout } = keyward(repository, ['scan', '--range', 'HEAD~1..HEAD', '--format', format]);
      expectInert(stdout, /^::(?:notice|warning) file=/gm);
      expect(stdout).toContain('aws-access-key-id');
    }
  });

  test('prints one line for a clean commit, even on the fast path', () => {
    const repository = project().stage('a.txt', 'b\n');
    expect(hook(repository)).toMatchObject({ code: 0, stdout: `keyward: ${OFF}\n`, stderr: '' });
  });

  test('uses the settings in the index', () => {
    const repository = project('{ "strict": true }\n').stage('a.txt', 'b\n');
    const silent = { code: 0, stdout: '', stderr: '' };
    repository.write('.keyward.json', settings());
    expect(hook(repository)).toMatchObject(silent);
    repository.stage('.keyward.json', settings());
    expect(hook(repository).stdout).toBe(`keyward: ${OFF}\n`);
    repository.commit().stage('a.txt', 'c\n');
    rmSync(join(repository.directory, '.keyward.json'));
    // the only gap: nothing on disk, and nothing that the rule would find
    expect(hook(repository)).toMatchObject(silent);
    repository.stage('a.txt', `k = "${sample.accessKeyId()}"\n`);
    expect(hook(repository)).toMatchObject({ code: 0, stdout: `keyward: ${OFF}\n` });
  });

  test.each([
    ['none', undefined],
    ['no disabled rule', '{ "strict": true, "accounts": ["171436882533"] }\n'],
    ['an escaped name', '{ "rules": { "aws-access-key-id": { "\\u006fff": true, "reason": "tmp" } } }\n'],
  ])('settings with %s', (_, text) => {
    const repository = text === undefined ? Repository.create().stage('x', '').commit() : project(text);
    const { code, output } = hook(repository.stage('a.txt', 'b\n'));
    const expected = text?.includes('u006f') === true ? `keyward: ${OFF}\n` : '';
    expect({ code, output }).toEqual({ code: 0, output: expected });
  });
});

describe('reports what a range changes in the policy', () => {
  const change = (repository: Repository, base: string) => {
    const { stdout } = keyward(repository, ['scan', '--range', `${base}..HEAD`, '--format', 'json']);
    return (JSON.parse(stdout) as { policyChanged: object | null }).policyChanged;
  };
  const entry = { rule: 'aws-access-key-id', reason: 'test key' };
  const list = (allow: object, paths: object[] = []) => `${JSON.stringify({ version: 1, allow, paths })}\n`;
  const mark = (digit: string) => `kw1_${digit.repeat(32)}`;

  test('reports only new rules, settings and entries', () => {
    const path = { glob: 'docs/**', rules: ['aws-access-key-id'], reason: 'samples' };
    const repository = project(settings('old', 'aws-session-token'))
      .stage('.keyward-allowlist.json', list({ [mark('1')]: entry }))
      .commit('start');
    const rules = { 'aws-session-token': { off: true, reason: 'old' } };
    const added = { 'aws-secret-access-key': { off: true, reason: 'new' } };
    repository
      .stage('.keyward.json', JSON.stringify({ rules: { ...rules, ...added }, inlineAllow: false }))
      .stage('.keyward-allowlist.json', list({ [mark('1')]: entry, [mark('2')]: entry }, [path]))
      .commit('change')
      .stage('a.txt', 'b\n')
      .commit('later');
    expect(change(repository, 'HEAD~2')).toEqual({
      rulesOff: [{ ruleId: 'aws-secret-access-key', reason: 'new' }],
      settings: { inlineAllow: false },
      allow: { [mark('2')]: entry },
      paths: [path],
    });
    const { code, stdout } = keyward(repository, ['scan', '--range', 'HEAD~2..HEAD', '--lang', 'en']);
    expect({ code, lines: stdout.split('\n') }).toEqual({
      code: 0,
      lines: [
        'keyward: rules disabled in .keyward.json: aws-session-token (old), aws-secret-access-key (new)',
        'keyward: these commits disable a rule in .keyward.json: aws-secret-access-key (new)',
        'keyward: these commits change a setting in .keyward.json: "inlineAllow": false',
        'keyward: these commits add to .keyward-allowlist.json: docs/**  aws-access-key-id  samples',
        `keyward: these commits add to .keyward-allowlist.json: ${mark('2')}  aws-access-key-id  test key`,
        '',
      ],
    });
    expect(change(repository, 'HEAD~1')).toBeNull();
  });

  test('reports a widened entry, but not a removed one', () => {
    const narrow = { ...entry, path: 'test/a' };
    const repository = project('{}\n')
      .stage('.keyward-allowlist.json', list({ [mark('1')]: narrow, [mark('2')]: entry }))
      .commit();
    repository.stage('.keyward-allowlist.json', list({ [mark('1')]: entry })).commit();
    expect(change(repository, 'HEAD~1')).toMatchObject({ allow: { [mark('1')]: entry }, paths: [] });
    repository.stage('.keyward-allowlist.json', list({})).commit();
    expect(change(repository, 'HEAD~1')).toBeNull();
  });

  test('ignores later changes on the other branch', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit('base');
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.stage('b.txt', 'b\n').commit();
    repository.git('checkout', '--quiet', 'main');
    repository.stage('.keyward.json', settings()).commit();
    repository.git('checkout', '--quiet', 'topic');
    expect(change(repository, 'main')).toBeNull();
    repository.git('merge', '--quiet', '--no-edit', 'main');
    expect(change(repository, 'main')).toBeNull();
    // a merge that brings what no parent has
    repository.stage('.keyward.json', settings('tmp', 'aws-session-token'));
    repository.git('commit', '--quiet', '--amend', '--no-edit', '--no-verify');
    expect(change(repository, 'main')).toMatchObject({ rulesOff: [{ ruleId: 'aws-session-token' }] });
  });

  test('treats an invalid policy at the base as empty', () => {
    const repository = project('{ "strict": "yes" }\n').stage('.keyward.json', settings()).commit();
    expect(change(repository, 'HEAD~1')).toMatchObject({ rulesOff: [{ ruleId: 'aws-access-key-id' }] });
  });
});
