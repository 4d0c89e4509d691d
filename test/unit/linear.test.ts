import { describe, expect, test } from 'vitest';
import { hostileTexts } from '../../bench/hostile.mjs';
import { detect } from '../../src/scan/detect.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn, fragmentOf, NOW, scanText } from '../helpers/text.ts';

/** The largest text that a rule ever sees at once, in characters. */
const WINDOW = 1 << 20;

/** What makes careless expressions try every way of reading a text. */
const UNITS = [
  ...[
    ...['A', 'aB3/', ' ', '\n', '="', '\\u0041', '%41', '"+"', '"ab", "cd", '],
    ...['-at-123456789012:', 'aoaAAAAA-', 'kiro ksk_', 'secret = '],
  ],
  ...[
    '"accessToken": "',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'PuTTY-User-Key-File-2: x\nEncryption: none\n',
  ],
  ...[
    'x,y,https://a.signin.aws.amazon.com,',
    'credentials(',
    'https://x/?X-Amz-Signature=',
    'AKIA',
    '&#x41;',
    'INSERT INTO t (a, aws_secret) VALUES (',
    'COPY t (a, aws_secret) FROM stdin csv;\n',
    'a,aws_secret\n',
  ],
];

describe.each(rules)('$id', (rule) => {
  // an expression that is not linear would not end within the test's time, for lack of centuries
  test('ends on a window of anything, and finds what stands behind it', () => {
    const [make] = rule.examples.found;
    const { text = '', value = '', path = 'file.txt' } = make?.(new FakeCredentials(seed)) ?? {};
    for (const unit of UNITS) {
      const filler = unit.repeat(Math.ceil(WINDOW / unit.length)).slice(0, WINDOW);
      const found = detect(fragmentOf(`${filler}" \n${text}`, path), [rule], NOW).map((each) => each.value);
      expect(found, unit).toContain(rule.canonical?.(value) ?? value);
    }
  });
});

describe('scans a window of hostile text', () => {
  // a scan that takes quadratic time would not end within the test's time
  test.each(Object.entries(hostileTexts))('%s', async (_, makeText) => {
    const s = new FakeCredentials(seed);
    const { findings, allowed } = await scanText(Buffer.from(makeText(WINDOW / 2, s, fingerprint)));
    expect(findings.length + allowed.length).toBeGreaterThan(0);
  });
});

test('nothing is missed because a line is long', async () => {
  const s = new FakeCredentials(seed);
  const filler = 'x = "abc", '.repeat(400_000);
  const text = `${filler}aws_secret_access_key = "${s.secretAccessKey()}", ${filler}`;
  expect(await findingsIn(text)).toMatchObject([
    { ruleId: 'aws-secret-access-key', line: 1, column: filler.length + 26 },
  ]);
});
