import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  codes,
  doctor,
  everything,
  expectGuarded,
  expectFixed,
  HOOK,
  huskyProject,
  putBefore,
} from '../helpers/doctor.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { installKeyward, keyward, npm, readyProject } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';

describe('a healthy repository is guarded', () => {
  test('every supported hook', () => {
    const repository = installKeyward();
    const all = 'pre-commit,pre-push,commit-msg,prepare-commit-msg,pre-merge-commit';
    expect(keyward(repository, 'init', '--hooks', all)).toMatchObject({ code: 0 });
    expectGuarded(repository);
    expect(doctor(repository).checks.filter(({ code }) => code === 'hook-blocks')).toHaveLength(5);
    // the text of one hook's trial is no other hook's proof
    writeFileSync(join(repository.directory, '.git/hooks/commit-msg'), '#!/bin/sh\nexit 0\n');
    const { checks } = doctor(repository);
    expect(checks.filter(({ code }) => code === 'hook-without-keyward')).toMatchObject([
      { args: { hook: 'commit-msg' } },
    ]);
    expectFixed(repository, 'hook-without-keyward');
  });

  test('husky, with lint-staged after keyward, which is not run', () => {
    const repository = huskyProject();
    const hook = repository.read('.husky/pre-commit');
    repository.write('.husky/pre-commit', `${hook}touch "$HOME/ran"\nnpx lint-staged\n`);
    const home = temporaryFolder();
    const before = everything(repository.directory);
    expectGuarded(repository, { env: { HOME: home } });
    expect(readdirSync(home)).toEqual([]);
    expect(everything(repository.directory)).toEqual(before);
  });

  test('an existing hook that keyward calls, and harmless lines before keyward’s', () => {
    const repository = installKeyward();
    repository.write(HOOK, '#!/usr/bin/env node\nrequire("node:fs").writeFileSync("ran", "")\n');
    chmodSync(join(repository.directory, HOOK), 0o755);
    keyward(repository, 'init');
    putBefore(repository, HOOK, 'set -e\n[ -z "$NOBODY_SETS_THIS" ] || exit 0\nexport A=b\n');
    expectGuarded(repository);
    expect(existsSync(join(repository.directory, 'ran'))).toBe(false);
  });

  test('a project below the top, called from any folder', () => {
    const repository = Repository.create();
    repository.write('frontend/x.txt', '');
    const project = new Repository(join(repository.directory, 'frontend'), repository.environment);
    installKeyward(project);
    expect(keyward(project, 'init')).toMatchObject({ code: 0 });
    expectGuarded(project);
    expectGuarded(repository);
    rmSync(join(repository.directory, HOOK));
    // from the top the lines of another hook still tell where the project is
    expectFixed(repository, 'hook-missing');
  });

  test('no package.json, keyward installed globally', () => {
    const repository = Repository.create();
    expect(repository.run(process.execPath, [CLI, 'install'])).toMatchObject({ code: 0 });
    expectGuarded(repository);
  });

  test('a submodule', () => {
    const library = Repository.create().stage('a.txt', 'a\n').commit();
    const above = Repository.create();
    above.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.directory, 'lib');
    const submodule = installKeyward(new Repository(join(above.directory, 'lib')));
    keyward(submodule, 'init');
    const before = everything(above.directory);
    expectGuarded(submodule);
    expect(everything(above.directory)).toEqual(before);
  });

  test('worktrees of a bare repository', () => {
    const origin = readyProject();
    const folder = temporaryFolder();
    origin.git('clone', '--quiet', '--bare', origin.directory, join(folder, 'repo.git'));
    const bare = new Repository(join(folder, 'repo.git'));
    bare.git('worktree', 'add', '--quiet', join(folder, 'one'), 'main');
    bare.git('worktree', 'add', '--quiet', '-b', 'two', join(folder, 'two'));
    const [one, two] = [new Repository(join(folder, 'one')), new Repository(join(folder, 'two'))];
    npm(one, 'ci');
    // keyward is found from the second one too: it was recorded where
    expectGuarded(one);
    expectGuarded(two);
    expect(new Set(doctor(one).checks.map(({ worktree }) => worktree))).toEqual(
      new Set([null, one.directory, two.directory]),
    );
  });
});

describe('a hook that calls keyward in a custom way', () => {
  test('is tested if the call comes first and stops the hook', () => {
    const repository = installKeyward();
    const env = { HOME: temporaryFolder() };
    const callsIt = (line: string) => {
      for (const hook of ['pre-commit', 'commit-msg', 'pre-push']) {
        repository.write(`.git/hooks/${hook}`, `#!/bin/sh\n${line}\ntouch "$HOME/ran"\n`);
        chmodSync(join(repository.directory, '.git/hooks', hook), 0o755);
      }
    };
    callsIt('npx keyward hook "${0##*/}" -- "$@" || exit 1');
    expectGuarded(repository, { env });
    // a shell goes on after a command that fails, and what stands behind it is not run for the doctor's sake
    callsIt('npx keyward hook "${0##*/}" -- "$@"');
    const found = doctor(repository, { env });
    expect(codes(found, 'could-not-check')).toEqual(['hook-by-hand']);
    expect(found.exit).toBe(2);
    expect(existsSync(join(env.HOME, 'ran'))).toBe(false);
  });

  test('is not tested if it calls keyward through lint-staged', () => {
    const repository = readyProject();
    repository.write(HOOK, '#!/bin/sh\nnpx lint-staged\n');
    repository.write('.lintstagedrc.json', '{ "*": "keyward scan --staged" }\n');
    const found = doctor(repository);
    expect(codes(found, 'could-not-check')).toEqual(['hook-by-manager']);
    expect(found).toMatchObject({ exit: 2, complete: false, guarded: false });
  });
});

