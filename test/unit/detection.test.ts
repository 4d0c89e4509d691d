import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { hasBothCases, looksRandom } from '../../src/rules/values/randomness.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { cases } from '../helpers/cases.ts';
import { CHARSETS, ENCODINGS, JOINTS } from '../helpers/encodings.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';
import { namesFor, SHAPES, write } from '../vectors/languages.ts';
import { LOOK_ALIKES } from '../vectors/look-alikes.ts';

const sample = fc.integer().map((n) => new FakeCredentials(n));
const shape = fc
  .constantFrom(...SHAPES)
  .chain((kind) => fc.constantFrom(...namesFor(kind)).map((name) => ({ shape: kind, name })));
const filler = fc.array(fc.constantFrom('', 'x = 1', '// 日本語のコメント', '\tindent {', 'é'), {
  maxLength: 30,
});

describe('a random secret access key', () => {
  test('is found at its position under any name in any language', async () => {
    await fc.assert(
      fc.asyncProperty(sample, shape, filler, async (s, { shape: kind, name }, lines) => {
        const value = s.secretAccessKey();
        const text = [...lines, write(kind, name, value), ...lines].join('\n');
        const before = text.slice(0, text.indexOf(value)).split('\n');
        const line = before.length;
        const column = (before.at(-1)?.length ?? 0) + 1;
        expect(await secretsIn(text)).toMatchObject([
          { line, column, endColumn: column + 40, fingerprint: fingerprint(value) },
        ]);
      }),
      { seed, numRuns: cases(300, 4000) },
    );
  });

  test('is found in any encoding, on its line in the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        sample,
        shape,
        fc.constantFrom(...ENCODINGS),
        async (s, { shape: kind, name }, encoding) => {
          const value = s.secretAccessKey();
          const text = `x = 1\n${write(kind, name, value)}\ny = 2\n`;
          const line = text.slice(0, text.indexOf(value)).split('\n').length;
          const found = await secretsIn(encoding.encode(text, value));
          expect(found, encoding.name).toMatchObject([
            { fingerprint: fingerprint(value), ...(encoding.keepsLines ? { line } : {}) },
          ]);
        },
      ),
      { seed, numRuns: cases(300, 4000) },
    );
  });

  test('is found when split over two concatenated literals at any position', async () => {
    const quoted = SHAPES.filter(({ text }) => text.includes('"%v"'));
    const missed: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        sample,
        fc.constantFrom(...quoted),
        fc.constantFrom(...JOINTS),
        async (s, kind, joint) => {
          const value = s.secretAccessKey();
          const text = `x = 1\n${write(kind, s.pick(['awsSecretAccessKey', 'AWS_SECRET_ACCESS_KEY']), value)}\n`;
          const line = text.slice(0, text.indexOf(value)).split('\n').length;
          const [found] = await secretsIn(joint.encode(text, value));
          if (found?.line !== line || found.fingerprint !== fingerprint(value)) missed.push(joint.name);
        },
      ),
      { seed, numRuns: cases(100, 1000) },
    );
    // literals are not concatenated if that would form a keyword: measured for 1 value in 12,000
    expect(missed.length, missed.join()).toBeLessThanOrEqual(1);
  });

  test('looks random to the model', () => {
    const s = new FakeCredentials(seed);
    const count = cases(20_000, 1_000_000);
    let lost = 0;
    for (let n = 0; n < count; n += 1) {
      const value = s.secretAccessKey();
      if (!hasBothCases(value) || !looksRandom(value)) lost += 1;
    }
    // measured: 0 to 2; the documented rate is 99.9 %
    expect(lost).toBeLessThan(100);
  });

  async function secretsIn(content: string | Buffer) {
    return (await findingsIn(content)).filter(({ ruleId }) => ruleId === 'aws-secret-access-key');
  }
});

/** All examples but console passwords, which may contain any characters, including escapes. */
const examples = rules
  .filter(({ id }) => id !== 'aws-console-password')
  .flatMap((rule) => rule.examples.found.map((make) => ({ rule, make })));

