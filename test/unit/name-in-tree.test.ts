import { expect, test } from 'vitest';
import { nameInTree } from '../../src/cli/name-in-tree.ts';

test.each([
  ['/top', '/top/a/b.ts', 'a/b.ts'],
  ['/top', '/top/..env', '..env'],
  ['/', '/a.ts', 'a.ts'],
  ['/top', '/top', undefined],
  ['/top', '/topmost/a.ts', undefined],
  ['/top', '/a.ts', undefined],
  [undefined, '/a.ts', undefined],
])('in %s, %s is %s', (top, file, name) => {
  expect(nameInTree(top, file)).toBe(name);
});
