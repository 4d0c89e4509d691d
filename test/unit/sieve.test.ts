import { describe, expect, test } from 'vitest';
import type { BatchPrefilter, Texts, Version } from '../../src/prefilter/batch.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { rules } from '../../src/rules/index.ts';
import { hasNoFindings } from '../../src/scan/scan.ts';
import { makeBatchPrefilter } from '../../src/prefilter/batch-prefilter.ts';
import { pathMayMatter } from '../../src/prefilter/path-filter.ts';
import { partsAround } from '../../src/prefilter/candidate-regions.ts';
import { mayBeFoundIn } from '../../src/prefilter/decoded-filter.ts';
import { changeBetween } from '../helpers/delta.ts';
import { positive } from '../helpers/positive.ts';
import { NOW, says } from '../helpers/text.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { seed } from '../helpers/seed.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 2000);

const LINES = Array.from({ length: 60 }, (_, nth) => `  const line${nth} = other(${nth}, things);\n`).join(
  '',
);

/** Long enough to be compared with another version. */
const LONG = LINES.repeat(6);

/** Without an equals sign, as mail is. */
const CALLS = LONG.replaceAll(/const line\d+ = /g, '');

/** As `git cat-file` gives objects. */
function asObjects(texts: readonly Buffer[]): Texts {
  return joined(
    texts.map((text) => ({ head: `${'0a'.repeat(20)} blob ${text.length}\n`, text, behind: '\n' })),
  );
}

function joined(parts: readonly { head: string; text: Buffer; behind: string }[]): Texts {
  const [starts, ends]: [number[], number[]] = [[], []];
  const all: Buffer[] = [];
  let length = 0;
  for (const { head, text, behind } of parts) {
    starts.push(length + head.length);
    ends.push(length + head.length + text.length);
    all.push(Buffer.from(head), text, Buffer.from(behind));
    length += head.length + text.length + behind.length;
  }
  return { bytes: Buffer.concat(all), starts, ends };
}

/** Of each text 1, or 0 where there is nothing in what has to be looked at of it. */
async function toldOf(sieve: BatchPrefilter, versions: readonly Version[]): Promise<number[]> {
  const told: number[] = [];
  for (const [, narrowed] of sieve.ofVersions(versions)) {
    const isEmpty =
      narrowed !== undefined &&
      (await hasNoFindings(narrowed.parts, { extractTexts, rules, now: NOW }, { mayBeFoundIn }));
    if (isEmpty) narrowed.proved();
    told.push(isEmpty ? 0 : 1);
  }
  return told;
}

function alone(texts: readonly Buffer[]): Version[] {
  return texts.map((bytes, nth) => versionOf(bytes, { object: String(nth) }));
}

