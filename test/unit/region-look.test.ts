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
import { seed } from '../helpers/seed.ts';
import { NOW } from '../helpers/text.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 600);

/** Where a candidate is, and what it is. */
function placeOf(candidate: Candidate): string {
  const span = originalSpan(candidate);
  const { line, column } = positionAt(span.fragment, span.start);
  const { rule, value, fragment, expired } = candidate;
  return [line, column, rule.id, fingerprint(value), fragment.alternateReading, expired].join(' ');
}

/** What a scan of all of a text finds, or where some values are in it. */
async function wholeLook(path: string, text: Buffer, values?: FoundValues): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for await (const part of extractTexts(path, text))
    if ('text' in part)
      all.push(...(values?.placesIn(part, rules, NOW) ?? detectIn(part, rules, NOW).candidates));
  return all;
}

const placesOf = (candidates: readonly Candidate[]) => [...new Set(candidates.map(placeOf))].sort();

/** Changes a few lines, also by what a rule finds, or by a part of that. */
function edit(lines: string[], s: FakeCredentials): void {
  const at = s.integer(lines.length);
  const deeds: (() => void)[] = [
    () => lines.splice(at, s.integer(s.pick([2, 30]))),
    () => lines.splice(at, 0, ...lines.slice(s.integer(lines.length)).slice(0, 40)),
    () => lines.splice(at, 0, s.pick(['aws:', '# s3', '"""', 'x = 3', '"secret" + ', s.hex(40)])),
    () => {
      const { text } = positive(s);
      if (typeof text === 'string') lines.splice(at, 0, ...text.split('\n'));
    },
  ];
  deeds[s.integer(deeds.length)]?.();
}

test(
  `${CASES} versions of texts: by region the same is found as in the whole`,
  { timeout: 600_000 },
  async () => {
    const wrong: string[] = [];
    let [found, spared] = [0, 0];
    for (let nth = 0; nth < CASES / 30; nth += 1) {
      const s = new FakeCredentials(seed + nth);
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
        const looked = await look.look(item);
        if (looked === undefined) {
          spared += 1;
          continue;
        }
        const whole = await wholeLook(path, bytes);
        found += whole.length;
        const name = `case ${nth}, version ${version} of seed ${seed}`;
        if (placesOf(looked.candidates).join('\n') !== placesOf(whole).join('\n')) wrong.push(name);
        const values = new FoundValues(whole.filter(() => s.integer(2) === 0));
        const again = await look.look(item, values);
        if (
          placesOf(again?.candidates ?? []).join('\n') !==
          placesOf(await wholeLook(path, bytes, values)).join('\n')
        )
          wrong.push(`${name}, again`);
      }
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(CASES);
    expect(spared).toBeLessThan(CASES / 2);
  },
);

test('a change leaves most regions of a long text as they were', () => {
  const s = new FakeCredentials(seed);
  const lines = Array.from({ length: 2000 }, (_, nth) => `line ${nth} ${s.hex(8)}`);
  const textOf = () => regionsOf(lines.join('\n')).map(({ from, to }) => lines.join('\n').slice(from, to));
  const before = new Set(textOf());
  expect(before.size).toBeGreaterThan(20);
  lines.splice(1000, 1, 'other', 'lines');
  const after = textOf();
  expect(after.filter((each) => !before.has(each)).length).toBeLessThan(6);
});

test('a private key is in one region', () => {
  const s = new FakeCredentials(seed);
  const plain = Array.from({ length: 200 }, (_, nth) => `line ${nth}`);
  const key = ['BEGIN', ...Array.from({ length: 190 }, () => s.bytes(48).toString('base64')), 'END'];
  const lines = [
    ...plain,
    ...key.map((each) => (each.length < 6 ? `-----${each} RSA PRIVATE KEY-----` : each)),
    ...plain,
  ];
  const text = lines.join('\n');
  const [start, end] = [text.indexOf('-----BEGIN'), text.lastIndexOf('-----')];
  const cuts = regionsOf(text).map((each) => each.start);
  expect(cuts.length).toBeGreaterThan(3);
  expect(cuts.filter((cut) => cut > start && cut < end)).toEqual([]);
});
