import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { rules } from '../../src/rules/index.ts';
import { secretAccessKey } from '../../src/rules/secret-access-key.ts';
import { matchesOf } from '../../src/scan/detect.ts';
import { cases } from '../helpers/cases.ts';
import { CHARACTER_CODES } from '../helpers/coded.ts';
import { seed } from '../helpers/seed.ts';
import { scanText } from '../helpers/text.ts';

type Make = (s: FakeCredentials) => string;

/** Base64 of an image of about so many characters. */
function image(s: FakeCredentials, length: number): string {
  return s.bytes((length * 3) / 4).toString('base64');
}

describe('a secret access key in a run of base64', () => {
  /** Parts of texts that have many runs of about the length of a key. */
  const PARTS: readonly [Make, ...Make[]] = [
    (s) => s.secretAccessKey(),
    (s) => s.secretAccessKey().slice(0, s.integer(40)),
    (s) => image(s, 200).slice(0, s.integer(200)),
    (s) => s.accessKeyId(),
    (s) =>
      s.pick(['-', '_', '=', '+', '/', '//', '\\n', '%3D', '%2F', '&#', '\\u', '"', "'", ' ', '\n', '-_']),
  ];

  test('is found wherever the pattern matches in the whole text', () => {
    for (let nth = 0; nth < cases(1500, 20_000); nth += 1) {
      const s = new FakeCredentials(seed + nth);
      const text = Array.from({ length: 12 }, () => s.pick(PARTS)(s)).join('');
      const expected = [...text.matchAll(secretAccessKey.pattern)].map(({ 0: value, index: start }) => ({
        value,
        start,
      }));
      expect([...matchesOf(secretAccessKey, text)], `case ${nth}: ${text}`).toEqual(expected);
    }
  });
});

describe('a long run that is no image', () => {
  test.each([
    ['a path', '/'],
    ['words of an address', '+'],
    ['a slug', '-'],
    ['a name', '_'],
    ['a line', '----------------'],
  ])('hides no key in %s', async (_, joint) => {
    const s = new FakeCredentials(seed);
    const words = (count: number) => Array.from({ length: count }, () => 'word');
    const text = (...value: string[]) => [...words(4000), ...value, ...words(4000)].join(joint);
    const ids = await scanText(text(s.accessKeyId()), 'a.txt');
    expect(ids.findings.map(({ ruleId }) => ruleId)).toEqual(['aws-access-key-id']);
    if (!'-_'.includes(joint.charAt(0))) return;
    const secrets = await scanText(text('aws_secret_access_key', s.secretAccessKey()), 'a.txt');
    expect(secrets.findings.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  test('of many megabytes is no session token', async () => {
    const s = new FakeCredentials(seed);
    const { findings } = await scanText(`session_token = "${image(s, 8_000_000)}"`, 'a.txt');
    expect(findings).toEqual([]);
  });
});

test.each([10, 65_500, 65_536, 70_000, 140_000])(
  'UTF-16 of %i characters does not hide the Japanese name at its end',
  async (length) => {
    const s = new FakeCredentials(seed);
    const [log, name] = ['x'.repeat(length), '\r\nシークレット アクセス キー'];
    const bytes = Buffer.concat([
      Buffer.from(`\uFEFF${log}${name}`, 'utf16le'),
      Buffer.from(`=${s.secretAccessKey()}\n`),
    ]);
    const { findings } = await scanText(bytes, 'a.log');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  },
);

describe('base64 of many megabytes of one escape', () => {
  const codes = CHARACTER_CODES.filter(({ name }) => !name.startsWith('before'));

  test.each(codes.slice(0, cases(3, codes.length)))('is read without an error: $name', async ({ encode }) => {
    const unit = encode('/') ?? encode('a') ?? '';
    const text = unit.repeat(12_000_000 / unit.length);
    const { findings } = await scanText(Buffer.from(text).toString('base64'), 'a.txt');
    expect(findings).toEqual([]);
  });
});

test('base64 of many megabytes of UTF-16 is read to its end', async () => {
  const s = new FakeCredentials(seed);
  const text = `${'a line\n'.repeat(800_000)}id = ${s.accessKeyId()}\n`;
  const { findings, scanned } = await scanText(Buffer.from(text, 'utf16le').toString('base64'), 'a.txt');
  expect(scanned.unscanned).toEqual([]);
  expect(findings.map(({ ruleId }) => ruleId)).toEqual(['aws-access-key-id']);
});

describe('an image in base64', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('hides nothing beside it: %s', async (_, rule) => {
    const s = new FakeCredentials(seed);
    for (const make of rule.examples.found.slice(0, cases(6, 60))) {
      const example = make(s);
      const [before, after] = [image(s, 20_000), image(s, 60_000)];
      const found = async (inLines: (data: string) => string) => {
        const text = `${inLines(before)}\n${example.text}\n${inLines(after)}\n`;
        const { findings } = await scanText(text, example.path ?? 'a.txt');
        return findings.filter(({ ruleId }) => ruleId === rule.id).map(({ fingerprint }) => fingerprint);
      };
      const wrapped = await found((data) => data.replaceAll(/.{60}/g, '$& - '));
      expect(await found((data) => data), example.text).toEqual(wrapped);
    }
  });

  test.each([
    ['before it', (key: string, data: string) => `{"image":"${data}","aws_secret_access_key":"${key}"}`],
    ['after it', (key: string, data: string) => `{"aws_secret_access_key":"${key}","image":"${data}"}`],
    ['between two', (key: string, data: string) => `${data}" aws_secret_access_key="${key}" "${data}`],
  ])('hides no key %s on its line', async (_, write) => {
    const s = new FakeCredentials(seed);
    const { findings } = await scanText(write(s.secretAccessKey(), image(s, 100_000)), 'a.json');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });
});
