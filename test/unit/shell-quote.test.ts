import { expect, test } from 'vitest';
import { shellWord } from '../../src/shared/shell-quote.ts';

test.each([
  ['a/b-c.txt', 'a/b-c.txt', 'a/b-c.txt'],
  ['a b', "'a b'", '"a b"'],
  ["it's", String.raw`'it'\''s'`, `"it's"`],
  ['$HOME', "'$HOME'", '"$HOME"'],
  ['-rf', "'-rf'", '"-rf"'],
  [String.raw`C:\Users\me`, String.raw`'C:\Users\me'`, String.raw`"C:\Users\me"`],
  ['鍵.env', "'鍵.env'", '"鍵.env"'],
])('%j is one word of a POSIX shell, and of the shells of Windows', (text, posix, windows) => {
  expect(shellWord(text, 'linux')).toBe(posix);
  expect(shellWord(text, 'win32')).toBe(windows);
});