describe('never reports ok without a check', () => {
  test.each([
    ['2.20.1', 'git-old', 1],
    ['2.54.0', 'hook-by-manager', 2],
  ])('git %s', (version, code, exit) => {
    const repository = readyProject();
    // from 2.54 on, git runs hooks that its settings name
    repository.git('config', 'hook.keyward.command', 'npx keyward scan --staged');
    repository.git('config', 'hook.keyward.event', 'pre-commit');
    expectGuarded(repository);
    if (code !== 'git-old') rmSync(join(repository.directory, HOOK));
    const fake = new FakeGit(repository, '--version', `echo "git version ${version}"`);
    const found = doctor(repository, { env: fake.environment });
    expect(codes(found, exit === 1 ? 'not-ok' : 'could-not-check')).toEqual([code]);
    expect(found.exit).toBe(exit);
  });

  test('a temporary folder that does not allow programs to run', () => {
    const repository = readyProject();
    const fake = new FakeGit(repository, 'commit --quiet --allow-empty --message=x', ':');
    const found = doctor(repository, { env: fake.environment });
    expect(codes(found, 'could-not-check')).toEqual(['hook-no-trial']);
    expect(found).toMatchObject({ exit: 2, guarded: false, complete: false });
  });

  test('a shared hook that may call this repository’s hook', () => {
    const company = new Repository(temporaryFolder());
    const repository = readyProject();
    const chain =
      '#!/bin/sh\ntouch "$HOME/ran"\nexec "$(git rev-parse --git-common-dir)/hooks/${0##*/}" "$@"\n';
    for (const hook of ['pre-commit', 'commit-msg', 'pre-push']) {
      company.write(`hooks/${hook}`, chain);
      chmodSync(join(company.directory, 'hooks', hook), 0o755);
    }
    company.write('.gitconfig', `[core]\n\thooksPath = ${company.directory}/hooks\n`);
    const env = { HOME: company.directory, GIT_CONFIG_GLOBAL: join(company.directory, '.gitconfig') };
    const found = doctor(repository, { env });
    expect(codes(found, 'could-not-check')).toEqual(['hook-chained']);
    expect(found).toMatchObject({ exit: 2, guarded: false });
    expect(existsSync(join(company.directory, 'ran'))).toBe(false);
  });

  test('a hook that blocks without running keyward', () => {
    const repository = readyProject();
    const tools = new Repository(temporaryFolder()).write('node', '#!/bin/sh\nexit 7\n');
    chmodSync(join(tools.directory, 'node'), 0o755);
    const env = { PATH: `${tools.directory}:${process.env['PATH'] ?? ''}` };
    const found = doctor(repository, { env });
    expect(codes(found, 'not-ok')).toEqual(['hook-blocks-otherwise']);
    expect(found.exit).toBe(1);
  });
});

describe('the report', () => {
  test.each([
    ['npx --yes keyward scan --ci', false],
    ['npx keyward@0.1.0 scan --ci', false],
    ['pnpm exec keyward scan --range origin/main..HEAD', false],
    ['yarn keyward audit', false],
    ['node_modules/.bin/keyward scan --ci', false],
    ['node ./node_modules/keyward/dist/cli.cjs scan --ci', false],
    ['"$RUNNER_TEMP/keyward/node_modules/.bin/keyward" scan --ci', true],
    ['keyward scan --ci', true],
  ])('CI that runs %s: safe from pull requests: %s', (command, isSafe) => {
    const repository = readyProject();
    repository.stage('.gitlab-ci.yml', `test:\n  script:\n    - npm install keyward\n    - '${command}'\n`);
    const { checks } = doctor(repository);
    const found = checks.find(({ code }) => code.startsWith('ci'));
    expect(found?.code).toBe(isSafe ? 'ci' : 'ci-own-keyward');
    if (isSafe) return;
    expect(found?.fix?.command).toBe('npx keyward init --ci gitlab');
    // the fix writes a file and prints what to paste
    const fixed = repository.run('sh', ['-c', found?.fix?.command ?? 'false']);
    expect(fixed.code).toBe(2);
    repository.git('add', '-A');
    const again = () => doctor(repository).checks.find(({ code }) => code.startsWith('ci'))?.code;
    expect(again()).toBe('ci-own-keyward');
    const [lines = ''] = /^include:\n.+$/m.exec(fixed.stderr) ?? [];
    repository.stage('.gitlab-ci.yml', `${lines}\n${repository.read('.gitlab-ci.yml')}`);
    expect(again()).toBe('ci');
  });
});
