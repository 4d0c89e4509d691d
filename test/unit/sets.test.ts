import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn } from '../helpers/repository.ts';
import { LONG, RANDOM } from '../sets.ts';

const ROOT = join(import.meta.dirname, '../..');

test('every file that npm test leaves out or does a part of is there', () => {
  for (const path of [...Object.keys(LONG), ...RANDOM]) expect(existsSync(join(ROOT, path)), path).toBe(true);
  expect(RANDOM.filter((path) => path in LONG)).toEqual([]);
});

test('the tests of random cases are those that ask how many', () => {
  const asking = filesIn(join(ROOT, 'test'))
    .filter((path) => path.endsWith('.test.ts') && /\bcases\(\d+, \d+\)/.test(readFileSync(path, 'utf8')))
    .map((path) => path.slice(ROOT.length + 1));
  expect(asking.filter((path) => !(path in LONG)).sort()).toEqual([...RANDOM].sort());
});
