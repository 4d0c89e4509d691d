import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { CHARSETS, JAPANESE, MISALIGNED, MIXED } from '../helpers/encodings.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';

const sample = fc.integer().map((n) => new FakeCredentials(n));

describe('a random secret key that nobody filtered', () => {
  test('is found once in a file of two encodings, wherever the second begins, at its line', async () => {
    const missed = new Set<string>();
    for (const [nth, encoding] of [...MIXED, ...MISALIGNED].entries()) {
      const s = new FakeCredentials(seed + nth);
      const value = s.secretAccessKey();
      const eol = s.pick(['\n', '\r\n']);
      const text = `x = 1${eol}aws_secret_access_key = ${value}${eol}y = 2; z = 3${eol}`;
      const found = await secretsIn(encoding.encode(text, value));
      const isRight = found[0]?.line === 2 && found[0].fingerprint === fingerprint(value);
      if (found.length !== 1 || !isRight) missed.add(`${encoding.name}: ${found.length} findings`);
    }
    expect([...missed]).toEqual([]);
  });

  test('is found by a Japanese name in one encoding, in a file that begins or goes on in another', async () => {
    const s = new FakeCredentials(seed);
    const missed = new Set<string>();
    for (const label of JAPANESE)
      for (const other of CHARSETS)
        for (const isFirst of [true, false])
          for (const isWith of [true, false]) {
            const value = s.secretAccessKey();
            const [others, after] = [other.encode('x = 1; y = 2\n'), `${value}\nz = 3; y = 2\n`];
            const name = label.encode('シークレットアクセスキー: ');
            const rest = isWith ? label.encode(after) : other.encode(after);
            const content = Buffer.concat(isFirst ? [others, name, rest] : [name, rest, others]);
            const [found] = await secretsIn(content);
            if (found?.fingerprint !== fingerprint(value))
              missed.add(`${label.name} ${isFirst ? 'after' : 'before'} ${other.name} ${isWith}`);
          }
    expect([...missed]).toEqual([]);
  });

  async function secretsIn(content: string | Buffer) {
    return (await findingsIn(content)).filter(({ ruleId }) => ruleId === 'aws-secret-access-key');
  }
});

/** Without console passwords, which may hold any characters, escapes too. */
const examples = rules
  .filter(({ id }) => id !== 'aws-console-password')
  .flatMap((rule) => rule.examples.found.map((make) => ({ rule, make })));

test('an archive in base64 is reported once in each encoding', async () => {
  const value = new FakeCredentials(seed).accessKeyId();
  const packed = gzipSync(`id: ${value}\nthe same: ${value}\n`).toString('base64');
  for (const { name, encode } of JAPANESE)
    expect(await findingsIn(encode(`x = 1\nキー: ${packed}\n`)), name).toMatchObject([
      { line: 2, fingerprint: fingerprint(value) },
    ]);
});

test('each rule finds its examples in a file of two encodings, and at an odd offset', async () => {
  await fc.assert(
    fc.asyncProperty(
      sample,
      fc.constantFrom(...examples),
      fc.oneof(fc.constantFrom(...MIXED), fc.constantFrom(...MISALIGNED)),
      async (s, { rule, make }, encoding) => {
        const { text, value, path } = make(s);
        fc.pre(encoding.isUnicode || Buffer.byteLength(text) === text.length);
        fc.pre(text.trim() !== value);
        // a limit that docs/detection.md names: between such letters the byte order is not certain
        fc.pre(!/UTF-(?:16|32)BE/.test(encoding.name) || /^[\0-\x7f]*$/.test(text));
        const found = await findingsIn(encoding.encode(`x = 1\n${text}\n`, value), path);
        expect(
          found.map(({ ruleId }) => ruleId),
          encoding.name,
        ).toContain(rule.id);
      },
    ),
    { seed, numRuns: 2000 },
  );
});

test.each(CHARSETS.filter(({ name }) => /^UTF-(?:16LE|32)/.test(name)))(
  'a key ID between kana, whose bytes are letters, is found in $name behind ASCII',
  async ({ encode }) => {
    const s = new FakeCredentials(seed);
    for (let nth = 0; nth < 50; nth += 1) {
      const text = `これはことこのこにこ${s.accessKeyId()}のことにこがここでこと\n`;
      for (const before of ['# notes\n', '# a note\n', '# two notes\n'])
        expect(await findingsIn(Buffer.concat([Buffer.from(before), encode(text)])), before).toHaveLength(1);
    }
  },
);
