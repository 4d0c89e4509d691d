import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from '../../src/scan/detect.ts';
import { originalSpan, gitLineAt } from '../../src/shared/fragment.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { hasBothCases, looksRandom } from '../../src/rules/values/randomness.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { CHARSETS, ENCODINGS, inCharset, JOINTS, MISALIGNED, MIXED } from '../helpers/encodings.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn, NOW } from '../helpers/text.ts';
import { namesFor, SHAPES, write } from '../vectors/languages.ts';
import { LOOK_ALIKES } from '../vectors/look-alikes.ts';

const sample = fc.integer().map((n) => new FakeCredentials(n));
const shape = fc
  .constantFrom(...SHAPES)
  .chain((each) => fc.constantFrom(...namesFor(each)).map((name) => ({ shape: each, name })));
const filler = fc.array(fc.constantFrom('', 'x = 1', '// 日本語のコメント', '\tindent {', 'é'), {
  maxLength: 30,
});

/** Encodings that hold Japanese. */
const LABELS = [
  ...CHARSETS.filter(({ isUnicode }) => isUnicode),
  ...(['shift_jis', 'euc-jp'] as const).map((charset) => ({
    name: charset,
    encode: (text: string) => inCharset(text, charset),
  })),
];

describe('a random secret key that nobody filtered', () => {
  test('is found under any name, in any language, at its place', async () => {
    await fc.assert(
      fc.asyncProperty(sample, shape, filler, async (s, { shape: each, name }, lines) => {
        const value = s.secretAccessKey();
        const text = [...lines, write(each, name, value), ...lines].join('\n');
        const before = text.slice(0, text.indexOf(value)).split('\n');
        const line = before.length;
        const column = (before.at(-1)?.length ?? 0) + 1;
        expect(await secretsIn(text)).toMatchObject([
          { line, column, endColumn: column + 40, fingerprint: fingerprint(value) },
        ]);
      }),
      { seed, numRuns: 4000 },
    );
  });

  test('is found in any encoding, on the line that a person sees', async () => {
    await fc.assert(
      fc.asyncProperty(
        sample,
        shape,
        fc.constantFrom(...ENCODINGS),
        async (s, { shape: each, name }, encoding) => {
          const value = s.secretAccessKey();
          const text = `x = 1\n${write(each, name, value)}\ny = 2\n`;
          const line = text.slice(0, text.indexOf(value)).split('\n').length;
          const found = await secretsIn(encoding.encode(text, value));
          expect(found, encoding.name).toMatchObject([
            { fingerprint: fingerprint(value), ...(encoding.keepsLines ? { line } : {}) },
          ]);
        },
      ),
      { seed, numRuns: 4000 },
    );
  });

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
    for (const label of LABELS)
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

  test('is found in parts, wherever it is cut', async () => {
    const quoted = SHAPES.filter(({ text }) => text.includes('"%v"'));
    const missed: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        sample,
        fc.constantFrom(...quoted),
        fc.constantFrom(...JOINTS),
        async (s, each, joint) => {
          const value = s.secretAccessKey();
          const text = `x = 1\n${write(each, s.pick(['awsSecretAccessKey', 'AWS_SECRET_ACCESS_KEY']), value)}\n`;
          const line = text.slice(0, text.indexOf(value)).split('\n').length;
          const [found] = await secretsIn(joint.encode(text, value));
          if (found?.line !== line || found.fingerprint !== fingerprint(value)) missed.push(joint.name);
        },
      ),
      { seed, numRuns: 1000 },
    );
    // where a keyword would come together between two parts, they stay apart: measured for 1 value in 12,000
    expect(missed.length, missed.join()).toBeLessThanOrEqual(1);
  });

  test('passes the model alone', () => {
    const s = new FakeCredentials(seed);
    let lost = 0;
    for (let n = 0; n < 1_000_000; n += 1) {
      const value = s.secretAccessKey();
      if (!hasBothCases(value) || !looksRandom(value)) lost += 1;
    }
    // measured: 0 to 2; the promise is 99.9 %
    expect(lost).toBeLessThan(100);
  });

  async function secretsIn(content: string | Buffer) {
    return (await findingsIn(content)).filter(({ ruleId }) => ruleId === 'aws-secret-access-key');
  }
});

describe('a file that is read in pieces', () => {
  const line = 'other(things, and, more); // of a file\n';

  /** Bytes as a source hands on a file that is too large to be held. */
  async function* partsOf(...bytes: Buffer[]) {
    const whole = Buffer.concat(bytes);
    for (let at = 0; at < whole.length; at += 1 << 20)
      yield await Promise.resolve(whole.subarray(at, at + (1 << 20)));
  }

  async function foundIn(...bytes: Buffer[]) {
    const found: { value: string; line: number }[] = [];
    for await (const part of extractTexts('file.txt', partsOf(...bytes)))
      if (!('reason' in part))
        for (const candidate of detect(part, rules, NOW)) {
          const { fragment, start } = originalSpan(candidate);
          found.push({ value: candidate.value, line: gitLineAt(fragment, start) });
        }
    return found;
  }

  test.each([
    ['ASCII', (text: string) => Buffer.from(text)],
    ['UTF-8', (text: string) => Buffer.from(text.replaceAll('file', 'あ'))],
  ])('is read in each encoding that comes after %s', async (_, encode) => {
    const s = new FakeCredentials(seed);
    const count = 120_000;
    const missed: string[] = [];
    for (const { name, encode: encodeLast } of LABELS) {
      const value = s.secretAccessKey();
      const last = encodeLast(`シークレットアクセスキー: ${value}\nx = 1; y = 2\n`);
      const found = await foundIn(encode(line.repeat(count)), last);
      const isRight = found.some((each) => each.value === value && each.line === count + 1);
      if (!isRight) missed.push(name);
    }
    expect(missed).toEqual([]);
  });

  test('counts a bare secret, as what the rest of it says is not at hand', async () => {
    const s = new FakeCredentials(seed);
    const value = lettersAndDigits(s);
    const found = await foundIn(Buffer.from(`secret_key: ${value}\n${line.repeat(120_000)}`));
    expect(found).toContainEqual({ value, line: 1 });
  });

  test('is read on as bytes where it begins with a mark of UTF-16', async () => {
    const value = new FakeCredentials(seed).accessKeyId();
    const found = await foundIn(
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`${line.repeat(120_000)}k=${value}\n`),
    );
    // in each of its encodings
    expect(found.length).toBeGreaterThan(0);
    for (const each of found) expect(each).toEqual({ value, line: 120_001 });
  });
});

