import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isGlobalInstall } from '../../src/install/package-place.ts';
import { GIT_HOOKS } from '../../src/install/user-hooks.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { blocks, everything, installKeyward, keyward } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';
import { globalPrefix, ownHook, removePrefix, User } from '../helpers/user.ts';

// keyward init --global: what it writes and does not write, how it is removed, and what the doctor says about it.

afterAll(removePrefix);

describe('uninstall --global leaves no trace', () => {
  const settings: [string, Record<string, string>][] = [
    ['no settings', {}],
    ['settings', { '.gitconfig': '[user]\n\tname = A\n' }],
    ['no line break at the end', { '.gitconfig': '[user]\n\tname = A' }],
    ['a section core', { '.gitconfig': '; mine\n[core]\n  editor = vi # x\n[user]\n\tname = A\n' }],
    ['an empty section core', { '.gitconfig': '[core]\n[user]\n\tname = A\n' }],
    ['CRLF', { '.gitconfig': '[core]\r\n\teditor = vi\r\n[user]\r\n\tname = A\r\n' }],
    ['the other place', { '.config/git/config': '[user]\n\tname = A\n' }],
    ['a file of the user', { '.config/keyward/init.sh': 'PATH=/x\n' }],
  ];

  test.each(settings)('%s', (_, files) => {
    const user = new User({ GIT_CONFIG_GLOBAL: undefined });
    for (const [path, text] of Object.entries(files)) user.home.write(path, text);
    const tree = () => user.home.run('find', ['.']).stdout.split('\n').sort();
    const before = [everything(user.home), tree()];
    user.init();
    user.init();
    blocks(user.create());
    const out = user.keyward(['uninstall', '--global']);
    expect(out).toMatchObject({ code: 0, stderr: '' });
    expect([everything(user.home), tree()]).toEqual(before);
    expect(user.keyward(['uninstall', '--global']).stdout).toContain('nothing to remove');
  });

  test('settings that changed since, and that are a link', () => {
    const user = new User();
    user.home.write('dotfiles/git', '[user]\n\tname = A\n');
    symlinkSync('dotfiles/git', join(user.home.directory, '.gitconfig'));
    user.init();
    user.home.git(
      'config',
      '--file',
      join(user.home.directory, 'dotfiles/git'),
      'user.email',
      'a@example.com',
    );
    user.home.write('.config/keyward/hooks/mine', '');
    const out = user.keyward(['uninstall', '--global']);
    expect(out.stderr).toContain('hooks/mine');
    expect(user.home.read('dotfiles/git')).toBe('[user]\n\tname = A\n\temail = a@example.com\n');
    user.init();
    user.keyward(['uninstall', '--global']);
    expect(user.home.read('dotfiles/git')).toBe('[user]\n\tname = A\n\temail = a@example.com\n');
    expect(lstatSync(join(user.home.directory, '.gitconfig')).isSymbolicLink()).toBe(true);
  });

  test('the record is gone', () => {
    const user = new User().init();
    rmSync(join(user.home.directory, '.config/keyward/user.json'));
    expect(user.keyward(['uninstall', '--global'])).toMatchObject({ code: 0 });
    expect(existsSync(user.hooks)).toBe(false);
    expect(user.home.run('git', ['config', '--file', '.gitconfig', '--list']).stdout).toBe('');
  });
});

test('blocks if the package is missing, and the doctor names the fix', () => {
  const user = new User().init();
  const repository = user.create();
  renameSync(join(globalPrefix(), 'lib'), join(globalPrefix(), 'gone'));
  try {
    const outcome = repository.tryGit('commit', '--allow-empty', '-m', 'x');
    expect(outcome.code).not.toBe(0);
    for (const command of ['npm install --global keyward', 'keyward uninstall --global'])
      expect(outcome.stderr).toContain(command);
    expect(outcome.stderr.split('\n')).toHaveLength(2);
    const { exit, problems } = user.doctor(
      repository,
      join(globalPrefix(), 'gone/node_modules/keyward/dist/cli.cjs'),
    );
    expect(exit).toBe(1);
    expect(problems).toMatchObject([
      {
        code: 'user-package-gone',
        fix: { command: 'npm install --global keyward && keyward init --global' },
      },
    ]);
  } finally {
    renameSync(join(globalPrefix(), 'gone'), join(globalPrefix(), 'lib'));
  }
  blocks(repository);
});

test.each<[string, string, (user: User) => void]>([
  ['a missing file', 'user-files', ({ hooks }) => rmSync(join(hooks, 'post-merge'))],
  ['no exec permission', 'user-files', ({ hooks }) => chmodSync(join(hooks, 'pre-commit'), 0o644)],
  [
    'a file of another tool',
    'user-files',
    ({ home }) => ownHook(home, 'pre-push', 'exit 0', '.config/keyward/hooks'),
  ],
  ['no setting', 'user-none', ({ home }) => home.write('.gitconfig', '')],
  [
    'a setting of another tool',
    'user-elsewhere',
    ({ home }) => home.write('.gitconfig', '[core]\n\thooksPath = /x\n'),
  ],
])('the doctor finds %s', (name, code, damage) => {
  const user = new User().init();
  expect(user.doctor()).toMatchObject({ exit: 0, problems: [] });
  damage(user);
  const { exit, problems } = user.doctor();
  expect(exit).toBe(1);
  expect(problems).toMatchObject([{ code, fix: { command: 'keyward init --global' } }]);
  const again = user.keyward(['init', '--global']);
  expect(again.code).toBe(/other/.test(name) ? 2 : 0);
  if (again.code === 0) expect(user.doctor()).toMatchObject({ exit: 0, problems: [] });
});

