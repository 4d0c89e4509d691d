import { describe, expect, test } from 'vitest';
import type { BatchPrefilter, Version } from '../../src/prefilter/batch.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { rules } from '../../src/rules/index.ts';
import { hasNoFindings } from '../../src/scan/collect.ts';
import { makeBatchPrefilter } from '../../src/prefilter/batch-prefilter.ts';
import { pathMayMatter } from '../../src/prefilter/path-filter.ts';
import { partsAround } from '../../src/prefilter/candidate-regions.ts';
import { mayBeFoundIn } from '../../src/prefilter/decoded-filter.ts';
import { cases } from '../helpers/cases.ts';
import { changeBetween } from '../helpers/delta.ts';
import { positive } from '../helpers/positive.ts';
import { NOW, says } from '../helpers/text.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { seed } from '../helpers/seed.ts';

const CASES = cases(200, 2000);

const LINES = Array.from({ length: 60 }, (_, nth) => `  const line${nth} = other(${nth}, things);\n`).join(
  '',
);

/** Long enough for a comparison with another version. */
const LONG = LINES.repeat(6);

/** Without equals signs, like most mail. */
const CALLS = LONG.replaceAll(/const line\d+ = /g, '');

/** For each text, 1 if its candidate regions may contain a finding, else 0. */
async function resultsOf(prefilter: BatchPrefilter, versions: readonly Version[]): Promise<number[]> {
  const results: number[] = [];
  for (const [, regions] of prefilter.ofVersions(versions)) {
    const isEmpty =
      regions !== undefined &&
      (await hasNoFindings(regions.parts, { unfold: extractTexts, rules, now: NOW }, { mayBeFoundIn }));
    if (isEmpty) regions.proved();
    results.push(isEmpty ? 0 : 1);
  }
  return results;
}

/** The same for unrelated texts. */
function selected(texts: readonly Buffer[]): Promise<number[]> {
  return resultsOf(makeBatchPrefilter(), alone(texts));
}

function alone(texts: readonly Buffer[]): Version[] {
  return texts.map((bytes, nth) => versionOf(bytes, { object: String(nth) }));
}

