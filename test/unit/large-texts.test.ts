import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detect } from '../../src/scan/detect.ts';
import { originalSpan, gitLineAt } from '../../src/shared/fragment.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { mayMatch } from '../../src/prefilter/candidate-regions.ts';
import { pathMayMatter } from '../../src/prefilter/path-filter.ts';
import { cases } from '../helpers/cases.ts';
import { CHARSETS, JAPANESE } from '../helpers/encodings.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn, NOW, says } from '../helpers/text.ts';

/** A secret access key without `/` and `+`. */
function lettersAndDigits(s: FakeCredentials): string {
  return s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);
}

describe('a large file', () => {
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
    for (const { name, encode: encodeLast } of JAPANESE) {
      const value = s.secretAccessKey();
      const last = encodeLast(`シークレットアクセスキー: ${value}\nx = 1; y = 2\n`);
      const found = await foundIn(encode(line.repeat(count)), last);
      const isRight = found.some((each) => each.value === value && each.line === count + 1);
      if (!isRight) missed.push(name);
    }
    expect(missed).toEqual([]);
  });

  test(
    'gives the same findings if windows that cannot match are left out',
    { timeout: 300_000 },
    async () => {
      const missed: string[] = [];
      let spoken = 0;
      for (let nth = 0; nth < cases(6, 100); nth += 1) {
        const s = new FakeCredentials(seed + nth);
        const { text, path, name } = positive(s);
        const [before, after] = [s.pick(['', line.repeat(30_000)]), s.pick(['', line.repeat(30_000)])];
        const parts = [before, text, after].map((each) => Buffer.from(each));
        const valuesIn = async (filter?: typeof mayMatch) => {
          const values: string[] = [];
          for await (const part of extractTexts(path, partsOf(...parts), undefined, filter))
            if (!('reason' in part)) values.push(...detect(part, rules, NOW).map(({ value }) => value));
          return values;
        };
        const all = await valuesIn();
        if (all.length === 0 || pathMayMatter(path)) continue;
        spoken += 1;
        const left = new Set(await valuesIn(mayMatch));
        if (!all.every((value) => left.has(value))) missed.push(`case ${nth} of seed ${seed}: ${name}`);
      }
      expect(missed).toEqual([]);
      expect(spoken).toBeGreaterThan(1);
    },
  );

  test('has most windows left out if one of them has a keyword', async () => {
    let windows = 0;
    const bytes = [line.repeat(60_000), 'const secret = 1;\n', line.repeat(60_000)].map((each) =>
      Buffer.from(each),
    );
    for await (const part of extractTexts('a.txt', partsOf(...bytes), undefined, mayMatch))
      if (!('reason' in part)) windows += 1;
    // the first one is never left out
    expect(windows).toBe(2);
  });

  test('is read in an East Asian encoding where it has such characters, if it is binary', async () => {
    const s = new FakeCredentials(seed);
    const binary = Buffer.from('\0\x01\xff\x90call\0'.repeat(300_000), 'latin1');
    const missed: string[] = [];
    for (const { name, encode } of JAPANESE.filter((charset) => !/^UTF-(?:16|32)/.test(charset.name))) {
      const named = encode(`\nシークレットアクセスキー: ${s.secretAccessKey()}\n`);
      const whole = Buffer.concat([encode('ラベルを入力してください'), binary, named, binary]);
      if (!(await says('a.bin', whole))) missed.push(name);
    }
    expect(missed).toEqual([]);
  });

  const WRAPS: readonly (readonly [name: string, write: (code: string) => string])[] = [
    ['on one line', (code) => `P="${code}"\n`],
    ['wrapped', (code) => `${code.replace(/.{76}/g, '$&\n')}\n`],
    ['wrapped and indented', (code) => `  ${code.replace(/.{76}/g, '$&\r\n  ')}\n`],
    ['wrapped by escapes', (code) => `P = '${code.replace(/.{76}/g, String.raw`$&\n`)}'\n`],
  ];
  test.each(WRAPS)('is read with an archive in base64 across its windows, %s', async (_, write) => {
    const s = new FakeCredentials(seed);
    const missed: string[] = [];
    for (const size of [6000, 1_500_000])
      for (const before of [10, 1_040_000, 1_047_000]) {
        const value = s.accessKeyId();
        const code = gzipSync(Buffer.concat([s.bytes(size), Buffer.from(`id = ${value}\n`)])).toString(
          'base64',
        );
        const text = `${line.repeat(before / line.length)}${write(code)}${line.repeat(99)}`;
        const isFound = async (found: Promise<readonly unknown[]>) => (await found).length > 0;
        if (!(await isFound(findingsIn(text)))) missed.push(`${size} after ${before}`);
        if (!(await isFound(foundIn(Buffer.from(text))))) missed.push(`${size} after ${before} in pieces`);
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
