import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeGit } from '../helpers/fake-git.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const HOOK = join(import.meta.dirname, '..', '..', 'hooks', 'pre-commit');

const SOURCE = Array.from({ length: 200 }, (_, nth) => `const value${nth} = compute(${nth});\n`).join('');

/** Files in packs. */
function packed(files: Readonly<Record<string, string>>): Repository {
  const repository = Repository.create();
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.git('add', '--all');
  repository.commit().git('repack', '-adq');
  return repository;
}

function numbered(count: number, text: (nth: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, nth) => [`many/${nth}.js`, text(nth)]));
}

test.each([5, 300])('passes an old line with a key while %i packed files are deleted', (count) => {
  const repository = packed(numbered(count, (nth) => `${nth}${SOURCE}`));
  repository.stage('README.md', `${sample.accessKeyId()}\n`).commit();
  repository.git('rm', '-rq', 'many');
  repository.stage('README.md', `${repository.read('README.md')}more\n`);
  for (let nth = 0; nth < 5; nth += 1)
    expect(keyward(repository, ['hook', 'pre-commit'])).toMatchObject({ code: 0, output: '' });
});

test('does not start a git process for each of alternating packed and loose objects', () => {
  const repository = packed(numbered(1200, (nth) => `${nth}\n`));
  for (let nth = 0; nth < 1200; nth += 2) repository.write(`many/${nth}.js`, `${nth}\nedited\n`);
  repository.git('add', '--all');
  repository.commit();
  for (let nth = 0; nth < 1200; nth += 1) repository.write(`many/${nth}.js`, `${nth}\nedited again\n`);
  repository.git('add', '--all');
  repository.pack(...Object.keys(numbered(600, String)));
  repository.stage('many/7.js', `${sample.accessKeyId()}\n`);
  const fake = new FakeGit(repository, 'never', ':');
  expect(keyward(repository, ['hook', 'pre-commit'], { env: fake.environment })).toMatchObject({ code: 1 });
  expect(fake.wasCalled(12)).toBe(false);
});

describe('with unreadable Git LFS content of a previous version', () => {
  test.each([
    ['reports a new key', true],
    ['passes an old key', false],
  ])('%s', (_, isNew) => {
    const id = sample.hex(64);
    const key = `${sample.accessKeyId()}\n`;
    const repository = packed({
      'big.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize 5\n`,
      f: isNew ? 'x\n' : key,
    });
    mkdirSync(join(repository.directory, '.git/lfs/objects', id.slice(0, 2), id.slice(2, 4), id), {
      recursive: true,
    });
    repository.stage('big.bin', 'no pointer\n').stage('f', isNew ? `x\n${key}` : `${key}x\n`);
    const { code, output } = keyward(repository, ['hook', 'pre-commit']);
    expect(code).toBe(isNew ? 2 : 0);
    expect(output).toContain(isNew ? 'big.bin' : '');
  });
});

test.each(['GIT_TRACE', 'GIT_TRACE_SETUP', 'GIT_TRACE_REFS', 'GIT_REDIRECT_STDOUT'])(
  '%s on standard output is not treated as the list of changes',
  (name) => {
    const repository = Repository.create().stage('a.txt', 'x\n').commit();
    const run = () => repository.run('sh', [HOOK], { env: { [name]: '/dev/stdout' } });
    repository.stage('a.txt', 'secret = other()\n');
    expect(run()).toMatchObject({ code: 0 });
    repository.stage('a.txt', `${sample.accessKeyId()}\n`);
    expect(run()).toMatchObject({ code: 1 });
  },
);
