import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';

/** Values that are split over several lines, by language; %1 and %2 are the halves. */
const APART: Readonly<Record<string, string>> = {
  Python: 'aws_secret_access_key = "%1"\naws_secret_access_key += "%2"',
  'Python, starting with an empty string':
    'aws_secret_access_key = ""\naws_secret_access_key += "%1"\naws_secret_access_key += "%2"',
  'a format string': 'awsSecret = "%1"\nawsSecret = f"{awsSecret}%2"',
  JavaScript: "let awsSecretKey = '%1';\n// the rest\nawsSecretKey += '%2';",
  PHP: "$awsSecretKey = '%1';\n$awsSecretKey .= '%2';",
  Ruby: 'aws_secret = "%1"\naws_secret << "%2"',
  Java: 'StringBuilder awsSecretKey = new StringBuilder("%1");\nawsSecretKey.append("%2");',
  Rust: 'let mut aws_secret = String::from("%1");\naws_secret.push_str("%2");',
  C: 'strcpy(aws_secret, "%1");\nstrcat(aws_secret, "%2");',
  Lua: 'local aws_secret = "%1"\naws_secret = aws_secret .. "%2"',
  'Visual Basic': 'Dim awsSecret As String = "%1"\nawsSecret &= "%2"',
  'a shell': 'AWS_SECRET_ACCESS_KEY="%1"\nAWS_SECRET_ACCESS_KEY="${AWS_SECRET_ACCESS_KEY}%2"',
  'a shell without quotes': 'AWS_SECRET_ACCESS_KEY=%1\nAWS_SECRET_ACCESS_KEY+=%2',
  'one line': 'AWS_SECRET_ACCESS_KEY="%1"; AWS_SECRET_ACCESS_KEY+="%2"',
  'a folded block': 'aws_secret_access_key: >-\n  %1\n  %2',
  'a literal block': 'aws_secret_access_key: |\n    %1\n    %2\nnext: 1',
  'a quoted scalar': 'aws_secret_access_key: "%1\n  %2"',
  'a plain scalar': 'aws_secret_access_key: %1\n  %2',
  'a multi-line literal': 'const awsSecretKey = `%1\n%2`;',
};

describe('a value that is split over several statements or lines', () => {
  test.each(Object.entries(APART))('is found: %s', async (_, text) => {
    for (let cut = 4; cut <= 36; cut += 4) {
      const s = new FakeCredentials(seed + cut);
      const secret = s.secretAccessKey();
      const parts = [secret.slice(0, cut), secret.slice(cut)];
      const written = `${text.replace('%1', () => parts[0] ?? '').replace('%2', () => parts[1] ?? '')}\n`;
      const line = written.slice(0, written.indexOf(parts[0] ?? '')).split('\n').length;
      expect(await findingsIn(written), `cut at ${cut}`).toMatchObject([
        { ruleId: 'aws-secret-access-key', line },
      ]);
    }
  });

  test.each([
    ['appended to one variable', 'awsSecrets = "%1"\nawsSecrets += "%2"'],
    ['in a YAML block', 'aws_secrets: |\n  %1\n  %2'],
  ])('does not join two keys %s', async (_, text) => {
    const s = new FakeCredentials(seed);
    const written = text.replace('%1', () => s.secretAccessKey()).replace('%2', () => s.secretAccessKey());
    expect((await findingsIn(`${written}\n`)).length).toBe(2);
  });

  test('does not join parts of a keyword that have words between them', async () => {
    const id = new FakeCredentials(seed).accessKeyId();
    for (const joint of ['" + // x\n  "', '";\ns += "', '</a:t></a:r><a:r><a:t>'])
      expect(await findingsIn(`s = "${id.slice(0, 2)}${joint}${id.slice(2)}"\n`)).toEqual([]);
  });
});

test.each([
  ['a time and a level', (nth: number) => `2026-01-07 09:41:3${nth % 10}.${500 + nth} | DEBUG | `],
  ['a number', (nth: number) => `${String(nth).padStart(4)}: `],
  ['a name and a time', (nth: number) => `[web-1] 10:02:${String(nth).padStart(2, '0')} `],
])('finds a private key in a log with %s before each line', async (_, prefix) => {
  const s = new FakeCredentials(seed);
  const lines = `MIIE${s.bytes(600).toString('base64')}`.match(/.{1,64}/g) ?? [];
  const key = ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'];
  const text = key.map((line, nth) => prefix(nth) + line).join('\n');
  expect(await findingsIn(`EC2 key of ec2-user:\n${text}\n`)).toMatchObject([{ ruleId: 'aws-private-key' }]);
  expect(await findingsIn(`key of the web server:\n${text}\n`)).toEqual([]);
});
