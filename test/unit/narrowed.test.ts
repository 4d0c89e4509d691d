import { describe, expect, test } from 'vitest';
import { detect } from '../../src/core/detect.ts';
import { rules } from '../../src/core/rules/index.ts';
import { Sample } from '../../src/core/sample.ts';
import { narrowed } from '../../src/prefilter/stretches.ts';
import { unfold } from '../../src/text/unfold.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';

const now = new Date();

/** Whether a scan would have anything to say of a content. */
async function says(path: string, bytes: Buffer): Promise<boolean> {
  for await (const part of unfold(path, bytes))
    if ('reason' in part || detect(part, rules, now).length > 0) return true;
  return false;
}

/** Whether what is looked at of a narrowed content is enough to scan all of it. */
async function isKept(path: string, bytes: Buffer): Promise<boolean> {
  const parts = narrowed([path], bytes);
  if (parts === undefined) return true;
  for (const part of parts) if (await says(path, part)) return true;
  return false;
}

const LINES = Array.from({ length: 400 }, (_, nth) => `  const line${nth} = other(${nth}, things);\n`).join(
  '',
);
/** One line, as a minifier writes it. */
const LINE = LINES.replaceAll(/\n? +/g, '');

const CASES = Number(process.env['KEYWARD_CASES'] ?? 2000);

describe('of a large text only what may hold something is looked at', () => {
  test(
    `${CASES} examples and vectors, in every code, in the middle of other text`,
    { timeout: 60_000 + CASES * 100 },
    async () => {
      const missed: string[] = [];
      let spoken = 0;
      for (let nth = 0; nth < CASES; nth += 1) {
        const s = new Sample(seed + nth);
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
    expect(narrowed(['src/a.ts'], Buffer.from(LINES + LINE))).toEqual([]);
  });

  test('a hit at the first and at the last byte is one', () => {
    const id = new Sample(seed).accessKeyId();
    for (const text of [id + LINES, LINES + id, id]) {
      const parts = narrowed(['src/a.ts'], Buffer.from(text)) ?? [];
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
  ])('all of what has %s', (_, bytes) => {
    expect(narrowed(['src/a.ts'], bytes)).toBeUndefined();
  });

  test('all of what has a telling name', () => {
    expect(narrowed(['aws_secret.txt'], Buffer.from('x\n'))).toBeUndefined();
    expect(narrowed(['a.zip', 'AWS_SECRET_ACCESS_KEY'], Buffer.from('x\n'))).toBeUndefined();
  });
});