describe('a file of several windows', () => {
  const padding = 'other(things, and, more); // of a file\n'.repeat(28_000);

  test.each([
    ['before it', 1, (text: string) => `client("s3")\n${padding}${text}${padding}`],
    ['after it', 1, (text: string) => `${padding}${text}${padding}client("s3")\n`],
    ['nowhere', 0, (text: string) => `${padding}${text}${padding}`],
  ])('counts a bare secret by a word of AWS %s', async (_, count, around) => {
    for (const { name, encode } of CHARSETS.filter((each) => /^(?:ASCII|UTF-16LE)$/.test(each.name))) {
      const value = lettersAndDigits(new FakeCredentials(seed));
      const found = await findingsIn(encode(around(`secret_key: ${value}\n`)));
      expect(found, name).toHaveLength(count);
    }
  });
});

/** A secret access key without `/` and `+`. */
function lettersAndDigits(s: FakeCredentials): string {
  return s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);
}

/** Without console passwords, which may hold any characters, escapes too. */
const examples = rules
  .filter(({ id }) => id !== 'aws-console-password')
  .flatMap((rule) => rule.examples.found.map((make) => ({ rule, make })));

test('whatever a rule finds, it finds in any encoding', async () => {
  await fc.assert(
    fc.asyncProperty(
      sample,
      fc.constantFrom(...examples),
      fc.constantFrom(...ENCODINGS),
      async (s, { rule, make }, encoding) => {
        const { text, value, path } = make(s);
        fc.pre(encoding.isUnicode || Buffer.byteLength(text) === text.length);
        // a value that is all of a file
        fc.pre(text.trim() !== value);
        const found = await findingsIn(encoding.encode(`x = 1\n${text}\n`, value), path);
        const marks = found.filter(({ ruleId }) => ruleId === rule.id).map((finding) => finding.fingerprint);
        expect(marks, encoding.name).toContain(fingerprint(rule.canonical?.(value) ?? value));
      },
    ),
    { seed, numRuns: 3000 },
  );
});

test('of two values both are found, in any encoding', async () => {
  const missed: string[] = [];
  for (const [nth, encoding] of [...ENCODINGS, ...CHARSETS].entries())
    for (const between of ['",\n"', '", "']) {
      const s = new FakeCredentials(seed + nth);
      const values = [s.accessKeyId(), s.accessKeyId()];
      const text = `x = ["${values.join(between)}"]\n`;
      const found = new Set(
        (await findingsIn(encoding.encode(text, values.join(between)))).map((each) => each.fingerprint),
      );
      for (const value of values)
        if (!found.has(fingerprint(value))) missed.push(`${encoding.name}, ${JSON.stringify(between)}`);
    }
  expect(missed).toEqual([]);
});

test('an archive in base64 is reported once in each encoding', async () => {
  const value = new FakeCredentials(seed).accessKeyId();
  const packed = gzipSync(`id: ${value}\nthe same: ${value}\n`).toString('base64');
  for (const { name, encode } of LABELS)
    expect(await findingsIn(encode(`x = 1\nキー: ${packed}\n`)), name).toMatchObject([
      { line: 2, fingerprint: fingerprint(value) },
    ]);
});

test('bytes that only look like wide characters are no finding', async () => {
  await fc.assert(
    fc.asyncProperty(
      sample,
      fc.constantFrom(0x30, 0x100, 0x8000),
      fc.boolean(),
      async (s, most, isMarked) => {
        const numbers = Buffer.alloc(4000);
        for (let at = 0; at < numbers.length; at += 2) numbers.writeUInt16LE(s.integer(most), at);
        const mark = Buffer.from(isMarked ? 'fffe' : '', 'hex');
        const text = Buffer.from('aws_secret_access_key = ');
        expect(await findingsIn(Buffer.concat([mark, text, numbers, s.bytes(4000)]))).toEqual([]);
      },
    ),
    { seed, numRuns: 300 },
  );
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

test('what only looks like a credential passes', async () => {
  await fc.assert(
    fc.asyncProperty(sample, fc.constantFrom(...Object.keys(LOOK_ALIKES)), async (s, kind) => {
      expect(await findingsIn(LOOK_ALIKES[kind]?.(s) ?? ''), kind).toEqual([]);
    }),
    { seed, numRuns: 5000 },
  );
});
