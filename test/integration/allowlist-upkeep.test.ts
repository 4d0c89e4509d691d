import { expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { cli } from '../helpers/scan.ts';
import { ALLOWLIST, stagedSecret } from '../helpers/staged-secret.ts';

// keyward allowlist check, list and prune, and what keyward allow refuses to write.

const made = (expires?: string) =>
  JSON.stringify({ rule: 'aws-secret-access-key', reason: 'made up', expires });

test('check names stale, expired and repeated entries; prune removes them', () => {
  const { repository, mark } = stagedSecret((used) => {
    const line = `"${used}": { "rule": "aws-secret-access-key", "reason": "made up" }`;
    const stale = `"${fingerprint('x')}": { "rule": "aws-secret-access-key", "reason": "gone" }`;
    return `{ "version": 1, "allow": { ${line}, ${stale}, ${line} } }`;
  });
  const check = cli(repository, 'allowlist', 'check');
  expect(check.code).toBe(1);
  expect(check.output).toContain(fingerprint('x'));
  expect(check.output).toMatch(new RegExp(`${mark}.*twice`));
  expect(cli(repository, 'allowlist', 'prune').code).toBe(0);
  expect(repository.read(ALLOWLIST)).not.toContain(fingerprint('x'));
  expect(cli(repository, 'allowlist', 'check').code).toBe(0);
  expect(cli(repository, 'allowlist', 'list').output).toContain(mark);
});

test.each([
  ['an expired entry', (used: string) => `"${used}": ${made('2020-01-01')}`],
  ['a stale entry', () => `"${fingerprint('x')}": ${made()}`],
  ['a repeated entry', (used: string) => `"${used}": ${made()}, "${used}": ${made()}`],
])('the command that check prints removes %s', (_, entries) => {
  const { repository } = stagedSecret((used) => `{ "version": 1, "allow": { ${entries(used)} } }`);
  const check = cli(repository, 'allowlist', 'check');
  expect(check.code).toBe(1);
  const [, command = ''] = /keyward (allowlist prune)$/m.exec(check.output) ?? [];
  expect(cli(repository, ...command.split(' ')).output).toContain('1 entry removed');
  expect(repository.git('diff', '--name-only')).toBe('');
  expect(cli(repository, 'allowlist', 'check').output).toContain('no problems in the allowlist');
  expect(cli(repository, 'allowlist', 'prune').output).not.toContain('removed');
});

test('list marks expired entries', () => {
  const { repository } = stagedSecret(
    (used) =>
      `{ "version": 1, "allow": { "${used}": ${made('2020-01-01')}, "${fingerprint('x')}": ${made('2999-01-01')} } }`,
  );
  const { output } = cli(repository, 'allowlist', 'list');
  expect(output).toContain('expired on 2020-01-01');
  expect(output).toContain('until 2999-01-01');
});

test.each([
  ['--reason', ['x'], 'at least three characters', '3 文字以上'],
  ['--expires', ['soon', '--reason', 'made up'], 'YYYY-MM-DD', 'YYYY-MM-DD'],
  ['--path', ['../x', '--reason', 'made up'], 'a path pattern', 'パスのパターン'],
])('says in both languages what %s must be', (option, words, english, japanese) => {
  const { repository, mark } = stagedSecret();
  for (const [lang, text] of [
    ['en', english],
    ['ja', japanese],
  ] as const) {
    const outcome = cli(repository, 'allow', mark, option, ...words, '--lang', lang);
    expect(outcome).toMatchObject({ code: 2 });
    expect(outcome.output).toContain(text);
  }
});