test('every example is found in any encoding', async () => {
  await fc.assert(
    fc.asyncProperty(
      sample,
      fc.constantFrom(...examples),
      fc.constantFrom(...ENCODINGS),
      async (s, { rule, make }, encoding) => {
        const { text, value, path } = make(s);
        fc.pre(encoding.isUnicode || Buffer.byteLength(text) === text.length);
        // not a file that contains only the value
        fc.pre(text.trim() !== value);
        const found = await findingsIn(encoding.encode(`x = 1\n${text}\n`, value), path);
        const fingerprints = found
          .filter(({ ruleId }) => ruleId === rule.id)
          .map((finding) => finding.fingerprint);
        expect(fingerprints, encoding.name).toContain(fingerprint(rule.canonical?.(value) ?? value));
      },
    ),
    { seed, numRuns: cases(300, 3000) },
  );
});

test('two values are both found in any encoding', async () => {
  const missed: string[] = [];
  for (const [index, encoding] of [...ENCODINGS, ...CHARSETS].entries())
    for (const between of ['",\n"', '", "']) {
      const s = new FakeCredentials(seed + index);
      const values = [s.accessKeyId(), s.accessKeyId()];
      const text = `x = ["${values.join(between)}"]\n`;
      const found = new Set(
        (await findingsIn(encoding.encode(text, values.join(between)))).map((finding) => finding.fingerprint),
      );
      for (const value of values)
        if (!found.has(fingerprint(value))) missed.push(`${encoding.name}, ${JSON.stringify(between)}`);
    }
  expect(missed).toEqual([]);
});

test('a word of AWS counts although decoding what follows it changes it', async () => {
  const s = new FakeCredentials(seed);
  const secret = s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);
  const name = Buffer.from(`a long name for a SECRET KEY`).toString('base64url');
  for (const before of ['AWS_', 'S3__', 'app_'])
    expect(await findingsIn(`${before}${name} ${secret}\n`, 'a.txt')).toHaveLength(before === 'app_' ? 0 : 1);
});

test('random 16-bit numbers do not produce a finding', async () => {
  await fc.assert(
    fc.asyncProperty(
      sample,
      fc.constantFrom(0x30, 0x100, 0x8000),
      fc.boolean(),
      async (s, limit, hasByteOrderMark) => {
        const numbers = Buffer.alloc(4000);
        for (let offset = 0; offset < numbers.length; offset += 2)
          numbers.writeUInt16LE(s.integer(limit), offset);
        const mark = Buffer.from(hasByteOrderMark ? 'fffe' : '', 'hex');
        const text = Buffer.from('aws_secret_access_key = ');
        expect(await findingsIn(Buffer.concat([mark, text, numbers, s.bytes(4000)]))).toEqual([]);
      },
    ),
    { seed, numRuns: cases(30, 300) },
  );
});

test('look-alikes of credentials pass', async () => {
  await fc.assert(
    fc.asyncProperty(sample, fc.constantFrom(...Object.keys(LOOK_ALIKES)), async (s, kind) => {
      expect(await findingsIn(LOOK_ALIKES[kind]?.(s) ?? ''), kind).toEqual([]);
    }),
    { seed, numRuns: cases(500, 5000) },
  );
});

test.each([
  ['aws-cloudwatch-api-key', 'https:\\/\\/monitoring\\u002eus-east-1\\u002eamazonaws\\u002ecom'],
  ['aws-xray-api-key', 'https%3A%2F%2Fxray%2Eus-east-1%2Eamazonaws%2Ecom'],
])('reports a key with an escaped endpoint once: %s', async (ruleId, endpoint) => {
  const value = new FakeCredentials(seed).serviceApiKey('ci', [0, 1, 2]);
  const findings = await findingsIn(`{"endpoint": "${endpoint}", "token": "${value}"}\n`);
  expect(findings).toMatchObject([{ ruleId, fingerprint: fingerprint(value) }]);
});
