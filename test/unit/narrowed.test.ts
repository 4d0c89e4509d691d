import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { hasNoFindings } from '../../src/scan/collect.ts';
import { type Expression, parseExpression } from '../../src/prefilter/ere-parser.ts';
import { letterExpressions } from '../../src/prefilter/patterns.ts';
import { narrowed } from '../../src/prefilter/candidate-regions.ts';
import { mayBeFoundIn } from '../../src/prefilter/decoded-filter.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { cases } from '../helpers/cases.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';
import { NOW, says } from '../helpers/text.ts';

function narrow(path: string, bytes: Buffer): readonly Buffer[] | undefined {
  return narrowed([{ path, bytes }])[0];
}

/** Whether what is looked at of a narrowed content is enough to scan all of it. */
async function isKept(path: string, bytes: Buffer): Promise<boolean> {
  const parts = narrow(path, bytes);
  if (parts === undefined) return true;
  const item = { path, bytes, newName: true };
  return !(await hasNoFindings(parts, { unfold: extractTexts, rules, now: NOW }, { mayBeFoundIn }, item));
}

const LINES = Array.from({ length: 400 }, (_, nth) => `  const line${nth} = other(${nth}, things);\n`).join(
  '',
);
/** One line, as a minifier writes it. */
const LINE = LINES.replaceAll(/\n? +/g, '');

const CASES = cases(200, 2000);

describe('of a large text only what may hold something is looked at', () => {
  test(
    `${CASES} examples and vectors, in every code, in the middle of other text`,
    { timeout: 60_000 + CASES * 100 },
    async () => {
      const missed: string[] = [];
      let spoken = 0;
      for (let nth = 0; nth < CASES; nth += 1) {
        const s = new FakeCredentials(seed + nth);
        const { text, path, name } = positive(s);
        const around = s.pick([
          { before: LINES, after: LINES },
          { before: `${LINE}\n`, after: LINE },
          { before: LINE, after: LINE },
        ]);
        const bytes = Buffer.concat([around.before, text, around.after].map((each) => Buffer.from(each)));
        if (!(await says(path, bytes))) continue;
        spoken += 1;
        if (!(await isKept(path, bytes))) missed.push(`case ${nth} of seed ${seed}: ${name}`);
      }
      expect(missed).toEqual([]);
      expect(spoken).toBeGreaterThan(CASES / 3);
    },
  );

  test('and of a text that holds nothing, nothing', () => {
    expect(narrow('src/a.ts', Buffer.from(LINES + LINE))).toEqual([]);
  });

  test('a hit at the first and at the last byte is one', () => {
    const id = new FakeCredentials(seed).accessKeyId();
    for (const text of [id + LINES, LINES + id, id]) {
      const parts = narrow('src/a.ts', Buffer.from(text)) ?? [];
      expect(parts.map(String).join('')).toContain(id);
      expect(Buffer.concat(parts).length).toBeLessThan(4000);
    }
  });

  test.each([
    ['no UTF-8', Buffer.from([0x61, 0xff, 0x62])],
    ['a zero byte', Buffer.from('a\0b')],
    ['an archive in base64', Buffer.from('x = "H4sIAAAA"')],
    [
      'a header that says how the rest is to be read',
      Buffer.from('Content-Transfer-Encoding: quoted-printable\n'),
    ],
    ['an equals sign as in mail', Buffer.from('x=3D1\n')],
    ['the first line of a list of passwords', Buffer.from('User name,Password,Console login link\n')],
    ['that line in a literal', Buffer.from('"x\\n\\"User name\\",\\"Password\\"\\n"')],
  ])('all of what has %s', (_, bytes) => {
    expect(narrow('src/a.ts', bytes)).toBeUndefined();
  });

  test.each([
    ['user,secret_access_key\n', 'a.csv'],
    ['sep=;\nuser;AWS secret\n', 'a/b.CSV'],
    ['INSERT INTO t (a, aws_secret) VALUES\n', 'a.sql'],
  ])('all of a table whose first lines are %j', (head, path) => {
    const bytes = Buffer.from(head + 'x,y\n'.repeat(400));
    expect(narrow(path, bytes)).toBeUndefined();
    expect(narrow('a.txt', bytes)?.length).toBe(1);
    expect(narrow(path, Buffer.from(`${'x,y\n'.repeat(4)}${head}`))?.length).toBe(1);
  });

  test('all of what has a telling name', () => {
    expect(narrow('aws_secret.txt', Buffer.from('x\n'))).toBeUndefined();
    const member = { path: 'a.zip', inside: 'AWS_SECRET_ACCESS_KEY', bytes: Buffer.from('x\n') };
    expect(narrowed([member])).toEqual([undefined]);
  });
});

describe('two cursors walk through texts', () => {
  test('many at once as one by one', () => {
    const s = new FakeCredentials(seed);
    const texts = Array.from({ length: 300 }, (_, nth) => {
      const from = s.integer(LINES.length);
      const filler = LINES.slice(from, from + s.integer(9000));
      const { text } = s.next() < 0.3 ? positive(s) : { text: '' };
      return { path: `file${nth}.ts`, bytes: Buffer.concat([Buffer.from(filler), Buffer.from(text)]) };
    });
    const together = narrowed(texts);
    expect(together.length).toBe(texts.length);
    for (const [nth, each] of texts.entries()) {
      const [alone] = narrowed([each]);
      expect(together[nth]).toEqual(alone);
    }
  });

  test('one large text from both ends, whatever stands in its middle', { timeout: 120_000 }, async () => {
    const missed: string[] = [];
    let spoken = 0;
    for (let nth = 0; nth < CASES / 20; nth += 1) {
      const s = new FakeCredentials(seed + nth);
      const { text, path, name } = positive(s);
      // more than is walked through at a time, and what is found anywhere near the cut
      const filler = s.pick([LINES, LINE]).repeat(s.pick([4, 40]));
      const middle = filler.length / 2 + s.integer(400) - 200;
      const bytes = Buffer.concat(
        [filler.slice(0, middle), text, filler.slice(middle)].map((each) => Buffer.from(each)),
      );
      if (!(await says(path, bytes))) continue;
      spoken += 1;
      if (!(await isKept(path, bytes))) missed.push(`case ${nth} of seed ${seed}: ${name}`);
    }
    expect(missed).toEqual([]);
    expect(spoken).toBeGreaterThan(CASES / 60);
  });

  test('no expression over letters takes more of them than are gone back for', () => {
    const lengths = letterExpressions().map((source) => mostOf(parseExpression(source)));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64);
  });
});

/** How many bytes an expression takes at most. */
function mostOf(expression: Expression): number {
  switch (expression.kind) {
    case 'byte':
      return 1;
    case 'sequence':
      return expression.parts.reduce((sum, part) => sum + mostOf(part), 0);
    case 'choice':
      return Math.max(...expression.parts.map(mostOf));
    case 'times':
      return expression.most * mostOf(expression.part);
    default:
      return 0;
  }
}
