import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { GIT_HOOKS } from '../../src/install/user-hooks.ts';
import { blocks, everything, installKeyward, keyward, passes } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';
import { ownHook, removePrefix, User } from '../helpers/user.ts';

// keyward init --global with a git older than 2.54: the hooks of all repositories of a user.

afterAll(removePrefix);

describe('with a git older than 2.54', () => {
  test('every repository is guarded, whatever its package.json says', () => {
    const user = new User();
    const { stdout } = user.keyward(['init', '--global']);
    expect(stdout).toContain('is now checked');
    expect(stdout).toContain('husky');
    expect(stdout).toContain('teammates need it, too');
    expect(stdout).not.toContain('npx');
    expect(readdirSync(user.hooks).sort()).toEqual([...GIT_HOOKS].sort());
    const before = everything(user.home);
    expect(user.keyward(['init', '--global']).stdout).toContain('already in place');
    expect(everything(user.home)).toEqual(before);

    const repository = user.create();
    expect(blocks(repository)).toContain('keyward allow');
    expect(blocks(repository)).not.toContain('npx');
    expect(passes(repository)).toBe('');
    for (const manifest of ['{}\n', '{"devDependencies":{"keyward":"1"}}\n']) {
      repository.stage('package.json', manifest).git('commit', '--quiet', '-m', 'package.json');
      expect(blocks(repository)).not.toContain('npx');
      const doctor = user.keyward(['doctor'], repository);
      expect(doctor, doctor.output).toMatchObject({ code: 0 });
      expect(doctor.output).not.toMatch(/npx|cli\.cjs/);
      expect(blocks(repository, { keyward_at: repository.directory, keyward_own: '/bin/true' })).toContain(
        'blocked',
      );
    }
    expect(repository.tryGit('commit', '--allow-empty', '-m', sample.accessKeyId()).code).not.toBe(0);
    const remote = user.create('--bare');
    repository.stage('a.txt', `${sample.accessKeyId()}\n`).commit();
    const push = repository.tryGit('push', remote.directory, 'HEAD:refs/heads/x');
    expect(push.output).toContain('push blocked');
    expect(push.code).not.toBe(0);
  });

  test("the repository's own hooks get the same arguments and input, and their exit code counts", () => {
    const user = new User().init();
    const repository = user.create();
    const said = 'printf "%s|" "${0##*/}" "$@" >>said; cat >>said; echo >>said';
    for (const hook of [
      ...['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit', 'pre-push', 'post-rewrite'],
    ])
      ownHook(repository, hook, said);
    ownHook(repository, 'post-checkout', said);
    chmodSync(join(repository.directory, '.git/hooks/post-checkout'), 0o644);
    const saidBy = (...command: string[]) => {
      repository.write('said', '');
      expect(repository.tryGit(...command)).toMatchObject({ code: 0 });
      const text = repository.read('said');
      rmSync(join(repository.directory, 'said'));
      return text;
    };
    const file = '.git/COMMIT_EDITMSG';
    expect(saidBy('commit', '--quiet', '--allow-empty', '-m', 'x')).toBe(
      `pre-commit|\nprepare-commit-msg|${file}|message|\ncommit-msg|${file}|\npost-commit|\n`,
    );
    const first = repository.git('rev-parse', 'HEAD').trim();
    const amended = saidBy('commit', '--quiet', '--allow-empty', '--amend', '-m', 'y');
    const second = repository.git('rev-parse', 'HEAD').trim();
    expect(amended).toContain(`post-rewrite|amend|${first} ${second}\n`);
    const remote = user.create('--bare').directory;
    const none = '0'.repeat(40);
    const pushed = `pre-push|${remote}|${remote}|refs/heads/main ${second} refs/heads/main ${none}\n\n`;
    expect(saidBy('push', '--quiet', remote, 'main')).toBe(pushed);
    expect(saidBy('push', '--quiet', remote, 'main')).toBe(`pre-push|${remote}|${remote}|\n`);
    expect(saidBy('checkout', '--quiet', '-b', 'other')).toBe('');
    blocks(repository);

    for (const hook of ['pre-commit', 'commit-msg']) {
      ownHook(repository, hook, 'echo NO; exit 7');
      const refused = repository.tryGit('commit', '--allow-empty', '-m', 'x');
      expect(refused.output).toContain('NO');
      expect(refused.code).not.toBe(0);
      rmSync(join(repository.directory, '.git/hooks', hook));
    }
    const script = join(user.hooks, 'pre-push');
    ownHook(repository, 'pre-push', 'exit 7');
    expect(repository.run(script, ['r', 'u'])).toMatchObject({ code: 7 });
    // a formatter stages a key after the first scan
    const key = sample.accessKeyId();
    ownHook(repository, 'pre-commit', `echo ${key} >late.txt; git add late.txt`);
    const late = repository.tryGit('commit', '--allow-empty', '-m', 'x');
    expect(late.output).toContain('late.txt:1:1');
    expect(late.code).not.toBe(0);
  });

  test('linked worktrees and submodules', () => {
    const user = new User().init();
    const repository = user.create().commit();
    ownHook(repository, 'pre-commit', 'echo OWN');
    const tree = new Repository(join(temporaryFolder(), 'tree'), user.environment);
    repository.git('worktree', 'add', '--quiet', tree.directory);
    blocks(tree);
    expect(passes(tree)).toBe('OWN\n');
    const above = user.create().commit();
    above.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository.directory, 'lib');
    const submodule = new Repository(join(above.directory, 'lib'), user.environment);
    blocks(submodule);
    expect(passes(submodule)).toBe('');
    ownHook(above, 'pre-commit', 'echo LIB', '.git/modules/lib/hooks');
    expect(passes(submodule)).toBe('LIB\n');
    // a folder below the top
    submodule.write('below/x', '');
    const below = submodule.run('git', ['commit', '--allow-empty', '-m', 'x'], {
      cwd: join(submodule.directory, 'below'),
    });
    expect(below.output).toContain('LIB');
  });

  test('repositories that receive a push', () => {
    const user = new User().init();
    const repository = user.create().commit();
    const bare = user.create('--bare');
    const push = (to: Repository) =>
      repository.tryGit('push', '--quiet', to.directory, 'HEAD:refs/heads/main');
    expect(push(bare)).toMatchObject({ code: 0 });
    repository.commit();
    ownHook(bare, 'pre-receive', 'cat >received; exit 3', 'hooks');
    ownHook(bare, 'post-receive', 'cat >after', 'hooks');
    expect(push(bare).code).not.toBe(0);
    const [old, now] = ['HEAD~', 'HEAD'].map((name) => repository.git('rev-parse', name).trim());
    expect(bare.read('received')).toBe(`${old} ${now} refs/heads/main\n`);
    ownHook(bare, 'pre-receive', 'exit 0', 'hooks');
    expect(push(bare)).toMatchObject({ code: 0 });
    expect(bare.read('after')).toBe(`${old} ${now} refs/heads/main\n`);

    // git updates the files of a clean working tree itself only if there is no hook for it
    const checkout = user.create();
    checkout.git('config', 'receive.denyCurrentBranch', 'updateInstead');
    for (const text of ['one\n', 'two\n']) {
      repository.stage('a.txt', text).commit();
      expect(push(checkout)).toMatchObject({ code: 0 });
      expect(checkout.read('a.txt')).toBe(text);
      expect(checkout.git('status', '--porcelain')).toBe('');
    }
    checkout.write('a.txt', 'changed\n');
    repository.stage('a.txt', 'three\n').commit();
    expect(push(checkout).output).toContain('unstaged changes');
    checkout.git('add', 'a.txt');
    expect(push(checkout).output).toContain('staged changes');
    expect(checkout.read('a.txt')).toBe('changed\n');
  });

  test("a repository whose own hooks are keyward's: one scan", () => {
    const user = new User().init();
    const tools = new Repository(temporaryFolder());
    tools.write('node', `#!/bin/sh\necho x >>"${tools.directory}/count"\nexec '${process.execPath}' "$@"\n`);
    chmodSync(join(tools.directory, 'node'), 0o755);
    const scans = (repository: Repository) => {
      tools.write('count', '');
      // the fast path does not rule out a published example
      repository.stage('example.txt', `${Math.random()} ${['AKIA', 'IOSFODNN7EXAMPLE'].join('')}\n`);
      const PATH = `${tools.directory}:${process.env['PATH'] ?? ''}`;
      const outcome = repository.run('git', ['commit', '--quiet', '-m', 'x'], { env: { PATH } });
      expect(outcome).toMatchObject({ code: 0 });
      return tools.read('count').length / 2;
    };
    const plain = user.create();
    expect(scans(plain)).toBe(1);
    const { stdout } = user.keyward(['init'], plain);
    expect(stdout).toMatch(/teammates need it, too.*npm install --global keyward && keyward init$/m);
    expect(stdout).not.toContain('npx');
    expect(existsSync(join(plain.directory, '.git/hooks/pre-commit'))).toBe(true);
    expect(scans(plain)).toBe(1);
    blocks(plain);

    const project = installKeyward(user.create());
    expect(keyward(project, 'init')).toMatchObject({ code: 0 });
    project.git('add', 'package.json', '.gitignore');
    expect(scans(project)).toBe(1);
    blocks(project);
    // on a branch that does not list keyward, its own hook would pass with a message
    project.stage('package.json', '{}\n').git('commit', '--quiet', '-m', 'without keyward');
    blocks(project);
    expect(passes(project)).toContain('not checked');
    expect(keyward(project, 'uninstall')).toMatchObject({ code: 0 });
    expect(user.doctor()).toMatchObject({ exit: 0 });
    blocks(project);
  });
});