function versionOf(bytes: Buffer, of: object): Version {
  return { of, size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** Each stored as a change of the one before. */
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

describe.each([
  ['objects', (texts: readonly Buffer[]) => toldOf(makeBatchPrefilter(), alone(texts))],
  ['files', async (texts: readonly Buffer[]) => [...makeBatchPrefilter().ofFiles(asObjects(texts))]],
] as const)('of many %s', (_, told) => {
  test(
    `${CASES} examples and vectors, in every code, between other texts: none is missed`,
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
        const answer = await told(texts.map(({ bytes }) => bytes));
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

  test('only what may hold something is told, wherever it stands', async () => {
    const id = new FakeCredentials(seed).accessKeyId();
    const long = LINES.repeat(40);
    for (const [nth, telling] of [id, `${long}${id}${long}`, 'a\0b', Buffer.from([0x61, 0xff])].entries()) {
      for (const at of [0, 1, 7, 8]) {
        const texts = Array.from({ length: 9 }, (_each, each) => Buffer.from(each === at ? telling : long));
        const answer = await told(texts);
        expect(answer, `${nth} at ${at}`).toEqual(texts.map((_each, each) => Number(each === at)));
      }
    }
  });

  test('nothing of nothing', async () => {
    expect(await told([])).toEqual([]);
    expect(await told([Buffer.alloc(0), Buffer.alloc(0)])).toEqual([0, 0]);
  });
});

test(`of versions of a text, ${CASES} edits`, { timeout: 60_000 + CASES * 100 }, async () => {
  const missed: string[] = [];
  let [spoken, spared] = [0, 0];
  for (let nth = 0; nth < CASES; nth += 1) {
    const s = new FakeCredentials(seed + nth);
    const { text, path, name } = positive(s);
    if (typeof text !== 'string' || pathMayMatter(path)) continue;
    // in some nothing is found, but they have to be looked at
    const word = s.pick(['', 'secret']);
    const filler = word === '' ? LONG : LONG.replaceAll(s.pick(['line50 =', 'other(5']), word);
    const [at, cut] = [s.integer(filler.length), s.integer(2) * s.integer(filler.length / 8)];
    const [from, to] = [s.integer(text.length), s.integer(text.length)].sort((a, b) => a - b);
    const versions = [filler, '', text, `${text.slice(0, from)}${text.slice(to)}`].map((each, which) =>
      Buffer.from(which === 0 ? each : filler.slice(0, at) + each + filler.slice(at + cut)),
    );
    // what is there before may be nothing, or the same but for a few characters
    const order = s.pick([
      [0, 1, 2],
      [1, 3, 2],
      [3, 2, 1],
      [2, 1, 3, 2],
      [0, 2, 2, 1, 2],
    ]);
    const texts = order.map((which) => versions[which] ?? Buffer.alloc(0));
    const chain = inChain(texts);
    const sieve = makeBatchPrefilter();
    const answer: number[] = [];
    const step = s.pick([1, 2, texts.length]);
    for (let next = 0; next < texts.length; next += step)
      answer.push(...(await toldOf(sieve, chain.slice(next, next + step))));
    for (const [which, bytes] of texts.entries()) {
      if (answer[which] === 0) spared += 1;
      if (!(await says(path, bytes))) continue;
      spoken += 1;
      if (answer[which] !== 0) continue;
      // not only because that word stands far away
      const withoutWord =
        word === '' ? bytes : Buffer.from(bytes.toString('latin1').replaceAll(word, 'x'), 'latin1');
      if (await says(path, withoutWord)) missed.push(`case ${nth} of seed ${seed}: ${name}`);
    }
  }
  expect(missed).toEqual([]);
  expect(spoken).toBeGreaterThan(CASES / 4);
  expect(spared).toBeGreaterThan(CASES / 20);
});

test('a version of a text that holds something is told as long as it does', async () => {
  const key = new FakeCredentials(seed).accessKeyId();
  const texts = [LONG, `${key}\n${LONG}`, `${key}\n${LONG}x\n`, `${LONG}x\n`, `${LONG}y\n${key}\n`, LONG];
  const all = inChain(texts.map((text) => Buffer.from(text)));
  expect(await toldOf(makeBatchPrefilter(), all)).toEqual([0, 1, 1, 0, 1, 0]);
});

test('of a version of what was looked at only what is not the same is', () => {
  const telling = Buffer.from(LONG.replaceAll('other(5', 'secret(5'));
  const texts = inChain([telling, Buffer.concat([telling, Buffer.from('x\n')])]);
  const looked: number[] = [];
  for (const [, narrowed] of makeBatchPrefilter().ofVersions(texts)) {
    looked.push(Buffer.concat(narrowed?.parts ?? []).length);
    narrowed?.proved();
  }
  expect(looked[0]).toBeGreaterThan(telling.length / 2);
  expect(looked[1]).toBeLessThan(telling.length / 2);
});

test('evidence in a name that is not known yet is not taken for none', async () => {
  let named = 0;
  for (const { examples } of rules)
    for (const find of examples.found) {
      const { text, path } = find(new FakeCredentials(seed));
      const bytes = Buffer.from(text);
      if (path === undefined || pathMayMatter(path) || (await says('a', bytes))) continue;
      expect(await says(path, bytes)).toBe(true);
      expect(await toldOf(makeBatchPrefilter(), alone([bytes])), path).toEqual([1]);
      named += 1;
    }
  expect(named).toBeGreaterThan(0);
});

describe('what decides of a finding from far away', () => {
  const s = new FakeCredentials(seed);
  const id = s.accessKeyId();
  const row = `bob,${s.string('bcdfghjkmnp', 10)},,,https://${s.digits(12)}.signin.aws.amazon.com/console`;
  const blank = (entity: string) => `x = new${entity}AmazonEC2(id, "${s.secretAccessKey()}")`;
  test.each([
    ['an equals sign as in mail', ['x=3D1', CALLS, `id ${id.slice(0, 10)}=`, id.slice(10), CALLS]],
    ['the first line of a list', ['User name,Password,Console login link', LONG, row, LONG]],
    ...['&nbsp;', '&#32;', '&#x20;'].map((entity): [string, string[]] => [
      `a blank as ${entity}`,
      [LONG, blank(entity), LONG],
    ]),
  ])('%s', async (_, lines) => {
    const bytes = Buffer.from(lines.join('\n'));
    expect(await says('src/a.ts', bytes)).toBe(true);
    expect(await toldOf(makeBatchPrefilter(), alone([bytes]))).toEqual([1]);
    expect([...makeBatchPrefilter().ofFiles(asObjects([bytes]))]).toEqual([1]);
    // the same where everything else was there before, between lines that have to be looked at
    const between = lines.map((line) => line.replaceAll('other(5', 'secret(5'));
    const heirs = inChain([between.slice(1), between].map((each) => Buffer.from(each.join('\n'))));
    expect((await toldOf(makeBatchPrefilter(), heirs))[1]).toBe(1);
  });

  test('parts that meet are looked at together, though only one of them is new', () => {
    const bytes = Buffer.from('a line\n'.repeat(400));
    const hits = [100, 160, 220].map((line) => ({ start: 7 * line, end: 7 * line + 1 }));
    const [only, ...others] = partsAround(bytes, hits, [{ start: 7 * 100, end: 7 * 101 }]);
    expect(others).toEqual([]);
    // as far as something can be that belongs to a value near the window
    expect(only?.length).toBeGreaterThan(7 * 110);
    expect(only?.length).toBeLessThan(7 * 140);
  });
});
