import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installKeyward, keyward, npm, readyProject } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

/** A project with keyward in place, and a remote that has its first commits. */
function pushedProject(make: () => Repository = () => readyProject()): {
  repository: Repository;
  remote: string;
} {
  const remote = temporaryFolder();
  const repository = make();
  repository.git('init', '--quiet', '--bare', remote);
  repository.git('remote', 'add', 'origin', remote);
  repository.git('push', '--quiet', 'origin', 'main');
  return { repository, remote };
}

function tipOf(remote: string): string {
  return readFileSync(join(remote, 'refs/heads/main'), 'utf8').trim();
}

/** Ways past the pre-commit hook. Each leaves a commit with a key on main. */
const WAYS: Readonly<Record<string, (repository: Repository) => void>> = {
  'commit --no-verify': (repository) => {
    repository.stage('k.txt', `${sample.accessKeyId()}\n`);
    repository.git('commit', '--quiet', '--no-verify', '-m', 'x');
  },
  'a key that a later commit removes': (repository) => {
    WAYS['commit --no-verify']?.(repository);
    repository.git('rm', '--quiet', 'k.txt');
    repository.git('commit', '--quiet', '-m', 'take it out');
  },
  'cherry-pick': (repository) => {
    onSide(repository);
    repository.git('cherry-pick', 'side');
  },
  'a merge without conflicts': (repository) => {
    onSide(repository);
    repository.stage('b.txt', 'b\n').git('commit', '--quiet', '-m', 'main goes on');
    repository.git('merge', '--quiet', '--no-edit', 'side');
  },
  rebase: (repository) => {
    onSide(repository);
    repository.stage('b.txt', 'b\n').git('commit', '--quiet', '-m', 'main goes on');
    repository.git('rebase', '--quiet', 'main', 'side');
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--ff-only', 'side');
  },
  revert: (repository) => {
    // a key that the remote has, then not, then has again
    WAYS['a key that a later commit removes']?.(repository);
    repository.git('push', '--quiet', '--no-verify', 'origin', 'HEAD:elsewhere');
    repository.git('fetch', '--quiet', 'origin');
    repository.git('revert', '--no-edit', 'HEAD');
  },
  am: (repository) => {
    onSide(repository);
    const patch = repository.git('format-patch', '--stdout', 'main..side');
    expect(repository.run('git', ['am', '--quiet'], { input: patch }).code).toBe(0);
  },
  'a message': (repository) => {
    repository.git('commit', '--quiet', '--no-verify', '--allow-empty', '-m', `use ${sample.accessKeyId()}`);
  },
};

function onSide(repository: Repository): void {
  repository.git('checkout', '--quiet', '-b', 'side');
  WAYS['commit --no-verify']?.(repository);
  repository.git('checkout', '--quiet', 'main');
}