function versionOf(bytes: Buffer, of: object): Version {
  return { of, size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** Each text is stored as a delta of the previous one. */
function inChain(texts: readonly Buffer[]): Version[] {
  const chain: Version[] = [];
  for (const [nth, bytes] of texts.entries()) {
    const version = versionOf(bytes, { object: String(nth) });
    const [before, base] = [texts[nth - 1], chain.at(-1)?.of];
    const change = before && changeBetween(before, bytes);
    chain.push(base && change ? { ...version, base, change } : version);
  }
  return chain;
}

describe('in batches', () => {
  test(
    `misses none of ${CASES} examples and vectors, in every encoding, between other texts`,
    { timeout: 60_000 + CASES * 100 },
    async () => {
      const missed: string[] = [];
      let spoken = 0;
      for (let nth = 0; nth < CASES; nth += 20) {
        const texts = Array.from({ length: 20 }, (_each, at) => {
          const s = new FakeCredentials(seed + nth + at);
          const { text, path, name } = positive(s);
          const around = s.pick(['', LINES]);
          const bytes = Buffer.concat([around, text, s.pick(['', around])].map((each) => Buffer.from(each)));
          return { bytes, path, name };
        });
        const answer = await selected(texts.map(({ bytes }) => bytes));
        expect(answer.length).toBe(texts.length);
        for (const [at, { bytes, path, name }] of texts.entries()) {
          if (pathMayMatter(path) || !(await says(path, bytes))) continue;
          spoken += 1;
          if (answer[at] === 0) missed.push(`case ${nth + at} of seed ${seed}: ${name}`);
        }
      }
      expect(missed).toEqual([]);
      expect(spoken).toBeGreaterThan(CASES / 4);
    },
  );

  test('selects exactly the texts that may contain a finding, at any offset', async () => {
    const id = new FakeCredentials(seed).accessKeyId();
    const long = LINES.repeat(40);
    for (const [nth, telling] of [id, `${long}${id}${long}`, 'a\0b', Buffer.from([0x61, 0xff])].entries()) {
      for (const at of [0, 1, 7, 8]) {
        const texts = Array.from({ length: 9 }, (_each, each) => Buffer.from(each === at ? telling : long));
        const answer = await selected(texts);
        expect(answer, `${nth} at ${at}`).toEqual(texts.map((_each, each) => Number(each === at)));
      }
    }
  });

  test('selects nothing from empty input', async () => {
    expect(await selected([])).toEqual([]);
    expect(await selected([Buffer.alloc(0), Buffer.alloc(0)])).toEqual([0, 0]);
  });
});

test(
  `misses no finding in versions of a text after ${CASES} edits`,
  { timeout: 60_000 + CASES * 100 },
  async () => {
    const missed: string[] = [];
    let [spoken, spared] = [0, 0];
    for (let nth = 0; nth < CASES; nth += 1) {
      const s = new FakeCredentials(seed + nth);
      const { text, path, name } = positive(s);
      if (typeof text !== 'string' || pathMayMatter(path)) continue;
      // some have no finding, but candidate regions
      const word = s.pick(['', 'secret']);
      const filler = word === '' ? LONG : LONG.replaceAll(s.pick(['line50 =', 'other(5']), word);
      const [at, cut] = [s.integer(filler.length), s.integer(2) * s.integer(filler.length / 8)];
      const [from, to] = [s.integer(text.length), s.integer(text.length)].sort((a, b) => a - b);
      const versions = [filler, '', text, `${text.slice(0, from)}${text.slice(to)}`].map((each, which) =>
        Buffer.from(which === 0 ? each : filler.slice(0, at) + each + filler.slice(at + cut)),
      );
      // the previous version may be empty, or differ by a few characters only
      const order = s.pick([
        [0, 1, 2],
        [1, 3, 2],
        [3, 2, 1],
        [2, 1, 3, 2],
        [0, 2, 2, 1, 2],
      ]);
      const texts = order.map((which) => versions[which] ?? Buffer.alloc(0));
      const chain = inChain(texts);
      const prefilter = makeBatchPrefilter();
      const answer: number[] = [];
      const step = s.pick([1, 2, texts.length]);
      for (let next = 0; next < texts.length; next += step)
        answer.push(...(await resultsOf(prefilter, chain.slice(next, next + step))));
      for (const [which, bytes] of texts.entries()) {
        if (answer[which] === 0) spared += 1;
        if (!(await says(path, bytes))) continue;
        spoken += 1;
        if (answer[which] !== 0) continue;
        // unless the only reason is the distant word
        const withoutWord =
          word === '' ? bytes : Buffer.from(bytes.toString('latin1').replaceAll(word, 'x'), 'latin1');
        if (await says(path, withoutWord)) missed.push(`case ${nth} of seed ${seed}: ${name}`);
      }
    }
    expect(missed).toEqual([]);
    expect(spoken).toBeGreaterThan(CASES / 4);
    expect(spared).toBeGreaterThan(CASES / 20);
  },
);

test('selects every version of a text that contains a key', async () => {
  const key = new FakeCredentials(seed).accessKeyId();
  const texts = [LONG, `${key}\n${LONG}`, `${key}\n${LONG}x\n`, `${LONG}x\n`, `${LONG}y\n${key}\n`, LONG];
  const all = inChain(texts.map((text) => Buffer.from(text)));
  expect(await resultsOf(makeBatchPrefilter(), all)).toEqual([0, 1, 1, 0, 1, 0]);
});

test('scans only the changes of a version after its base was proved clean', () => {
  const telling = Buffer.from(LONG.replaceAll('other(5', 'secret(5'));
  const texts = inChain([telling, Buffer.concat([telling, Buffer.from('x\n')])]);
  const looked: number[] = [];
  for (const [, regions] of makeBatchPrefilter().ofVersions(texts)) {
    looked.push(Buffer.concat(regions?.parts ?? []).length);
    regions?.proved();
  }
  expect(looked[0]).toBeGreaterThan(telling.length / 2);
  expect(looked[1]).toBeLessThan(telling.length / 2);
});

test('selects a text that is a finding only under some names', async () => {
  let named = 0;
  for (const { examples } of rules)
    for (const find of examples.found) {
      const { text, path } = find(new FakeCredentials(seed));
      const bytes = Buffer.from(text);
      if (path === undefined || pathMayMatter(path) || (await says('a', bytes))) continue;
      expect(await says(path, bytes)).toBe(true);
      expect(await resultsOf(makeBatchPrefilter(), alone([bytes])), path).toEqual([1]);
      named += 1;
    }
  expect(named).toBeGreaterThan(0);
});

describe('selects a text with distant evidence', () => {
  const s = new FakeCredentials(seed);
  const id = s.accessKeyId();
  const row = `bob,${s.string('bcdfghjkmnp', 10)},,,https://${s.digits(12)}.signin.aws.amazon.com/console`;
  const blank = (entity: string) => `x = new${entity}AmazonEC2(id, "${s.secretAccessKey()}")`;
  test.each([
    [
      'an equals sign of quoted-printable mail',
      ['x=3D1', CALLS, `id ${id.slice(0, 10)}=`, id.slice(10), CALLS],
    ],
    ['the header line of a table', ['User name,Password,Console login link', LONG, row, LONG]],
    ...['&nbsp;', '&#32;', '&#x20;'].map((entity): [string, string[]] => [
      `a blank as ${entity}`,
      [LONG, blank(entity), LONG],
    ]),
  ])('%s', async (_, lines) => {
    const bytes = Buffer.from(lines.join('\n'));
    expect(await says('src/a.ts', bytes)).toBe(true);
    expect(await resultsOf(makeBatchPrefilter(), alone([bytes]))).toEqual([1]);
    // the same if only the first line is new, between candidate regions
    const between = lines.map((line) => line.replaceAll('other(5', 'secret(5'));
    const heirs = inChain([between.slice(1), between].map((each) => Buffer.from(each.join('\n'))));
    expect((await resultsOf(makeBatchPrefilter(), heirs))[1]).toBe(1);
  });

  test('merges adjacent regions of which only one is new', () => {
    const bytes = Buffer.from('a line\n'.repeat(400));
    const hits = [100, 160, 220].map((line) => ({ start: 7 * line, end: 7 * line + 1 }));
    const [only, ...others] = partsAround(bytes, hits, [{ start: 7 * 100, end: 7 * 101 }]);
    expect(others).toEqual([]);
    // as far as evidence for a value near the window may be
    expect(only?.length).toBeGreaterThan(7 * 110);
    expect(only?.length).toBeLessThan(7 * 140);
  });
});
