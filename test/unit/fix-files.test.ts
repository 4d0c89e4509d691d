import { describe, expect, test } from 'vitest';
import { appendixFor, isPlainValue, nameValues, variablesIn } from '../../src/fix/env-file.ts';
import { ignoreLine, ignoreNeedOf, withLines } from '../../src/fix/gitignore.ts';
import type { Loader } from '../../src/fix/languages.ts';
import { loaderHints } from '../../src/fix/loaders.ts';

const needed = (value: string, variable: string, path = 'a') => ({ value, variable, path });
const names = (list: readonly ReturnType<typeof needed>[], content = '') =>
  Object.fromEntries(nameValues(list, variablesIn(content)));

describe('the names of variables', () => {
  test('are the usual ones', () => {
    expect(names([needed('i', 'ID'), needed('s', 'SECRET'), needed('i', 'ID')])).toEqual({
      i: 'ID',
      s: 'SECRET',
    });
  });

  test('have one number for values that belong together', () => {
    const two = [needed('i', 'ID'), needed('j', 'ID'), needed('t', 'SECRET')];
    expect(names(two)).toEqual({ i: 'ID', j: 'ID_2', t: 'SECRET_2' });
    expect(names([needed('i', 'ID'), needed('s', 'SECRET')], 'SECRET=x\n')).toEqual({
      i: 'ID_2',
      s: 'SECRET_2',
    });
    expect(names([needed('i', 'ID'), needed('s', 'SECRET', 'b')])).toEqual({ i: 'ID', s: 'SECRET' });
  });

  test('are reused for the same value', () => {
    const content = '#c\nexport ID = "x"\r\nMINE=\'i\'\nID_2=j\nEMPTY=\n';
    expect(names([needed('i', 'ID'), needed('j', 'ID'), needed('k', 'ID')], content)).toEqual({
      i: 'MINE',
      j: 'ID_2',
      k: 'ID_3',
    });
  });
});

test('lines are appended to .env with its own line ends', () => {
  const variables = [['A', 'x']] as const;
  expect(appendixFor('', variables)).toBe('A=x\n');
  expect(appendixFor('B=1', variables)).toBe('\nA=x\n');
  expect(appendixFor('B=1\r\n', variables)).toBe('A=x\r\n');
  expect(['a/b+c=', 'a b', 'a#b', 'a"b', 'a$b', ''].map(isPlainValue)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe('.gitignore', () => {
  test.each([
    ['.env', '.env'],
    ['a b/c.pem', 'a b/c.pem'],
    ['#a', String.raw`\#a`],
    ['!a', String.raw`\!a`],
    ['a*[x]?', String.raw`a\*\[x]\?`],
    ['a\\b', String.raw`a\\b`],
    ['a  ', String.raw`a\ \ `],
    ['a\nb', undefined],
  ])('names %s', (path, line) => {
    expect(ignoreLine(path)).toBe(line);
  });

  test('gets lines at its end', () => {
    const after = (content: string) => withLines(Buffer.from(content), ['x', 'y']).toString();
    expect(['', 'a', 'a\n', 'a\r\n'].map(after)).toEqual([
      'x\ny\n',
      'a\nx\ny\n',
      'a\nx\ny\n',
      'a\r\nx\r\ny\r\n',
    ]);
  });

  test('needs a line unless a rule ignores the path already', () => {
    const need = (source: string, pattern: string, staged = '') =>
      ignoreNeedOf('.env', { source, pattern }, Buffer.from(staged));
    const both = { inWorktree: '.env', inIndex: '.env' };
    const none = { inWorktree: undefined, inIndex: undefined };
    expect(ignoreNeedOf('.env', undefined, Buffer.alloc(0))).toEqual(both);
    expect(need('.gitignore', '*.env', 'a\r\n*.env\r\n')).toEqual(none);
    expect(need('.gitignore', '*.env')).toEqual({ inWorktree: undefined, inIndex: '*.env' });
    expect(need('.git/info/exclude', '.env')).toEqual(none);
    expect(need('.gitignore', '!.env')).toEqual(both);
    expect(need('/home/a/.config/git/ignore', '!.env')).toEqual(both);
    expect(need('a/.gitignore', '!.env')).toBeUndefined();
    expect(ignoreNeedOf('a\nb', undefined, Buffer.alloc(0))).toBeUndefined();
  });
});

test('says what loads .env in a project', () => {
  const hints = (loaders: readonly Loader[], files: Record<string, string> = {}) => {
    const edited = loaders.map((loader) => ({ loader, variables: ['A'] }));
    return [...loaderHints(edited, (name) => files[name]).keys()];
  };
  expect(hints(['node', 'shell', 'node'])).toEqual(['node-env-file', 'shell']);
  expect(hints(['node'], { 'package.json': '{"dependencies":{"dotenv":"1"}}' })).toEqual(['node-dotenv']);
  expect(hints(['node'], { 'package.json': '{"dependencies":{"next":"1"}}' })).toEqual(['node-framework']);
  expect(hints(['python'])).toEqual(['python']);
  expect(hints(['python'], { 'requirements.txt': 'boto3\npython-dotenv==1\n' })).toEqual(['python-dotenv']);
  expect(hints(['ruby'], { Gemfile: "gem 'dotenv'" })).toEqual(['ruby-dotenv']);
  expect(hints(['ruby', 'compose', 'github'])).toEqual(['shell', 'compose', 'github']);
  const edited = [
    { loader: 'github', variables: ['A', 'B'] },
    { loader: 'github', variables: ['B', 'C'] },
  ] as const;
  expect(loaderHints(edited, () => undefined).get('github')).toEqual(['A', 'B', 'C']);
});