describe('writes nothing', () => {
  test('from a project', () => {
    const user = new User();
    const project = installKeyward(user.create());
    const outcome = keyward(project, 'init', '--global');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('npm install --global keyward && keyward init --global');
    expect(readdirSync(user.home.directory)).toEqual([]);
  });

  test('to settings that are not a file', () => {
    const user = new User();
    mkdirSync(join(user.home.directory, '.gitconfig'));
    const outcome = user.keyward(['init', '--global'], user.home, {
      GIT_CONFIG_GLOBAL: join(user.home.directory, '.gitconfig'),
    });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('not a file');
    expect(lstatSync(join(user.home.directory, '.gitconfig')).isDirectory()).toBe(true);
    expect(existsSync(user.hooks)).toBe(false);
  });

  test.each([
    ['init', 'husky'],
    ['init', 'hooks=pre-push'],
    ['doctor', 'fix'],
    ['doctor', 'rules'],
  ])('%s --global --%s', (command, option) => {
    const user = new User();
    expect(user.keyward([command, '--global', `--${option}`])).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(user.home.directory)).toEqual([]);
  });
});

test('knows where a global package is', () => {
  const folder = temporaryFolder();
  const project = new Repository(folder)
    .write('package.json', '{}\n')
    .write('pnpm/global/5/package.json', '{}\n');
  const isGlobal = (path: string) => isGlobalInstall(join(project.directory, path, 'keyward/hooks'));
  expect(
    [
      'node_modules',
      'node_modules/.pnpm/x/node_modules',
      '.npm/_npx/1/node_modules',
      '.yarn/unplugged/x/node_modules',
    ].map(isGlobal),
  ).toEqual([false, false, false, false]);
  expect(
    ['lib/node_modules', 'pnpm/global/5/node_modules', 'pnpm/global/5/node_modules/.pnpm/x/node_modules'].map(
      isGlobal,
    ),
  ).toEqual([true, true, true]);
});

test('has a file for each hook that git has a sample of', () => {
  const { directory } = Repository.create();
  const samples = readdirSync(join(directory, '.git/hooks')).map((name) => name.replace('.sample', ''));
  expect(samples.filter((name) => !GIT_HOOKS.includes(name))).toEqual([]);
});

describe('with git 2.54', () => {
  test("hooks are in the user's settings, and only there", () => {
    const user = new User();
    user.home.write('.gitconfig', '[core]\n\thooksPath = /company\n');
    const before = everything(user.home);
    const fake = new FakeGit(user.home, '--version', 'echo "git version 2.54.0"');
    const run = (...words: string[]) => user.keyward([...words, '--global'], user.home, fake.environment);
    const { stdout, code } = run('init');
    expect(code).toBe(0);
    expect(stdout).toContain('hook.keyward-pre-commit');
    expect(stdout).not.toContain('husky');
    expect(existsSync(user.hooks)).toBe(false);
    const written = everything(user.home);
    expect(run('init').stdout).toContain('already in place');
    expect(everything(user.home)).toEqual(written);

    // the same from another place
    user.home.run('cp', ['-R', globalPrefix(), 'other']);
    const other = user.home.run('other/bin/keyward', ['init', '--global'], {
      env: { ...user.environment, ...fake.environment },
    });
    expect(other).toMatchObject({ code: 0 });
    expect(user.home.read('.gitconfig')).toContain(`${user.home.directory}/other/`);
    expect(user.home.read('.gitconfig')).not.toContain(globalPrefix());
    rmSync(join(user.home.directory, 'other'), { recursive: true });
    expect(run('init').stdout).toContain('is now checked');
    expect(everything(user.home)).toEqual(written);

    // as git runs it
    const repository = user.create();
    const setting = (name: string) =>
      repository.git('config', '--global', '--get', `hook.keyward-pre-commit.${name}`).trim();
    expect(setting('event')).toBe('pre-commit');
    const commit = () => repository.run('sh', ['-c', `${setting('command')} "$@"`]);
    repository.git('config', 'core.hooksPath', '.git/hooks');
    expect(commit()).toMatchObject({ code: 0, output: '' });
    repository.stage('leak.txt', `${sample.accessKeyId()}\n`).stage('package.json', '{}\n');
    expect(commit().output).toContain('leak.txt:1:1');
    ownHook(repository, 'pre-commit', 'touch ran');
    expect(commit().code).not.toBe(0);
    expect(existsSync(join(repository.directory, 'ran'))).toBe(false);
    // git runs the own hook by itself, and that scans
    repository.git('rm', '--quiet', '--force', 'package.json');
    expect(user.keyward(['init'], repository)).toMatchObject({ code: 0 });
    expect(commit()).toMatchObject({ code: 0, output: '' });

    expect(run('uninstall')).toMatchObject({ code: 0 });
    expect(everything(user.home)).toEqual(before);
  });

  test('the folder of an older git goes', () => {
    const user = new User();
    user.home.write('.gitconfig', '[user]\n\tname = A\n');
    const before = everything(user.home);
    user.init();
    const fake = new FakeGit(user.home, '--version', 'echo "git version 2.54.0"');
    expect(user.keyward(['init', '--global'], user.home, fake.environment)).toMatchObject({ code: 0 });
    expect(existsSync(user.hooks)).toBe(false);
    expect(user.home.read('.gitconfig')).not.toContain('hooksPath');
    expect(user.keyward(['uninstall', '--global'])).toMatchObject({ code: 0 });
    expect(everything(user.home)).toEqual(before);
  });
});
