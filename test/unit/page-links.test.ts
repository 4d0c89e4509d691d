import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorOf, linksIn, PAGES, readPage, sectionsOf } from '../helpers/pages.ts';

const ROOT = join(import.meta.dirname, '../..');

describe.each(PAGES)('%s', (page) => {
  test('links to files and headings that exist', () => {
    const text = sectionsOf(page)
      .map((section) => section.text)
      .join('');
    for (const { path, anchor } of linksIn(page, text)) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      if (anchor === '') continue;
      const anchors = sectionsOf(path).map(({ title }) => anchorOf(title));
      expect(anchors, `${path}#${anchor}`).toContain(anchor);
    }
  });
});

test('README.md has at most 1,000 words', () => {
  expect(readPage('README.md').split(/\s+/).length).toBeLessThanOrEqual(1000);
});

test('README.md leads to every page in docs', () => {
  const seen = new Set(['README.md']);
  for (const page of seen)
    for (const { path } of linksIn(page, readPage(page))) if (path.endsWith('.md')) seen.add(path);
  expect(PAGES.filter((page) => page.startsWith('docs/') && !seen.has(page))).toEqual([]);
});
