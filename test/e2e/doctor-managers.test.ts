import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes, doctor, expectGuarded } from '../helpers/doctor.ts';
import { linesToPaste } from '../helpers/paste.ts';
import { blocks, installKeyward, keyward, npm, passes } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';

describe('lefthook', () => {
  test.each(['lefthook.yml', 'lefthook.toml', '.lefthook.json'])('%s', (file) => {
    const repository = installKeyward();
    repository.write(file, file.endsWith('json') ? '{}\n' : '');
    npm(repository, 'install', '--save-dev', 'lefthook@2');
    const lines = linesToPaste(keyward(repository, 'init'));
    repository.write(file, lines);
    expect(codes(doctor(repository), 'not-ok')).toContain('hook-to-set-up');
    repository.run('npx', ['lefthook', 'install']);
    blocks(repository);
    expectGuarded(repository);
    const off = doctor(repository, { env: { LEFTHOOK: '0' } });
    expect(codes(off, 'not-ok')).toEqual(['hook-manager-off']);
    repository.write(file, file.endsWith('json') ? '{}\n' : lines.replace(/^/gm, '# '));
    passes(repository);
    expect(doctor(repository).exit).toBe(1);
    repository.write(file, lines);
    rmSync(join(repository.directory, 'node_modules/lefthook-linux-x64'), { recursive: true, force: true });
    expect(doctor(repository).exit).not.toBe(0);
  });

  test('does not run other jobs in the settings, and reports conditions that it cannot test', () => {
    const repository = installKeyward();
    repository.write('lefthook.yml', '');
    npm(repository, 'install', '--save-dev', 'lefthook@2');
    const lines = linesToPaste(keyward(repository, 'init'));
    const ran = join(repository.directory, 'ran');
    const other = `    - run: touch '${ran}'\n`;
    repository.write('lefthook.yml', lines.replace('  jobs:\n', `  jobs:\n${other}`));
    repository.run('npx', ['lefthook', 'install']);
    expectGuarded(repository);
    expect(repository.run('ls', [ran]).code).not.toBe(0);
    repository.write('lefthook.yml', lines.replace('pre-commit:\n', 'pre-commit:\n  skip: true\n'));
    passes(repository);
    expect(doctor(repository).exit).toBe(1);
    repository.write('lefthook-local.yml', `pre-commit:\n  skip:\n    - run: touch '${ran}'\n`);
    expect(codes(doctor(repository), 'could-not-check')).toContain('hook-no-trial');
    expect(repository.run('ls', [ran]).code).not.toBe(0);
  });
});

test('tests a hook of simple-git-hooks', () => {
  const repository = installKeyward();
  npm(repository, 'install', '--save-dev', 'simple-git-hooks@2');
  repository.write('.simple-git-hooks.json', '{}\n');
  const asked = keyward(repository, 'init');
  repository.write('.simple-git-hooks.json', linesToPaste(asked));
  expect(codes(doctor(repository), 'not-ok')).toEqual(['hook-to-set-up']);
  repository.run('npx', ['simple-git-hooks']);
  blocks(repository);
  expectGuarded(repository);
  const off = doctor(repository, { env: { SKIP_SIMPLE_GIT_HOOKS: '1' } });
  expect(codes(off, 'not-ok')).toEqual(['hook-manager-off']);
  // the next time that it writes its hooks, keyward is gone
  repository.write('.simple-git-hooks.json', '{ "pre-commit": "true" }\n');
  expect(codes(doctor(repository), 'not-ok')).toEqual(['hook-not-in-settings']);
});

const hasPreCommit = new Repository('.').run('sh', ['-c', 'command -v pre-commit']).code === 0;

