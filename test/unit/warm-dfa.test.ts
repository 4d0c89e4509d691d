import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import type { Nfa } from '../../src/prefilter/nfa.ts';
import { prefilterNfas } from '../../src/prefilter/prefilter-nfas.ts';
import { DfaMatcher } from '../../src/prefilter/dfa-matcher.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyward-warm-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The NFAs of the built package. */
let warm: readonly Nfa[] = [];
beforeAll(async () => {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'warm-dfa.mjs');
  const { warmNfas }: { warmNfas(): Promise<string> } = await load(script);
  const file = join(folder, 'prefilterNfas.mjs');
  writeFileSync(file, await warmNfas());
  const module: { prefilterNfas(): readonly Nfa[] } = await load(file);
  warm = module.prefilterNfas();
}, 60_000);

function load<T>(file: string): Promise<T> {
  return import(pathToFileURL(file).href) as Promise<T>;
}

describe('a DFA table computed at build time', () => {
  test('gives the same matches as a DFA that starts empty', () => {
    const [before, anew] = [new DfaMatcher(warm), new DfaMatcher(prefilterNfas())];
    for (let nth = 0; nth < 300; nth += 1) {
      const s = new FakeCredentials(seed + nth);
      const texts = Array.from({ length: s.integer(4) + 1 }, () => {
        const { text } = positive(s);
        const noise =
          s.next() < 0.3 ? s.bytes(s.integer(300)) : Buffer.from(s.pick(['', '\n', '+', 'a = "']));
        return Buffer.concat([noise, Buffer.from(text), noise]);
      });
      expect(before.match(texts), `case ${nth}`).toEqual(anew.match(texts));
    }
  });

  test('contains nearly all states that ordinary text reaches', () => {
    const texts = ['const value = compute(1, "two");\n', '<p class="x">Some words.</p>\n', '- [a](b.md)\n'];
    const lineMatcher = new DfaMatcher(warm);
    const known = lineMatcher.exportTables().map(({ states }) => states.length);
    lineMatcher.match(texts.map((text) => Buffer.from(`+${text.repeat(50)}`)));
    const now = lineMatcher.exportTables().map(({ states }) => states.length);
    expect(now.reduce((sum, count, nth) => sum + count - (known[nth] ?? 0), 0)).toBeLessThan(20);
    expect(Math.min(...known)).toBeGreaterThan(100);
  });
});
