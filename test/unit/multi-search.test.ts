import { expect, test } from 'vitest';
import { MultiSearch } from '../../src/shared/multi-search.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';

test('finds the same occurrences as a search for one text after the other', () => {
  for (let round = 0; round < 200; round += 1) {
    const s = new FakeCredentials(seed + round);
    // a small alphabet, so that texts overlap and have common prefixes
    const texts = Array.from({ length: 1 + s.integer(40) }, () => s.string('abc', 4 + s.integer(5)));
    const text = s.string('abc', 300);
    const expected: { start: number; value: string }[] = [];
    for (let start = 0; start < text.length;) {
      const [value] = texts
        .filter((each) => text.startsWith(each, start))
        .sort((a, b) => b.length - a.length);
      if (value !== undefined) expected.push({ start, value });
      start += value?.length ?? 1;
    }
    const search = new MultiSearch(texts);
    expect(search.allIn(text)).toEqual(expected);
    expect(search.anyIn(text)).toBe(expected.length > 0);
  }
});

test('finds non-ASCII texts, and nothing without texts', () => {
  expect(new MultiSearch(['pässword', 'ab']).allIn('x pässword ab')).toEqual([
    { start: 2, value: 'pässword' },
  ]);
  expect(new MultiSearch([]).anyIn('x')).toBe(false);
});
