import { describe, expect, test } from 'vitest';
import { credentialsOf } from '../../src/scan/credential.ts';
import type { Finding } from '../../src/scan/finding.ts';
import type { RuleId } from '../../src/rules/rule.ts';

const RULES: Readonly<Record<string, RuleId>> = {
  id: 'aws-access-key-id',
  temporary: 'aws-temporary-access-key-id',
  secret: 'aws-secret-access-key',
  token: 'aws-session-token',
  bedrock: 'aws-bedrock-api-key',
};

/** Findings from `kind@line`, `kind@line:column` or `kind@line=value`. */
function findings(text: string, path = 'a.txt'): Finding[] {
  return text.split(' ').map((word) => {
    const [, kind = '', line, column = 1, value = word] =
      /^(\w+)@(\d+)(?::(\d+))?(?:=(\w+))?$/.exec(word) ?? [];
    return {
      ruleId: RULES[kind] ?? 'aws-sso-token',
      severity: 'high',
      path,
      line: Number(line),
      column: Number(column),
      endColumn: Number(column) + 20,
      preview: word,
      fingerprint: `${path} ${value}`,
      accountId: null,
      canary: false,
      commit: null,
      inName: false,
      alreadyCommitted: false,
    };
  });
}

const grouped = (list: readonly Finding[]) =>
  credentialsOf(list)
    .map((group) => group.map(({ preview }) => preview).join(' '))
    .join(' | ');

describe('one credential', () => {
  test.each([
    ['an ID and its secret', 'id@1 secret@2', 'id@1 secret@2'],
    ['the secret first', 'secret@1 id@2', 'secret@1 id@2'],
    ['a session', 'temporary@1 secret@2 token@3', 'temporary@1 secret@2 token@3'],
    ['20 lines between', 'id@1 secret@21', 'id@1 secret@21'],
    ['more than 20 lines between', 'id@1 secret@22', 'id@1 | secret@22'],
    ['two pairs', 'id@1 secret@2 id@3 secret@4', 'id@1 secret@2 | id@3 secret@4'],
    ['two pairs, secrets first', 'secret@1 id@2 secret@3 id@4', 'secret@1 id@2 | secret@3 id@4'],
    [
      'two pairs on a line',
      'id@1:1 secret@1:30 id@1:80 secret@1:110',
      'id@1:1 secret@1:30 | id@1:80 secret@1:110',
    ],
    ['the nearest one', 'id@1 id@8 secret@9', 'id@1 | id@8 secret@9'],
    ['IDs only', 'id@1 id@2', 'id@1 | id@2'],
    [
      'two sessions',
      'id@1 secret@2 token@3 id@4 secret@5 token@6',
      'id@1 secret@2 token@3 | id@4 secret@5 token@6',
    ],
    ['the same value again', 'id@1=a secret@2 id@90=a', 'id@1=a secret@2 id@90=a'],
    ['a value that stands alone', 'id@1 bedrock@2 secret@3', 'id@1 secret@3 | bedrock@2'],
  ])('%s', (_, list, groups) => {
    expect(grouped(findings(list))).toBe(groups);
  });

  test('is in one file and one commit', () => {
    const [id, secret] = [findings('id@1', 'a.txt'), findings('secret@2', 'b.txt')];
    expect(credentialsOf([...id, ...secret])).toHaveLength(2);
    const [one, two] = findings('id@1 secret@2').map((finding, index) => ({
      ...finding,
      commit: `${index}`,
    }));
    expect(credentialsOf([one, two].filter((finding) => finding !== undefined))).toHaveLength(2);
  });

  test('may have the same value in several files', () => {
    const elsewhere = findings('id@7', 'b.txt').map((finding) => ({ ...finding, fingerprint: 'a.txt id@1' }));
    expect(credentialsOf([...findings('id@1 secret@2'), ...elsewhere])).toHaveLength(1);
  });
});
