import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { blocks, everything, installKeyward, keyward, npm, readyProject } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';

describe('no hook manager', () => {
  test('scenario 1: a second init changes nothing; uninstall restores every byte', () => {
    const repository = installKeyward();
    const before = everything(repository);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    const after = everything(repository);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    expect(everything(repository)).toEqual(after);
    blocks(repository);
    // one that lost its mode is put right by the next install
    chmodSync(join(repository.directory, '.git/hooks/pre-commit'), 0o644);
    expect(keyward(repository, 'install')).toMatchObject({ code: 0 });
    blocks(repository);
    expect(keyward(repository, 'uninstall')).toMatchObject({ code: 0 });
    expect(everything(repository)).toEqual(before);
  });

  test.each(['copied', 'moved'])('uninstall in a %s repository changes that one only', (kind) => {
    const original = installKeyward();
    const before = everything(original);
    expect(keyward(original, 'init')).toMatchObject({ code: 0 });
    const after = everything(original);
    const other = new Repository(join(temporaryFolder(), 'other'));
    cpSync(original.directory, other.directory, { recursive: true, verbatimSymlinks: true });
    if (kind === 'moved') rmSync(original.directory, { recursive: true });
    blocks(other);
    const { output } = keyward(other, 'uninstall');
    expect(output).not.toContain(original.directory);
    const here = (line: string) => line.replace(original.directory, other.directory);
    expect(everything(other)).toEqual(before.map(here));
    if (kind === 'copied') expect(everything(original)).toEqual(after);
  });

  test.each([
    ['a shell script', '#!/bin/sh\necho ORIGINAL "$0" "$#"\nexit "${WANT:-0}"\n'],
    [
      'a script for another program',
      '#!/usr/bin/env node\nconsole.log("ORIGINAL " + process.argv[1]);process.exitCode = Number(process.env.WANT ?? 0)\n',
    ],
  ])('scenario 9: %s that existed before still runs and can still block', (_kind, script) => {
    const repository = installKeyward();
    repository.write('.git/hooks/pre-commit', script);
    chmodSync(join(repository.directory, '.git/hooks/pre-commit'), 0o750);
    const before = everything(repository);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    blocks(repository);
    repository.stage('a.txt', 'clean\n');
    const refused = repository.run('git', ['commit', '-m', 'x'], { env: { WANT: '1' } });
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('ORIGINAL');
    const passed = repository.run('git', ['commit', '-m', 'x']);
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.output).toContain('ORIGINAL');
    keyward(repository, 'uninstall');
    repository.git('rm', '--quiet', 'a.txt');
    expect(everything(repository)).toEqual(before);
  });

  test('scenario 9: keeps a hook that is a symbolic link', () => {
    const repository = installKeyward();
    repository.write('scripts/check', '#!/bin/sh\necho ORIGINAL\n');
    chmodSync(join(repository.directory, 'scripts/check'), 0o755);
    symlinkSync('../../scripts/check', join(repository.directory, '.git/hooks/pre-commit'));
    keyward(repository, 'init');
    blocks(repository);
    expect(repository.stage('a.txt', 'clean\n').tryGit('commit', '-m', 'x').output).toContain('ORIGINAL');
    keyward(repository, 'uninstall');
    expect(lstatSync(join(repository.directory, '.git/hooks/pre-commit')).isSymbolicLink()).toBe(true);
  });

  test('uses a core.hooksPath inside the repository', () => {
    const repository = installKeyward();
    repository.git('config', 'core.hooksPath', '.githooks');
    keyward(repository, 'init');
    expect(repository.read('.githooks/pre-commit')).not.toContain(repository.directory);
    blocks(repository);
  });
});

describe('husky', () => {
  test('scenario 10: inserts the lines into .husky/pre-commit, where they stay', () => {
    const repository = installKeyward();
    npm(repository, 'install', '--save-dev', 'husky@9');
    repository.run('npx', ['husky']);
    repository.write('.husky/pre-commit', 'echo FROM HUSKY\n');
    const before = everything(repository);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    expect(repository.read('.husky/pre-commit')).not.toContain(repository.directory);
    blocks(repository);
    repository.run('npx', ['husky']);
    blocks(repository);
    expect(repository.stage('a.txt', 'clean\n').tryGit('commit', '-m', 'x').output).toContain('FROM HUSKY');
    repository.git('rm', '--quiet', 'a.txt');
    keyward(repository, 'uninstall');
    expect(everything(repository)).toEqual(before);
  });

  test('--husky sets up husky, for team mates too', () => {
    const repository = installKeyward();
    expect(keyward(repository, 'init', '--husky')).toMatchObject({ code: 0 });
    blocks(repository);
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    const clone = new Repository(temporaryFolder());
    clone.git('clone', '--quiet', repository.directory, '.');
    npm(clone, 'ci');
    blocks(clone);
    expect(keyward(repository, 'uninstall')).toMatchObject({ code: 0 });
    expect(existsSync(join(repository.directory, '.husky'))).toBe(false);
    expect(repository.tryGit('config', 'core.hooksPath').code).toBe(1);
  });

  test('--husky fails if it would disable a hook', () => {
    const repository = installKeyward();
    repository.write('.git/hooks/commit-msg', '#!/bin/sh\n');
    chmodSync(join(repository.directory, '.git/hooks/commit-msg'), 0o755);
    const outcome = keyward(repository, 'init', '--husky');
    expect(outcome.code).toBe(2);
    expect(outcome.output).toContain('commit-msg');
    expect(repository.tryGit('config', 'core.hooksPath').code).toBe(1);
  });
});

describe('the lifecycle script', () => {
  test('scenario 7: does nothing and succeeds without development dependencies', () => {
    const repository = readyProject();
    const image = new Repository(temporaryFolder());
    for (const file of ['package.json', 'package-lock.json']) image.write(file, repository.read(file));
    npm(image, 'ci', '--omit=dev');
    expect(existsSync(join(image.directory, 'node_modules/keyward'))).toBe(false);
  });

  test.each([
    ['CI', { CI: 'true' }],
    ['production', { NODE_ENV: 'production' }],
    ['no git', { PATH: '/nonexistent' }],
  ])('scenario 7: keyward install in %s: one line, exit 0, nothing written', (_place, env) => {
    const repository = installKeyward();
    const before = everything(repository);
    const cli = join(repository.directory, 'node_modules/keyward/dist/cli.cjs');
    const outcome = repository.run(process.execPath, [cli, 'install'], { env });
    expect(outcome.code).toBe(0);
    expect(outcome.output.trimEnd().split('\n')).toHaveLength(1);
    expect(everything(repository)).toEqual(before);
  });

  test('succeeds outside a repository', () => {
    const folder = installKeyward(new Repository(temporaryFolder()));
    expect(keyward(folder, 'install')).toMatchObject({ code: 0 });
    expect(keyward(folder, 'init')).toMatchObject({ code: 2 });
  });

  test('works in a repository that commits its node_modules', () => {
    const repository = readyProject();
    repository.stage('.yarn/cache/keyward.tgz', readFileSync(inject('tarball')));
    repository.git('add', '--force', 'node_modules/keyward');
    const outcome = repository.tryGit('commit', '--quiet', '-m', 'vendor');
    expect(outcome, outcome.output).toMatchObject({ code: 0 });
  });

  test('the package has no scripts', () => {
    const repository = installKeyward();
    const manifest = JSON.parse(repository.read('node_modules/keyward/package.json')) as object;
    expect(manifest).toHaveProperty('name');
    expect(manifest).not.toHaveProperty('scripts');
  });
});
