import { expect, test } from 'vitest';
import { RegionLook } from '../../src/audit/region-look.ts';
import { regionsOf } from '../../src/audit/regions.ts';
import { type Candidate, detectIn } from '../../src/scan/detect.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FoundValues } from '../../src/scan/found-values.ts';
import { originalSpan, positionAt } from '../../src/shared/fragment.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { positive } from '../helpers/positive.ts';
import { cases } from '../helpers/cases.ts';
import { seed } from '../helpers/seed.ts';
import { NOW } from '../helpers/text.ts';

const CASES = cases(120, 900);

/** Returns a text with the position and the value of a candidate. */
function placeOf(candidate: Candidate): string {
  const span = originalSpan(candidate);
  const { line, column } = positionAt(span.fragment, span.start);
  const { rule, value, expired } = candidate;
  return [line, column, rule.id, fingerprint(value), expired].join(' ');
}

/** Returns the candidates in a text that is scanned as a whole, or the positions of some values in it. */
async function scanWhole(path: string, text: Buffer, values?: FoundValues): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for await (const part of extractTexts(path, text))
    if ('text' in part)
      all.push(...(values?.placesIn(part, rules, NOW) ?? detectIn(part, rules, NOW).candidates));
  return all;
}

/**
 * Returns the places that a report would show. Binary content that is decoded from one line adds an alternate reading of the
 * whole text, so values far away from it are found twice.
 */
function placesOf(candidates: readonly Candidate[]): string[] {
  const isAlternate = ({ fragment }: Candidate) => fragment.alternateReading !== undefined;
  const shown = new Set(candidates.filter((candidate) => !isAlternate(candidate)).map(placeOf));
  const others = candidates.filter(isAlternate).map(placeOf);
  return [
    ...shown,
    ...new Set(others.filter((place) => !shown.has(place)).map((place) => `${place} also`)),
  ].sort();
}

/** Returns the places of repeated values, without those that were reported before. */
function further(first: readonly Candidate[], repeated: readonly Candidate[] = []): string {
  const known = new Set(first.map(placeOf));
  return placesOf(repeated.filter((candidate) => !known.has(placeOf(candidate)))).join('\n');
}

/** Changes a few lines, possibly by adding or cutting an example of a rule. */
function edit(lines: string[], s: FakeCredentials): void {
  const at = s.integer(lines.length);
  const edits: (() => void)[] = [
    () => lines.splice(at, s.integer(s.pick([2, 30]))),
    () => lines.splice(at, 0, ...lines.slice(s.integer(lines.length)).slice(0, 40)),
    () => lines.splice(at, 0, s.pick(['aws:', '# s3', '"""', 'x = 3', '"secret" + ', s.hex(40)])),
    () => {
      const { text } = positive(s);
      if (typeof text === 'string') lines.splice(at, 0, ...text.split('\n'));
    },
  ];
  edits[s.integer(edits.length)]?.();
}

test(
  `scanning ${CASES} versions of texts by region finds the same as scanning them whole`,
  { timeout: 600_000 },
  async () => {
    const wrong: string[] = [];
    let [found, skipped] = [0, 0];
    for (let index = 0; index < CASES / 30; index += 1) {
      const s = new FakeCredentials(seed + index);
      const look = new RegionLook(rules, NOW);
      const lines = Array.from(
        { length: s.pick([40, 200, 500]) },
        (_, at) => `  const line${at} = other(${s.integer(99)}, ${at});`,
      );
      for (let version = 0; version < 30; version += 1) {
        for (let edits = s.integer(3); edits >= 0; edits -= 1) edit(lines, s);
        const bytes = Buffer.from(lines.join('\n'));
        const path = s.pick(['src/a.ts', 'src/a.ts', 'aws/b.yml']);
        const item = { path, bytes, newName: false };
        const scanned = await look.look(item);
        if (scanned === undefined) {
          skipped += 1;
          continue;
        }
        const whole = await scanWhole(path, bytes);
        found += whole.length;
        const name = `case ${index}, version ${version} of seed ${seed}`;
        if (placesOf(scanned.candidates).join('\n') !== placesOf(whole).join('\n')) wrong.push(name);
        const values = new FoundValues(whole.filter(() => s.integer(2) === 0));
        const repeated = await look.look(item, values);
        if (further(whole, repeated?.candidates) !== further(whole, await scanWhole(path, bytes, values)))
          wrong.push(`${name}, again`);
      }
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(CASES);
    expect(skipped).toBeLessThan(CASES / 2);
  },
);

test('a change affects only a few regions of a long text', () => {
  const s = new FakeCredentials(seed);
  const lines = Array.from({ length: 2000 }, (_, index) => `line ${index} ${s.hex(8)}`);
  const textOf = () => regionsOf(lines.join('\n')).map(({ from, to }) => lines.join('\n').slice(from, to));
  const before = new Set(textOf());
  expect(before.size).toBeGreaterThan(20);
  lines.splice(1000, 1, 'other', 'lines');
  const after = textOf();
  expect(after.filter((region) => !before.has(region)).length).toBeLessThan(6);
});

test('a private key is never split over two regions', () => {
  const s = new FakeCredentials(seed);
  const plain = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  const key = ['BEGIN', ...Array.from({ length: 190 }, () => s.bytes(48).toString('base64')), 'END'];
  const lines = [
    ...plain,
    ...key.map((row) => (row.length < 6 ? `-----${row} RSA PRIVATE KEY-----` : row)),
    ...plain,
  ];
  const text = lines.join('\n');
  const [start, end] = [text.indexOf('-----BEGIN'), text.lastIndexOf('-----')];
  const cuts = regionsOf(text).map(({ start: cut }) => cut);
  expect(cuts.length).toBeGreaterThan(3);
  expect(cuts.filter((cut) => cut > start && cut < end)).toEqual([]);
});
