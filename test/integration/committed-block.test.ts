import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOOKS, type HookName } from '../../src/install/hook-names.ts';
import { type Shim, shimBlock, withBlock, withoutBlock } from '../../src/install/shim.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');
const LISTED = '{ "devDependencies": { "keyward": "1" } }\n';
const SHIM: Shim = { projects: ['.'], installCommand: 'npm install', runner: 'npx keyward' };

/** A repository with committed hooks, one line after keyward's in each. */
function guarded(isInstalled: boolean, after = ''): Repository {
  const repository = Repository.create();
  for (const hook of ['pre-commit', 'commit-msg', 'pre-push'] as const) {
    repository.write(`hooks/${hook}`, `#!/bin/sh -e\n${shimBlock(hook, SHIM)}${after}`);
    chmodSync(join(repository.directory, 'hooks', hook), 0o755);
  }
  if (isInstalled) {
    mkdirSync(join(repository.directory, 'node_modules'));
    symlinkSync(ROOT, join(repository.directory, 'node_modules/keyward'));
  }
  repository.stage('.gitignore', 'node_modules\n').stage('package.json', LISTED).commit();
  repository.git('config', 'core.hooksPath', 'hooks');
  return repository;
}

test.each(HOOKS)('the lines of %s are at most four, in English', (hook: HookName) => {
  for (const projects of [['.'], ['a', "it's b"]]) {
    const block = shimBlock(hook, { ...SHIM, projects, unplugged: true });
    expect(block).toMatch(/^(?:[\x20-\x7e]+\n){1,4}$/);
  }
});

test('an older block is replaced in place, and the rest stays as it was', () => {
  const before = '#!/bin/sh\nnpm test\n# keep\r\nlast';
  const old = withBlock(before, shimBlock('pre-push', { ...SHIM, recorded: '/somewhere/hooks' }));
  const block = shimBlock('pre-push', SHIM);
  expect(withBlock(old, block)).toBe(before.replace('\n', `\n${block}`));
  expect(withoutBlock(withBlock(old, block))).toBe(before);
});

test('blocks a key in a commit, in a message, in a push, and in what later lines stage', () => {
  const repository = guarded(true, 'if [ -n "$MADE" ]; then echo "$MADE" >made.txt; git add made.txt; fi\n');
  const key = sample.accessKeyId();
  const commit = (message: string, env = {}) =>
    repository.run('git', ['commit', '--allow-empty', '-m', message], { env });
  expect(commit('clean')).toMatchObject({
    code: 0,
    output: expect.not.stringContaining('keyward') as string,
  });
  repository.stage('leak.txt', `${key}\n`);
  expect(commit('x').output).toContain('leak.txt:1:1');
  repository.git('rm', '--quiet', '--cached', 'leak.txt');
  expect(commit(`the ${key}`)).toMatchObject({ code: 1 });
  expect(commit('x', { MADE: key }).output).toContain('made.txt:1:1');
  repository.git('rm', '--quiet', '--force', 'made.txt');
  repository.stage('leak.txt', `${key}\n`).git('commit', '--quiet', '--no-verify', '-m', 'x');
  const remote = temporaryFolder();
  repository.git('init', '--quiet', '--bare', remote);
  expect(repository.tryGit('push', '--quiet', remote, 'main').output).toContain('leak.txt:1:1');
});

test('passes the standard input of a push on', () => {
  const repository = guarded(true, '[ "${0##*/}" != pre-push ] || sed "s/^/after: /"\n');
  const remote = temporaryFolder();
  repository.git('init', '--quiet', '--bare', remote);
  const { output } = repository.tryGit('push', '--quiet', remote, 'main');
  expect(output).toMatch(/^after: refs\/heads\/main [0-9a-f]{40} refs\/heads\/main 0{40}$/m);
});

describe('if the package is missing', () => {
  const commit = (repository: Repository, env = {}): Outcome =>
    repository.run('git', ['commit', '--allow-empty', '-m', 'x'], { env });

  test('blocks while the index lists keyward', () => {
    const repository = guarded(false).write('package.json', '{}\n');
    const refused = {
      code: 1,
      output: expect.stringContaining('blocked: keyward is not installed') as string,
    };
    expect(commit(repository)).toMatchObject(refused);
    repository.git('add', 'package.json');
    for (const listed of [LISTED, LISTED.replace('key', String.raw`\u006bey`)]) {
      repository.stage('a b/c/package.json', listed).write('a b/c/package.json', '{}\n');
      for (const name of ['X', 'GIT_LITERAL_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_GLOB_PATHSPECS'])
        expect(commit(repository, { [name]: '1' }), name).toMatchObject(refused);
    }
  });

  test('blocks if git cannot read the index', () => {
    const repository = guarded(false).stage('package.json', '{ "a": 1 }\n');
    const object = repository.git('rev-parse', ':package.json').trim();
    rmSync(join(repository.directory, '.git/objects', object.slice(0, 2), object.slice(2)), { force: true });
    expect(repository.run('sh', ['hooks/pre-commit'])).toMatchObject({ code: 2 });
  });

  test('passes with one line where no package.json lists keyward', () => {
    const repository = guarded(false).stage('package.json', '{}\n');
    repository.stage('node_modules.txt', LISTED).stage('my-package.json', LISTED);
    const { code, output } = commit(repository);
    expect(code, output).toBe(0);
    expect(output.match(/^keyward: not checked/gm)).toHaveLength(1);
  });
});
