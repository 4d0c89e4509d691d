import { describe, expect, test } from 'vitest';
import type { Texts } from '../../src/core/source.ts';
import { Sample } from '../../src/core/sample.ts';
import { sieve } from '../../src/prefilter/sieve.ts';
import { isTelling } from '../../src/prefilter/names.ts';
import { positive } from '../helpers/positive.ts';
import { says } from '../helpers/text.ts';
import { seed } from '../helpers/seed.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 2000);

const LINES = Array.from({ length: 60 }, (_, nth) => `  const line${nth} = other(${nth}, things);\n`).join(
  '',
);

/** Long enough to be compared with another version. */
const LONG = LINES.repeat(6);

/** As `git cat-file` gives objects. */
function asObjects(texts: readonly Buffer[]): Texts {
  return joined(
    texts.map((text) => ({ head: `${'0a'.repeat(20)} blob ${text.length}\n`, text, behind: '\n' })),
  );
}

/** As `git diff` gives new files; a text begins with its header. */
function asPatches(texts: readonly Buffer[]): Texts {
  return joined(
    texts.map((text) => {
      const head = `diff --git a/src/a b/src/a\nnew file mode 100644\n--- /dev/null\n+++ b/src/a\n@@ -0,0 +1,9 @@\n`;
      const lines = text.toString('latin1').split('\n');
      const isWhole = lines.at(-1) === '';
      const patch = (isWhole ? lines.slice(0, -1) : lines).map((line) => `+${line}\n`).join('');
      const body = head + patch + (isWhole ? '' : '\\ No newline at end of file\n');
      return { head: '', text: Buffer.from(body, 'latin1'), behind: '' };
    }),
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

describe.each([
  ['objects', asObjects, sieve.ofTexts],
  ['patches', asPatches, sieve.ofPatches],
] as const)('of many %s', (_, together, told) => {
  test(
    `${CASES} examples and vectors, in every code, between other texts: none is missed`,
    { timeout: 60_000 + CASES * 100 },
    async () => {
      const missed: string[] = [];
      let spoken = 0;
      for (let nth = 0; nth < CASES; nth += 20) {
        const texts = Array.from({ length: 20 }, (_each, at) => {
          const s = new Sample(seed + nth + at);
          const { text, path, name } = positive(s);
          const around = s.pick(['', LINES]);
          const bytes = Buffer.concat([around, text, s.pick(['', around])].map((each) => Buffer.from(each)));
          return { bytes, path, name };
        });
        const answer = told(together(texts.map(({ bytes }) => bytes)));
        expect(answer.length).toBe(texts.length);
        for (const [at, { bytes, path, name }] of texts.entries()) {
          if (isTelling(path) || !(await says(path, bytes))) continue;
          spoken += 1;
          if (answer[at] === 0) missed.push(`case ${nth + at} of seed ${seed}: ${name}`);
        }
      }
      expect(missed).toEqual([]);
      expect(spoken).toBeGreaterThan(CASES / 4);
    },
  );

  test('only what may hold something is told, wherever it stands', () => {
    const id = new Sample(seed).accessKeyId();
    const long = LINES.repeat(40);
    for (const [nth, telling] of [id, `${long}${id}${long}`, 'a\0b', Buffer.from([0x61, 0xff])].entries()) {
      for (const at of [0, 1, 7, 8]) {
        const texts = Array.from({ length: 9 }, (_each, each) => Buffer.from(each === at ? telling : long));
        const answer = [...told(together(texts))];
        expect(answer, `${nth} at ${at}`).toEqual(texts.map((_each, each) => Number(each === at)));
      }
    }
  });

  test('nothing of nothing', () => {
    expect(told({ bytes: Buffer.alloc(0), starts: [], ends: [] }).length).toBe(0);
    expect([...told(together([Buffer.alloc(0), Buffer.alloc(0)]))]).toEqual([0, 0]);
  });
});

test(
  `of versions of a text one behind the other, ${CASES} edits`,
  { timeout: 60_000 + CASES * 100 },
  async () => {
    const missed: string[] = [];
    let [spoken, spared] = [0, 0];
    for (let nth = 0; nth < CASES; nth += 1) {
      const s = new Sample(seed + nth);
      const { text, path, name } = positive(s);
      if (typeof text !== 'string' || isTelling(path)) continue;
      const filler = s.pick([LONG, LONG.replace('line50 =', 'secret =')]);
      const [at, cut] = [s.integer(filler.length), s.integer(2) * s.integer(filler.length / 8)];
      // what is there before may be nothing, or the same but for a few characters
      const [from, to] = [s.integer(text.length), s.integer(text.length)].sort((a, b) => a - b);
      const old = s.next() < 0.5 ? '' : text.slice(0, from) + text.slice(to);
      const versions = [old, text].map((each) =>
        Buffer.from(filler.slice(0, at) + each + filler.slice(at + cut)),
      );
      if (s.next() < 0.3) versions.reverse();
      const answer =
        s.next() < 0.5
          ? [...sieve.ofTexts(asObjects(versions))]
          : versions.flatMap((each) => [...sieve.ofTexts(asObjects([each]))]);
      for (const [which, bytes] of versions.entries()) {
        if (answer[which] === 0) spared += 1;
        if (!(await says(path, bytes))) continue;
        spoken += 1;
        if (answer[which] === 0) missed.push(`case ${nth} of seed ${seed}: ${name}`);
      }
    }
    expect(missed).toEqual([]);
    expect(spoken).toBeGreaterThan(CASES / 4);
    expect(spared).toBeGreaterThan(CASES / 20);
  },
);

test('a version of a text that holds something is told as long as it does', () => {
  const key = new Sample(seed).accessKeyId();
  const texts = [LONG, `${key}\n${LONG}`, `${key}\n${LONG}x\n`, `${LONG}x\n`, `${LONG}y\n${key}\n`, LONG];
  expect([...sieve.ofTexts(asObjects(texts.map((text) => Buffer.from(text))))]).toEqual([0, 1, 1, 0, 1, 0]);
});
