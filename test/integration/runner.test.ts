import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runnerFor, runnerIn } from '../../src/cli/runner.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const LISTED = '{"devDependencies":{"keyward":"1"}}';

const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'npx keyward': { 'package.json': LISTED, 'package-lock.json': '{}' },
  'pnpm exec keyward': { 'package.json': LISTED, 'pnpm-lock.yaml': '' },
  'yarn keyward': { 'package.json': LISTED, 'yarn.lock': '' },
  'bunx keyward': { 'package.json': LISTED, 'bun.lock': '' },
  keyward: { 'package.json': '{}' },
};

/** A repository with the files of a project, a folder and a leak. */
function repositoryWith(files: Readonly<Record<string, string>>): Repository {
  const repository = Repository.create();
  for (const [path, text] of Object.entries(files)) repository.stage(path, text);
  return repository.stage('src/a.txt', 'a\n').stage('k.ts', `const id = '${sample.accessKeyId()}';\n`);
}

describe.each(Object.entries(PROJECTS))('every command that is printed begins with %s', (runner, files) => {
  test.each([
    ...['scan', 'fix', 'audit', 'audit --lang ja'],
    ...['audit --format html', 'respond', 'respond --lang ja --all'],
  ])('%s', (line) => {
    const repository = repositoryWith(files);
    for (const folder of ['.', 'src']) {
      // pnpm exec finds keyward only in the folder of the project
      const expected = folder === '.' ? runner : runner.replace('pnpm exec', 'pnpm -C .. exec');
      const { output } = keyward(new Repository(join(repository.directory, folder)), line.split(' '));
      const commands = output.match(
        /(?:(?:npx|pnpm(?: -C \S+)? exec|yarn|bunx) )?keyward (?:respond|allow|fix|init)\b(?!:)/g,
      );
      expect(new Set(commands?.map((command) => command.replace(/ \w+$/, ''))), output).toEqual(
        new Set([expected]),
      );
      if (line.includes('html')) expect(output).toContain(`<pre>${expected} respond</pre>`);
    }
  });
});

describe('the command that runs keyward', () => {
  const here = (path: string, files = {}) => {
    const { directory } = repositoryWith(files);
    return runnerFor(directory, path.replace('HERE', directory));
  };

  test.each([
    ['/home/a/.npm/_npx/1/node_modules/keyward/dist/cli.cjs', 'npx keyward'],
    ['/home/a/.cache/pnpm/dlx/1/2/node_modules/keyward/dist/cli.cjs', 'pnpm dlx keyward'],
    ['/tmp/xfs-1/dlx-2/node_modules/keyward/dist/cli.cjs', 'yarn dlx keyward'],
    ['/tmp/bunx-1-keyward@latest/node_modules/keyward/dist/cli.cjs', 'bunx keyward'],
    ['/usr/lib/node_modules/keyward/dist/cli.cjs', 'keyward'],
    ['HERE/node_modules/keyward/dist/cli.cjs', 'npx keyward'],
  ])('of %s in a project that does not list it is %s', (path, runner) => {
    expect(here(path)).toBe(runner);
  });

  test.each([
    ['package-lock.json', 'npx --prefix app keyward'],
    ['pnpm-lock.yaml', 'pnpm -C app exec keyward'],
    ['yarn.lock', 'yarn --cwd app keyward'],
    ['bun.lock', 'bunx --cwd=app keyward'],
  ])('finds the package in another folder that runs it, with %s', (lock, runner) => {
    const files = { 'app/package.json': LISTED, [lock]: '' };
    expect(here('HERE/app/node_modules/keyward/dist/cli.cjs', files)).toBe(runner);
  });

  test('finds the project from another package in it', () => {
    const { directory } = repositoryWith({
      'package.json': LISTED,
      'yarn.lock': '',
      'a/b c/package.json': '{}',
    });
    expect(runnerIn(join(directory, 'a/b c'), '')).toEqual({
      command: 'yarn --cwd ../.. keyward',
      folder: directory,
    });
    expect(runnerIn(join(directory, 'src'), '')).toEqual({ command: 'yarn keyward', folder: directory });
  });

  test('repeats paths as they are in the folder in which it runs', () => {
    const { directory } = repositoryWith({ 'package.json': LISTED, 'pnpm-lock.yaml': '' });
    const { output } = keyward(new Repository(join(directory, 'src')), ['fix', '../k.ts', '.']);
    expect(output).toContain('pnpm -C .. exec keyward fix k.ts src --yes');
  });

  test('is for the folder of the user also after a fix, which reports the rest from the top', () => {
    const repository = repositoryWith({ 'package.json': LISTED, 'pnpm-lock.yaml': '' });
    repository.stage('rest.txt', `${sample.accessKeyId()}\n`);
    const { output } = keyward(new Repository(join(repository.directory, 'src')), ['fix', '--yes']);
    expect(output).toContain('pnpm -C .. exec keyward respond');
    expect(output).toContain('pnpm -C .. exec keyward allow');
  });

  test('is the global one if the home folder is the repository', () => {
    expect(here('HERE/.local/lib/node_modules/keyward/dist/cli.cjs')).toBe('keyward');
  });
});
