import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes, doctor, everything, expectGuarded, HOOK } from '../helpers/doctor.ts';
import { installKeyward, keyward, readyProject } from '../helpers/project.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';

describe('a healthy repository is guarded', () => {
  test('plain hooks; changes nothing and leaves no temporary files', () => {
    const repository = readyProject();
    repository.stage('staged.txt', 'staged\n').write('staged.txt', 'changed\n').write('new.txt', 'new\n');
    const temporary = temporaryFolder();
    const before = everything(repository.directory);
    const found = doctor(repository, { env: { TMPDIR: temporary } });
    expect(found).toMatchObject({ exit: 0, guarded: true, complete: true });
    const blocked = found.checks.filter(({ code }) => code === 'hook-blocks').map(({ args }) => args['hook']);
    expect(blocked).toEqual(['pre-commit', 'commit-msg', 'pre-push']);
    expect(everything(repository.directory)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('called by a git alias, which sets variables for a repository and an index', () => {
    const repository = readyProject();
    const other = Repository.create().stage('a.txt', 'a\n').commit();
    const names = { GIT_DIR: '.git', GIT_WORK_TREE: '.', GIT_INDEX_FILE: '.git/index', GIT_PREFIX: '' };
    const before = [everything(repository.directory), everything(other.directory)];
    expectGuarded(repository, { env: names });
    // a relative working tree says nothing to a program that git started in another folder
    const elsewhere = { ...names, GIT_DIR: join(other.directory, '.git'), GIT_INDEX_FILE: undefined };
    expectGuarded(repository, { env: elsewhere });
    // a repository that is named with its working tree is the one that the answer is about
    const named = { ...elsewhere, GIT_WORK_TREE: repository.directory };
    expect(doctor(repository, { env: named }).exit).toBe(1);
    expect([everything(repository.directory), everything(other.directory)]).toEqual(before);
  });
});

test.each([
  [
    '.pre-commit-config.yaml',
    'repos: [{ repo: local, hooks: [{ id: keyward, entry: npx keyward scan }] }]\n',
  ],
  ['prek.toml', '[[repos]]\nrepo = "local"\nhooks = [{ id = "keyward" }]\n'],
])('does not advise a script where %s runs keyward', (path, settings) => {
  const repository = installKeyward();
  repository.write(path, settings.replaceAll('keyward', 'other'));
  expect(codes(doctor(repository), 'advice')).toContain('package-no-script');
  repository.write(path, settings);
  expect(codes(doctor(repository), 'advice')).not.toContain('package-no-script');
});

test('prints a fix for pnpm that works from a folder of the project', () => {
  const repository = installKeyward();
  repository.git('rm', '--quiet', '--cached', '--ignore-unmatch', 'package-lock.json');
  rmSync(join(repository.directory, 'package-lock.json'));
  repository.write('pnpm-lock.yaml', '').write('src/a.txt', 'a\n');
  const fixes = (cwd: string) =>
    doctor(repository, { cwd }).checks.find(({ code }) => code === 'package-no-script')?.fix;
  expect(fixes(repository.directory)?.command).toBe('pnpm exec keyward init');
  expect(fixes(join(repository.directory, 'src'))?.command).toBe(
    `cd ${repository.directory} && pnpm exec keyward init`,
  );
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s removes all temporary files', async (signal) => {
  const repository = readyProject();
  const temporary = temporaryFolder();
  const tools = new Repository(temporaryFolder());
  // a hook that takes its time
  tools.write('node', '#!/bin/sh\necho $$ >"${0%/*}/started"\nexec sleep 100\n');
  chmodSync(join(tools.directory, 'node'), 0o755);
  const child = spawn(
    process.execPath,
    [join(repository.directory, 'node_modules/keyward/dist/cli.cjs'), 'doctor'],
    {
      cwd: repository.directory,
      env: {
        ...repository.environment,
        TMPDIR: temporary,
        PATH: `${tools.directory}:${process.env['PATH'] ?? ''}`,
      },
      stdio: 'ignore',
    },
  );
  const ended = new Promise<string | null>((resolve) => child.once('close', (_, by) => resolve(by)));
  const started = join(tools.directory, 'started');
  await expect
    .poll(() => existsSync(started) && tools.read('started') !== '', { timeout: 30_000 })
    .toBe(true);
  expect(readdirSync(temporary)).toHaveLength(1);
  child.kill(signal);
  expect(await ended).toBe(signal);
  expect(readdirSync(temporary)).toEqual([]);
  // what it waited for has ended with it
  const isGone = () => {
    try {
      return !process.kill(Number(tools.read('started')), 0);
    } catch {
      return true;
    }
  };
  await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
});

describe('the report', () => {
  test('shows problems with CI as advice', () => {
    const repository = readyProject();
    repository.stage('.github/workflows/test.yml', 'on: push\njobs: {}\n');
    const { checks, exit } = doctor(repository);
    const advice = checks.find(({ code }) => code === 'ci-without-keyward');
    expect(exit).toBe(0);
    expect(repository.run('sh', ['-c', advice?.fix?.command ?? 'false'])).toMatchObject({ code: 0 });
    repository.git('add', '-A');
    expect(codes(doctor(repository), 'ok')).toContain('ci');
  });

  test('prints the verdict first, in both languages', () => {
    const repository = readyProject();
    const first = (outcome: Outcome) => outcome.stdout.split('\n')[0];
    expect(first(keyward(repository, 'doctor'))).toBe('keyward doctor: this repository is guarded');
    rmSync(join(repository.directory, HOOK));
    const bad = keyward(repository, 'doctor');
    expect(first(bad)).toBe('keyward doctor: not guarded: 1 problem');
    expect(bad).toMatchObject({ code: 1, stderr: '' });
    expect(bad.stdout).toContain('fix:  npx keyward install');
    expect(bad.stdout).not.toMatch(/--no-verify/);
    expect(first(keyward(repository, 'doctor', '--lang', 'ja'))).toMatch(/守られていません/);
  });

  test('--show prints what a blocked commit prints, and changes nothing', () => {
    const repository = readyProject();
    repository.stage('staged.txt', 'staged\n').write('new.txt', 'new\n');
    const temporary = temporaryFolder();
    const env = { TMPDIR: temporary, FORCE_COLOR: '1' };
    const run = (...words: string[]) =>
      repository.run('node_modules/.bin/keyward', ['doctor', '--show', ...words], { env });
    const before = everything(repository.directory);
    const outcome = run();
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const [, example = ''] = outcome.stdout.split('$ git commit\n');
    expect(example).toMatch(/^keyward: commit blocked: 1 AWS credential in keyward-doctor\.txt:1:21\n/);
    expect(example).toMatch(/npx keyward allow kw1_/);
    expect(example).not.toContain('\u001B');
    expect(example).not.toMatch(/AKIA[A-Z2-7]{8}/);
    for (const options of [['--rules'], ['--global'], ['--json']])
      expect(run(...options), options.join(' ')).toMatchObject({ code: 2 });
    expect(everything(repository.directory)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
    // there is no example if the hook blocks nothing
    rmSync(join(repository.directory, HOOK));
    const broken = run();
    expect(broken.code).toBe(1);
    expect(broken.stdout).not.toContain('$ git commit');
  });

  test('fails outside a repository and with unexpected arguments', () => {
    const folder = new Repository(temporaryFolder());
    const outcome = folder.run(process.execPath, [CLI, 'doctor', '--format', 'json']);
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: 'not-a-repository' } });
    expect(folder.run(process.execPath, [CLI, 'doctor', 'x'])).toMatchObject({ code: 2 });
    expect(folder.run(process.execPath, [CLI, 'doctor', '--rules', '--fix'])).toMatchObject({ code: 2 });
  });
});