describe.each([
  ['prek', 'node_modules/.bin/prek', true],
  ['pre-commit', 'pre-commit', hasPreCommit],
])('%s', (name, program, isHere) => {
  test.runIf(isHere)('tests the hook next to the framework’s and runs nothing else', () => {
    const repository = installKeyward();
    if (name === 'prek') npm(repository, 'install', '--save-dev', '@j178/prek');
    const ran = join(repository.directory, 'ran');
    repository.write(
      '.pre-commit-config.yaml',
      `repos:\n  - repo: local\n    hooks:\n      - { id: own, name: own, entry: touch, language: system, always_run: true, args: ['${ran}'], pass_filenames: false }\n`,
    );
    repository.git('add', '-A');
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    const env = { HOME: temporaryFolder(), PREK_HOME: undefined, PRE_COMMIT_HOME: undefined };
    expect(repository.run(program, ['install'], { env })).toMatchObject({ code: 0 });
    keyward(repository, 'init');
    expectGuarded(repository, { env });
    expect(repository.run('ls', [ran]).code).not.toBe(0);
    blocks(repository, env);
    rmSync(join(repository.directory, '.git/hooks/pre-commit.legacy'));
    expect(doctor(repository, { env }).exit).toBe(1);
  });
});

/** Settings of the framework that run keyward, with more keys of its hook. */
const runsKeyward = (more: string, repo = 'local') =>
  `repos:\n  - repo: ${repo}\n    hooks:\n      - { id: keyward, name: keyward, entry: npx --no-install keyward scan --staged, language: system, pass_filenames: false, ${more} }\n`;

describe.each([
  ['prek', 'node_modules/.bin/prek', true],
  ['pre-commit', 'pre-commit', hasPreCommit],
])('keyward in the settings of %s', (name, program, isHere) => {
  test.runIf(isHere)('is tested there, and no fix installs a second scan', () => {
    const repository = installKeyward();
    if (name === 'prek') npm(repository, 'install', '--save-dev', '@j178/prek');
    repository.write('.pre-commit-config.yaml', runsKeyward('always_run: true'));
    repository.git('add', '-A');
    const env = { HOME: temporaryFolder(), PREK_HOME: undefined, PRE_COMMIT_HOME: undefined };
    expect(repository.run(program, ['install'], { env })).toMatchObject({ code: 0 });
    blocks(repository, env);
    const found = doctor(repository, { env });
    expect(found.checks.find(({ code }) => code === 'hook-blocks')?.args).toEqual({ hook: 'pre-commit' });
    expect(codes(found, 'not-ok')).toEqual(['hook-missing']);
    for (const { code, fix } of found.checks)
      if (code === 'hook-missing')
        expect(repository.run('sh', ['-c', fix?.command ?? 'false'], { env }).code).toBe(0);
    expectGuarded(repository, { env });
    expect(repository.run('ls', ['.git/hooks/pre-commit.legacy']).code).not.toBe(0);
    for (const more of ['files: secret', 'always_run: true, types: [text]']) {
      repository.write('.pre-commit-config.yaml', runsKeyward(more));
      expect(codes(doctor(repository, { env }), 'could-not-check'), more).toEqual(['hook-by-manager']);
    }
    repository.write('.pre-commit-config.yaml', runsKeyward('stages: [manual]'));
    expect(codes(doctor(repository, { env }), 'not-ok')).toEqual(['hook-missing']);
  });
});

test('checks several packages in one repository', () => {
  const repository = Repository.create();
  const [one, two] = ['one', 'two'].map((name) => {
    repository.write(`${name}/x`, '');
    return installKeyward(new Repository(join(repository.directory, name)));
  });
  for (const each of [one, two]) expect(keyward(each!, 'init')).toMatchObject({ code: 0 });
  expectGuarded(one!);
  expectGuarded(two!);
  rmSync(join(one!.directory, 'node_modules'), { recursive: true });
  blocks(repository, {}, 'leak.txt');
  expectGuarded(two!);
  writeFileSync(join(repository.directory, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 0\n');
  expect(doctor(two!).exit).toBe(1);
});
