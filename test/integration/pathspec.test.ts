import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathspec } from '../../src/report/advice/line.ts';
import { Repository } from '../helpers/repository.ts';

const CHARACTERS = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
  (character) => character !== '/',
);

test('a printed pathspec names one file from any folder, whichever character the name begins with or contains', () => {
  const repository = Repository.create();
  const paths = [...CHARACTERS, ' ', 'é'].flatMap((character) => [`${character}x`, `a${character}x`]);
  for (const path of paths) repository.write(path, 'x\n');
  const cwd = join(repository.directory, 'sub');
  mkdirSync(cwd);
  const sh = (command: string) =>
    expect(repository.run('sh', ['-c', command], { cwd })).toMatchObject({ code: 0, output: '' });
  const staged = () => repository.git('ls-files', '-z').split('\0').filter(Boolean).sort();
  sh(`git add ${paths.map(pathspec).join(' ')}`);
  expect(staged()).toEqual(paths.toSorted());
  const odd = paths.filter((_, index) => index % 2 === 0);
  sh(`git rm --quiet --cached -- ${odd.map(pathspec).join(' ')}`);
  expect(staged()).toEqual(paths.filter((path) => !odd.includes(path)).toSorted());
});