describe('with a git older than 2.54, beside other hooks', () => {
  test('a copy of or a link to the files of keyward does not call itself', () => {
    const user = new User().init();
    const repository = user.create();
    rmSync(join(repository.directory, '.git/hooks'), { recursive: true });
    symlinkSync(user.hooks, join(repository.directory, '.git/hooks'));
    blocks(repository);
    passes(repository);
    rmSync(join(repository.directory, '.git/hooks'));
    repository.run('cp', ['-R', user.hooks, '.git/hooks']);
    blocks(repository);
    passes(repository);
  });

  test('a repository with its own core.hooksPath is not covered, and the doctor says so', () => {
    const user = new User().init();
    const repository = user.create();
    repository.git('config', 'core.hooksPath', '.husky/_');
    repository.stage('leak.txt', `${sample.accessKeyId()}\n`);
    expect(repository.tryGit('commit', '-m', 'x')).toMatchObject({ code: 0 });
    const { exit, checks } = user.doctor(repository);
    expect(exit).toBe(0);
    expect(checks.at(-1)).toMatchObject({ code: 'user-not-here', fix: { command: 'keyward init' } });
    expect(user.doctor().checks.at(-1)).toMatchObject({ code: 'user-limits' });
  });

  test('a global core.hooksPath of someone else stays; pasting works', () => {
    const user = new User();
    const folder = join(user.home.directory, 'company');
    user.home.write('.gitconfig', `[core]\n\thooksPath = ~/company\n`);
    ownHook(user.home, 'pre-commit', 'echo COMPANY', 'company');
    const before = everything(user.home);
    const asked = user.keyward(['init', '--global']);
    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(asked.stderr).toContain(folder);
    expect(everything(user.home)).toEqual(before);
    expect(user.doctor().problems).toMatchObject([
      { code: 'user-elsewhere', fix: { command: 'keyward init --global' } },
    ]);
    const parts = asked.stderr
      .slice(asked.stderr.indexOf('\n\n') + 2)
      .split(/^(pre-commit|commit-msg|pre-push):\n/m);
    for (const hook of ['pre-commit', 'commit-msg', 'pre-push'])
      ownHook(user.home, hook, `${parts[parts.indexOf(hook) + 1] ?? ''}echo COMPANY`, 'company');
    expect(user.keyward(['init', '--global']).stdout).toContain('already in place');
    const repository = user.create();
    blocks(repository);
    expect(passes(repository)).toContain('COMPANY');
    expect(user.doctor()).toMatchObject({ exit: 2 });
    const pasted = everything(user.home);
    // these hooks do not call those of a repository
    expect(user.keyward(['init'], repository)).toMatchObject({ code: 0 });
    expect(existsSync(join(repository.directory, '.git/hooks/pre-commit'))).toBe(false);
    const out = user.keyward(['uninstall', '--global']);
    expect(out).toMatchObject({ code: 0 });
    expect(out.stderr).toContain(join(folder, 'pre-commit'));
    expect(everything(user.home)).toEqual(pasted);
  });
});
