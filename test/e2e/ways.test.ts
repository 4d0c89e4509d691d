import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readyProject } from '../helpers/project.ts';
import type { Outcome, Repository } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const BLOCKED = /keyward: commit blocked: 1 AWS credential in /;

function line(): string {
  return `${sample.accessKeyId()}\n`;
}

/** Each way of committing that runs pre-commit, made to add a key; the place that must be named. */
const CHECKED: Readonly<Record<string, (repository: Repository) => [Outcome, string]>> = {
  'commit --include PATH': (repository) => {
    repository.stage('b.txt', 'b\n').write('a.txt', `base\n${line()}`);
    return [repository.tryGit('commit', '-m', 'x', '--include', 'a.txt'), 'a.txt:2:1'];
  },
  'commit -a of a file added with add -N': (repository) => {
    repository.write('n.txt', line()).git('add', '--intent-to-add', 'n.txt');
    return [repository.tryGit('commit', '-a', '-m', 'x'), 'n.txt:1:1'];
  },
  'the end of a merge with conflicts': (repository) => {
    diverge(repository);
    expect(repository.tryGit('merge', 'side').code).toBe(1);
    repository.stage('a.txt', `both\n${line()}`);
    return [repository.tryGit('commit', '-m', 'x'), 'a.txt:2:1'];
  },
  'merge --squash, then commit': (repository) => {
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.stage('s.txt', line()).commit();
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--squash', 'side');
    return [repository.tryGit('commit', '-m', 'x'), 's.txt:1:1'];
  },
  'cherry-pick --no-commit, then commit': (repository) => {
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.stage('s.txt', line()).commit();
    repository.git('checkout', '--quiet', 'main');
    repository.git('cherry-pick', '--no-commit', 'side');
    return [repository.tryGit('commit', '-m', 'x'), 's.txt:1:1'];
  },
  'cherry-pick --continue': (repository) => {
    diverge(repository);
    expect(repository.tryGit('cherry-pick', 'side').code).toBe(1);
    repository.stage('a.txt', `both\n${line()}`);
    return [repository.tryGit('-c', 'core.editor=true', 'cherry-pick', '--continue'), 'a.txt:2:1'];
  },
  'rebase with edit, then commit --amend': (repository) => {
    repository.stage('r.txt', 'r\n').git('commit', '--quiet', '-m', 'r');
    repository.git('-c', 'sequence.editor=sed -i.bak s/^pick/edit/', 'rebase', '--interactive', 'HEAD~1');
    repository.stage('r.txt', `r\n${line()}`);
    return [repository.tryGit('commit', '--amend', '--no-edit'), 'r.txt:2:1'];
  },
  'commit in a linked worktree': (repository) => {
    const folder = join(temporaryFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', '-b', 'linked', folder);
    repository.run('npm', ['ci', '--silent'], { cwd: folder });
    const run = (...args: string[]) => repository.run('git', args, { cwd: folder });
    repository.run('sh', ['-c', `echo ${line().trim()} >w.txt`], { cwd: folder });
    run('add', 'w.txt');
    return [run('commit', '-m', 'x'), 'w.txt:1:1'];
  },
};

/** The same file changed on two branches. */
function diverge(repository: Repository): void {
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.stage('a.txt', 'side\n').commit();
  repository.git('checkout', '--quiet', 'main');
  repository.stage('a.txt', 'main\n').commit();
}

/** What adds nothing, in a repository whose last commit holds a key. */
const PASSING: Readonly<Record<string, (repository: Repository) => Outcome>> = {
  'an empty commit': (repository) => repository.tryGit('commit', '--allow-empty', '-m', 'x'),
  'a new message for the last commit': (repository) => repository.tryGit('commit', '--amend', '-m', 'x'),
  'rebase with reword': (repository) =>
    repository.tryGit(
      '-c',
      'sequence.editor=sed -i.bak s/^pick/reword/',
      '-c',
      'core.editor=true',
      'rebase',
      '--interactive',
      'HEAD~1',
    ),
  'a file added with add -N': (repository) => {
    repository.write('n.txt', line()).git('add', '--intent-to-add', 'n.txt');
    return repository.tryGit('commit', '--allow-empty', '-m', 'x');
  },
  'a dry run of what would block': (repository) =>
    repository.stage('d.txt', line()).tryGit('commit', '--dry-run', '-m', 'x'),
  'stash and stash pop': (repository) => {
    repository.stage('d.txt', line()).git('stash', '--quiet');
    return repository.tryGit('stash', 'pop');
  },
};

test('blocks a key in every kind of commit that runs hooks', () => {
  const repository = readyProject();
  repository.stage('a.txt', 'base\n').git('commit', '--quiet', '-m', 'base');
  const start = repository.git('rev-parse', 'HEAD').trim();
  const clean = () => {
    for (const what of ['merge', 'rebase', 'cherry-pick']) repository.tryGit(what, '--abort');
    repository.git('checkout', '--quiet', '--force', 'main');
    repository.git('reset', '--quiet', '--hard', start);
    repository.git('clean', '--quiet', '--force');
    repository.tryGit('branch', '--quiet', '-D', 'side');
  };
  for (const [way, commit] of Object.entries(CHECKED)) {
    const [{ code, output }, place] = commit(repository);
    expect(output, way).toMatch(BLOCKED);
    expect(output, way).toContain(place);
    expect(code, way).not.toBe(0);
    clean();
  }
  for (const [way, commit] of Object.entries(PASSING)) {
    repository.stage('old.txt', line()).commit();
    const { code, output } = commit(repository);
    expect(output, way).not.toContain('keyward');
    expect(code, `${way}: ${output}`).toBe(0);
    clean();
  }
});
