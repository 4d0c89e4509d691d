import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { hasNoFindings } from '../../src/scan/collect.ts';
import { type Expression, parseExpression } from '../../src/prefilter/ere-parser.ts';
import { letterExpressions } from '../../src/prefilter/patterns.ts';
import { candidateRegions } from '../../src/prefilter/candidate-regions.ts';
import { type Dfas, matchText } from '../../src/prefilter/dfa-matcher.ts';
import { matchAll } from '../../src/prefilter/dfa-matchers.ts';
import { LazyDfa } from '../../src/prefilter/lazy-dfa.ts';
import { prefilterNfas } from '../../src/prefilter/prefilter-nfas.ts';
import { mayBeFoundIn } from '../../src/prefilter/decoded-filter.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { cases } from '../helpers/cases.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';
import { NOW, says } from '../helpers/text.ts';

function regionsOf(path: string, bytes: Buffer): readonly Buffer[] | undefined {
  return candidateRegions({ path, bytes });
}

/** True if the prefilter keeps enough of a content that all of it is scanned. */
async function isKept(path: string, bytes: Buffer): Promise<boolean> {
  const parts = regionsOf(path, bytes);
  if (parts === undefined) return true;
  const item = { path, bytes, newName: true };
  return !(await hasNoFindings(parts, { unfold: extractTexts, rules, now: NOW }, { mayBeFoundIn }, item));
}

const LINES = Array.from(
  { length: 400 },
  (_, index) => `  const line${index} = other(${index}, things);\n`,
).join('');
/** The same text in one line, like minified code. */
const LINE = LINES.replaceAll(/\n? +/g, '');

const CASES = cases(200, 2000);

describe('keeps only the candidate regions of a large text', () => {
  test(
    `keeps ${CASES} examples and vectors in any encoding in the middle of other text`,
    { timeout: 60_000 + CASES * 100 },
    async () => {
      const missed: string[] = [];
      let found = 0;
      for (let index = 0; index < CASES; index += 1) {
        const s = new FakeCredentials(seed + index);
        const { text, path, name } = positive(s);
        const around = s.pick([
          { before: LINES, after: LINES },
          { before: `${LINE}\n`, after: LINE },
          { before: LINE, after: LINE },
        ]);
        const bytes = Buffer.concat([around.before, text, around.after].map((part) => Buffer.from(part)));
        if (!(await says(path, bytes))) continue;
        found += 1;
        if (!(await isKept(path, bytes))) missed.push(`case ${index} of seed ${seed}: ${name}`);
      }
      expect(missed).toEqual([]);
      expect(found).toBeGreaterThan(CASES / 3);
    },
  );

  test('keeps nothing of a text without candidates', () => {
    expect(regionsOf('src/a.ts', Buffer.from(LINES + LINE))).toEqual([]);
  });

  test('keeps a match at the first or the last byte', () => {
    const id = new FakeCredentials(seed).accessKeyId();
    for (const text of [id + LINES, LINES + id, id]) {
      const parts = regionsOf('src/a.ts', Buffer.from(text)) ?? [];
      expect(parts.map(String).join('')).toContain(id);
      expect(Buffer.concat(parts).length).toBeLessThan(4000);
    }
  });

  test.each([
    ['invalid UTF-8', Buffer.from([0x61, 0xff, 0x62])],
    ['a zero byte', Buffer.from('a\0b')],
    ['an archive in base64', Buffer.from('x = "H4sIAAAA"')],
    ['a header with the encoding of the rest', Buffer.from('Content-Transfer-Encoding: quoted-printable\n')],
    ['an equals sign of quoted-printable mail', Buffer.from('x=3D1\n')],
    ['the header of a list of passwords', Buffer.from('User name,Password,Console login link\n')],
    ['that header in a literal', Buffer.from('"x\\n\\"User name\\",\\"Password\\"\\n"')],
  ])('keeps all of a text with %s', (_, bytes) => {
    expect(regionsOf('src/a.ts', bytes)).toBeUndefined();
  });

  test.each([
    ['user,secret_access_key\n', 'a.csv'],
    ['sep=;\nuser;AWS secret\n', 'a/b.CSV'],
    ['INSERT INTO t (a, aws_secret) VALUES\n', 'a.sql'],
  ])('keeps all of a table whose first lines are %j', (head, path) => {
    const bytes = Buffer.from(head + 'x,y\n'.repeat(400));
    expect(regionsOf(path, bytes)).toBeUndefined();
    expect(regionsOf('a.txt', bytes)?.length).toBe(1);
    expect(regionsOf(path, Buffer.from(`${'x,y\n'.repeat(4)}${head}`))?.length).toBe(1);
  });

  test('keeps all of a file whose path is evidence', () => {
    expect(regionsOf('aws_secret.txt', Buffer.from('x\n'))).toBeUndefined();
    const member = { path: 'a.zip', inside: 'AWS_SECRET_ACCESS_KEY', bytes: Buffer.from('x\n') };
    expect(candidateRegions(member)).toBeUndefined();
  });
});

describe('the lazy DFAs', () => {
  test('find the same whatever they have matched before', () => {
    const s = new FakeCredentials(seed);
    const texts = Array.from({ length: 300 }, (_, index) => {
      const from = s.integer(LINES.length);
      const filler = LINES.slice(from, from + s.integer(9000));
      const { text } = s.next() < 0.3 ? positive(s) : { text: '' };
      return { path: `file${index}.ts`, bytes: Buffer.concat([Buffer.from(filler), Buffer.from(text)]) };
    });
    const nfas = prefilterNfas();
    for (const { path, bytes } of texts) {
      const [lines, longLines, letters, longLetters] = nfas;
      const empty: Dfas = [
        new LazyDfa(lines),
        new LazyDfa(longLines),
        new LazyDfa(letters),
        new LazyDfa(longLetters),
      ];
      expect(matchAll(bytes), path).toEqual(matchText(empty, bytes));
    }
  });

  test('find a match near the middle of a large text', { timeout: 120_000 }, async () => {
    const missed: string[] = [];
    let found = 0;
    for (let index = 0; index < CASES / 20; index += 1) {
      const s = new FakeCredentials(seed + index);
      const { text, path, name } = positive(s);
      const filler = s.pick([LINES, LINE]).repeat(s.pick([4, 40]));
      const middle = filler.length / 2 + s.integer(400) - 200;
      const bytes = Buffer.concat(
        [filler.slice(0, middle), text, filler.slice(middle)].map((part) => Buffer.from(part)),
      );
      if (!(await says(path, bytes))) continue;
      found += 1;
      if (!(await isKept(path, bytes))) missed.push(`case ${index} of seed ${seed}: ${name}`);
    }
    expect(missed).toEqual([]);
    expect(found).toBeGreaterThan(CASES / 60);
  });

  test('no expression over letters is longer than the letters around a change that are matched again', () => {
    const lengths = letterExpressions().map((source) => maxLengthOf(parseExpression(source)));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64);
  });
});

/** Returns the maximum number of bytes that an expression matches. */
function maxLengthOf(expression: Expression): number {
  switch (expression.kind) {
    case 'byte':
      return 1;
    case 'sequence':
      return expression.parts.reduce((sum, part) => sum + maxLengthOf(part), 0);
    case 'choice':
      return Math.max(...expression.parts.map(maxLengthOf));
    case 'times':
      return expression.most * maxLengthOf(expression.part);
    default:
      return 0;
  }
}
