import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainWords } from '../../src/prefilter/plain-words.ts';
import { prefilterLetters, prefilterLines } from '../../src/prefilter/shell-programs.ts';

const HOOKS = join(import.meta.dirname, '../../hooks');

test.each([
  ['prefilter.sed', prefilterLines()],
  ['prefilter.ere', prefilterLetters()],
  ['plain-words.sh', Buffer.from(plainWords())],
])('%s is what the rules and decoders come to', (name, expected) => {
  const isCurrent = readFileSync(join(HOOKS, name)).equals(expected);
  expect(isCurrent, `hooks/${name} is out of date: npm run prefilter`).toBe(true);
});
