import { describe, expect, test } from 'vitest';
import { globOfPath, isValidGlob, matchesGlob, withLiteralBrackets } from '../../src/policy/glob.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';

/** All characters that are special in globs, shells or regular expressions, and some ordinary ones. */
const SIGNS = '[](){}*?!+@|^$\\.,-~#:;=%&<>"\'` \nabé';

describe('the glob for a path', () => {
  test('matches exactly that path, with any characters in it', () => {
    const s = new FakeCredentials(seed);
    for (let run = 0; run < 3000; run += 1) {
      const name = () => `${s.pick(['a', 'b', 'c'])}${s.string(SIGNS.replace('*', ''), s.integer(6))}`;
      const path = Array.from({ length: 1 + s.integer(3) }, name).join('/');
      const glob = globOfPath(path);
      expect(isValidGlob(glob), glob).toBe(true);
      expect(matchesGlob(glob, path), glob).toBe(true);
      for (const other of [`${path}x`, `x${path}`, `${path}/x`, path.slice(1)])
        expect(matchesGlob(glob, other), `${glob} ${other}`).toBe(false);
      expect(
        matchesGlob(`${withLiteralBrackets(path.replaceAll('?', '_'))}/**`, `${path}/x`.replaceAll('?', '_')),
      ).toBe(true);
    }
  });

  test('matches the original path after a credential in it was redacted', () => {
    const id = new FakeCredentials(seed).accessKeyId();
    const shown = `${id.slice(0, 4)}************${id.slice(-4)}`;
    expect(matchesGlob(globOfPath(`a/${shown}.txt`), `a/${id}.txt`)).toBe(true);
    expect(matchesGlob(globOfPath('a/q8Yw********….txt'), 'a/q8Ywabcdef.txt')).toBe(true);
  });
});

test.each([
  ['a/*.ts', 'a/b.ts', true],
  ['a/*.ts', 'a/b/c.ts', false],
  ['**/*.ts', 'a/b/c.ts', true],
  ['a/**', 'a/.b/c', true],
  ['a/?.ts', 'a/b.ts', true],
  ['a/[bc].ts', 'a/c.ts', true],
  ['a/[!bc].ts', 'a/d.ts', true],
  ['a/{b,c}.ts', 'a/c.ts', true],
  ['app/(group)/**', 'app/(group)/a.ts', true],
  ['app/(group)/**', 'app/group/a.ts', false],
  ['a/@(b|c).ts', 'a/b.ts', false],
  [String.raw`a\*b`, 'a*b', true],
  [String.raw`a\*b`, 'axb', false],
  [String.raw`\!a`, '!a', true],
  [String.raw`a\n`, 'an', true],
  [String.raw`a\\n`, String.raw`a\n`, true],
  ['**', 'a\nb', true],
])('%s matches %s: %s', (glob, path, matches) => {
  expect(isValidGlob(glob)).toBe(true);
  expect(matchesGlob(glob, path)).toBe(matches);
});

test.each(['', ' ', '/a', '!a', '../a', 'a/../b', 'a[b', 'a{b', 'a\\'])(
  'rejects the invalid glob "%s"',
  (glob) => {
    expect(isValidGlob(glob)).toBe(false);
  },
);
