import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sample } from '../../src/core/sample.ts';
import type { Blueprint } from '../../src/prefilter/blueprint.ts';
import { blueprints } from '../../src/prefilter/blueprints.ts';
import { Walker } from '../../src/prefilter/walk.ts';
import { positive } from '../helpers/positive.ts';
import { seed } from '../helpers/seed.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyward-learned-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As they are in what is installed. */
let learned: readonly Blueprint[] = [];
beforeAll(async () => {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'learned.mjs');
  const { learnedBlueprints }: { learnedBlueprints(): Promise<string> } = await load(script);
  const file = join(folder, 'blueprints.mjs');
  writeFileSync(file, await learnedBlueprints());
  const module: { blueprints(): readonly Blueprint[] } = await load(file);
  learned = module.blueprints();
}, 60_000);

function load<T>(file: string): Promise<T> {
  return import(pathToFileURL(file).href) as Promise<T>;
}

describe('what is learned beforehand', () => {
  test('leads to where it would lead anyway', () => {
    const [before, anew] = [new Walker(learned), new Walker(blueprints())];
    for (let nth = 0; nth < 300; nth += 1) {
      const s = new Sample(seed + nth);
      const texts = Array.from({ length: s.integer(4) + 1 }, () => {
        const { text } = positive(s);
        const noise =
          s.next() < 0.3 ? s.bytes(s.integer(300)) : Buffer.from(s.pick(['', '\n', '+', 'a = "']));
        return Buffer.concat([noise, Buffer.from(text), noise]);
      });
      expect(before.walk(texts), `case ${nth}`).toEqual(anew.walk(texts));
    }
  });

  test('is most of what it takes to walk through ordinary text', () => {
    const texts = ['const value = compute(1, "two");\n', '<p class="x">Some words.</p>\n', '- [a](b.md)\n'];
    const walker = new Walker(learned);
    const known = walker.learned().map(({ states }) => states.length);
    walker.walk(texts.map((text) => Buffer.from(`+${text.repeat(50)}`)));
    const now = walker.learned().map(({ states }) => states.length);
    expect(now.reduce((sum, count, nth) => sum + count - (known[nth] ?? 0), 0)).toBeLessThan(20);
    expect(Math.min(...known)).toBeGreaterThan(100);
  });
});
