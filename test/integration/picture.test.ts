import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';

const ROOT = join(import.meta.dirname, '../..');

test.each([
  ['docs', 'commit blocked: 1 AWS credential in src/s3.ts:2:17'],
  ['docs/ja', 'コミットをブロックしました'],
])('the pictures of a blocked commit in %s show what a blocked commit prints', (place, headline) => {
  const folder = temporaryFolder();
  const drawn = new Repository(ROOT).run(process.execPath, ['scripts/picture.mjs', folder]);
  expect(drawn.code, drawn.output).toBe(0);
  for (const name of ['blocked-commit-light.svg', 'blocked-commit-dark.svg']) {
    const svg = readFileSync(join(folder, relative('docs', place), name), 'utf8');
    expect(readFileSync(join(ROOT, place, name), 'utf8'), 'draw it again: npm run picture').toBe(svg);
    expect(svg).toContain(headline);
    expect(svg).not.toContain('\u001B');
    // the document is well-formed, and nothing in it is loaded or run
    expect(svg).not.toMatch(/<script|<image|href=|url\(|@import/);
  }
});
