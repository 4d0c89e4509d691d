import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ciRecipe } from '../../src/install/ci/ci-recipe.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};
const GITHUB = '.github/workflows/keyward.yml';
const INCLUDE = 'include:\n  - local: .gitlab/keyward.yml\n';

function init(repository: Repository, platform: string, cwd?: string) {
  return keyward(repository, ['init', '--ci', platform, '--lang', 'en'], cwd === undefined ? {} : { cwd });
}

describe('init --ci github', () => {
  test('writes the recipe at the top, once, and says what to commit', () => {
    const repository = Repository.create().write('sub/a.txt', '');
    const first = init(repository, 'github', join(repository.directory, 'sub'));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`keyward: ${GITHUB} scans every new commit in CI.`);
    expect(first.stdout).toContain(`Commit ${GITHUB} so that`);
    expect(repository.read(GITHUB)).toBe(ciRecipe('github', version));
    const before = repository.files();
    const second = init(repository, 'github');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('already runs keyward in CI');
    expect(repository.files()).toEqual(before);
  });

  test('replaces the recipe of an older version', () => {
    const repository = Repository.create().write(GITHUB, ciRecipe('github', '0.0.9'));
    expect(init(repository, 'github').code).toBe(0);
    expect(repository.read(GITHUB)).toBe(ciRecipe('github', version));
  });

  test.each([
    ['a file that runs keyward', `${ciRecipe('github', '0.0.9')}# ours\n`, 0],
    [
      'a file that runs the keyward of the checkout',
      'jobs: { a: { steps: [{ run: npx keyward scan --ci }] } }\n',
      2,
    ],
    ['any other file', 'on: push\n', 2],
    ['an empty file', '', 2],
  ])('never overwrites %s', (_, text, code) => {
    const repository = Repository.create().write(GITHUB, text);
    const outcome = init(repository, 'github');
    expect(outcome.code).toBe(code);
    if (code === 2)
      expect(outcome.stderr).toContain(`${GITHUB} already exists, and keyward did not write it`);
    expect(repository.read(GITHUB)).toBe(text);
  });

  test('does not follow a link out of the working tree', () => {
    const repository = Repository.create();
    const outside = temporaryFolder();
    repository.run('ln', ['-s', outside, '.github']);
    expect(init(repository, 'github').code).toBe(2);
    expect(existsSync(join(outside, 'workflows'))).toBe(false);
  });
});

describe('init --ci gitlab', () => {
  test('writes .gitlab-ci.yml if there is none', () => {
    const repository = Repository.create();
    expect(init(repository, 'gitlab').code).toBe(0);
    expect(repository.read('.gitlab-ci.yml')).toBe(ciRecipe('gitlab', version));
    expect(init(repository, 'gitlab').stdout).toContain('already runs keyward');
    expect(existsSync(join(repository.directory, '.gitlab'))).toBe(false);
  });

  test('writes a second file, prints the lines to paste, and is content once they are there', () => {
    const own = 'test:\n  script: [make]\n';
    const repository = Repository.create().write('.gitlab-ci.yml', own);
    for (const text of [own, `${own}# ${INCLUDE.replaceAll('\n', '\n# ')}\n`]) {
      repository.write('.gitlab-ci.yml', text);
      const outcome = init(repository, 'gitlab');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain(INCLUDE);
      expect(outcome.stdout).not.toContain('in CI');
      // the hooks are in place all the same
      expect(outcome.stdout).toContain('every commit here is now checked');
      expect(repository.read('.gitlab-ci.yml')).toBe(text);
      expect(repository.read('.gitlab/keyward.yml')).toBe(ciRecipe('gitlab', version));
      keyward(repository, ['uninstall']);
    }
    repository.write('.gitlab-ci.yml', `${INCLUDE}${own}`);
    expect(init(repository, 'gitlab')).toMatchObject({ code: 0, stderr: '' });
  });

  test('leaves a file alone that runs keyward already', () => {
    const repository = Repository.create().write('.gitlab-ci.yml', `a:\n  script: [keyward scan --ci]\n`);
    expect(init(repository, 'gitlab').code).toBe(0);
    expect(existsSync(join(repository.directory, '.gitlab'))).toBe(false);
  });
});

test('refuses other CI systems before it writes anything', () => {
  const repository = Repository.create();
  const outcome = init(repository, 'jenkins');
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain('github, gitlab');
  expect(existsSync(join(repository.directory, '.git/hooks/pre-commit'))).toBe(false);
});

test('uninstall says that the CI file stays', () => {
  const repository = Repository.create();
  init(repository, 'github');
  const { code, stderr } = keyward(repository, ['uninstall', '--lang', 'en']);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `keyward: files for CI stay: ${GITHUB}. Delete them if you no longer want them.\n`,
  });
  expect(repository.read(GITHUB)).toBe(ciRecipe('github', version));
});