describe('git push', () => {
  test('blocks a key that the commit hook did not see, and sends nothing', () => {
    const { repository, remote } = pushedProject();
    const start = repository.git('rev-parse', 'HEAD').trim();
    for (const [way, leak] of Object.entries(WAYS)) {
      leak(repository);
      const { code, output } = repository.tryGit('push', 'origin', 'main');
      expect(code, way).not.toBe(0);
      expect(output, way).toContain('keyward: push blocked: 1 AWS credential in ');
      expect(tipOf(remote), way).toBe(start);
      repository.git('reset', '--quiet', '--hard', start);
      repository.tryGit('branch', '--quiet', '-D', 'side');
    }
  });

  test('silently lets clean commits pass, and values that the allowlist at the tip allows', () => {
    const { repository, remote } = pushedProject();
    repository.stage('a.txt', 'clean\n').git('commit', '--quiet', '-m', 'clean');
    expect(repository.tryGit('push', '--quiet', 'origin', 'main')).toMatchObject({ code: 0, output: '' });
    WAYS['commit --no-verify']?.(repository);
    const blocked = repository.tryGit('push', 'origin', 'main');
    const command = /npx keyward allow .*/.exec(blocked.output)?.[0] ?? '';
    expect(repository.run('sh', ['-c', `${command} --reason 'made up'`])).toMatchObject({ code: 0 });
    repository.git('commit', '--quiet', '-m', 'allow', '.keyward-allowlist.json');
    expect(repository.tryGit('push', 'origin', 'main').code).toBe(0);
    expect(tipOf(remote)).toBe(repository.git('rev-parse', 'HEAD').trim());
  });

  test('passes standard input on to an existing hook, as Git LFS needs', () => {
    const { repository } = pushedProject(() => {
      const project = installKeyward();
      project.write('.git/hooks/pre-push', '#!/bin/sh\ncat >refs.txt\necho "$1" >remote.txt\n');
      chmodSync(join(project.directory, '.git/hooks/pre-push'), 0o755);
      expect(keyward(project, 'init')).toMatchObject({ code: 0 });
      project.git('add', 'package.json', 'package-lock.json', '.gitignore');
      project.git('commit', '--quiet', '-m', 'set up');
      return project;
    });
    const tip = repository.git('rev-parse', 'HEAD').trim();
    expect(repository.read('refs.txt')).toBe(`refs/heads/main ${tip} refs/heads/main ${'0'.repeat(40)}\n`);
    expect(repository.read('remote.txt')).toBe('origin\n');
    expect(keyward(repository, 'uninstall')).toMatchObject({ code: 0 });
    expect(repository.read('.git/hooks/pre-push')).toBe('#!/bin/sh\ncat >refs.txt\necho "$1" >remote.txt\n');
  });
});

describe('init --hooks', () => {
  test('installs only the given hooks, for the team too; uninstall removes them', () => {
    const repository = installKeyward();
    const before = repository.read('package.json');
    expect(keyward(repository, 'init', '--hooks', 'pre-commit,commit-msg')).toMatchObject({ code: 0 });
    const hook = (name: string) => existsSync(join(repository.directory, '.git/hooks', name));
    expect(['pre-commit', 'commit-msg', 'pre-push'].map(hook)).toEqual([true, true, false]);
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    const refused = repository.tryGit('commit', '--allow-empty', '-m', `key ${sample.accessKeyId()}`);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('keyward: commit blocked: 1 AWS credential in commit message:1:5');
    const clone = new Repository(join(temporaryFolder(), 'clone'));
    repository.git('clone', '--quiet', repository.directory, clone.directory);
    npm(clone, 'install');
    const cloned = (name: string) => existsSync(join(clone.directory, '.git/hooks', name));
    expect(['pre-commit', 'commit-msg', 'pre-push'].map(cloned)).toEqual([true, true, false]);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    expect(hook('pre-push')).toBe(true);
    expect(repository.read('package.json')).not.toContain('--hooks');
    expect(keyward(repository, 'uninstall')).toMatchObject({ code: 0 });
    expect(['pre-commit', 'commit-msg', 'pre-push'].map(hook)).toEqual([false, false, false]);
    expect(repository.read('package.json')).toBe(before);
  });

  test('rejects an unknown hook, and scans an amended commit', () => {
    const repository = installKeyward();
    expect(keyward(repository, 'init', '--hooks', 'pre-commit,post-commit').code).toBe(2);
    expect(keyward(repository, 'init', '--hooks', 'pre-commit,prepare-commit-msg')).toMatchObject({
      code: 0,
    });
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    repository.stage('k.txt', `${sample.accessKeyId()}\n`);
    repository.git('commit', '--quiet', '--no-verify', '-m', 'x');
    const amended = repository.tryGit('commit', '--amend', '--no-edit');
    expect(amended.output).toContain('k.txt:1:1');
    expect(amended.code).not.toBe(0);
    expect(repository.tryGit('commit', '--allow-empty', '-m', 'on top').code).toBe(0);
  });
});
