import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandIn, paste } from '../helpers/paste.ts';
import { installKeyward, readyProject } from '../helpers/project.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

// Pastes the commands of the message about commits that exist already, in the situation that printed them.

const line = () => `const id = '${sample.accessKeyId()}';\n`;

describe('what is committed already', () => {
  /** A project with a remote, and the outcome of a push that is blocked. */
  function pushed(prepare: (repository: Repository) => void): { repository: Repository; blocked: Outcome } {
    const repository = readyProject();
    const remote = temporaryFolder();
    repository.git('init', '--quiet', '--bare', remote);
    repository.git('remote', 'add', 'origin', remote);
    repository.git('push', '--quiet', 'origin', 'main');
    prepare(repository);
    const blocked = paste(repository, 'git push --quiet --follow-tags origin main');
    expect(blocked.code).not.toBe(0);
    return { repository, blocked };
  }

  const leak = (repository: Repository, path = 'k.ts') =>
    repository.stage(path, line()).git('commit', '--quiet', '--no-verify', '-m', 'leak');
  const push = (repository: Repository) => paste(repository, 'git push --quiet --follow-tags origin main');
  const CLEAN = 'const id = process.env.AWS_ACCESS_KEY_ID;\n';

  test('the newest commit is amended', () => {
    const { repository, blocked } = pushed((project) => leak(project));
    repository.write('k.ts', CLEAN);
    expect(paste(repository, commandIn(blocked, /git add .*--amend.*/))).toMatchObject({ code: 0 });
    expect(push(repository)).toMatchObject({ code: 0 });
  });

  test.each([
    ['an older commit', () => undefined],
    [
      'a commit behind a merge',
      (repository: Repository) => {
        repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
        repository.stage('side.txt', 'side\n').commit('side');
        repository.git('checkout', '--quiet', 'main');
        repository.git('merge', '--quiet', '--no-edit', '--no-verify', 'side');
      },
    ],
  ])('%s is edited in a rebase', (_, more) => {
    const { repository, blocked } = pushed((project) => {
      leak(project);
      project.stage('later.txt', 'later\n').git('commit', '--quiet', '-m', 'later');
      more(project);
    });
    const [, id = ''] = /"edit" instead of "pick" before ([0-9a-f]+)/.exec(blocked.output) ?? [];
    const sequence = `sed -i.bak 's/^pick ${id}/edit ${id}/'`;
    expect(paste(repository, commandIn(blocked, /git rebase .*/), { sequence })).toMatchObject({ code: 0 });
    repository.write('k.ts', CLEAN);
    expect(paste(repository, commandIn(blocked, /git add .*--continue/))).toMatchObject({ code: 0 });
    expect(push(repository)).toMatchObject({ code: 0, output: '' });
    expect(repository.read('later.txt')).toBe('later\n');
  });

  test('a message is reworded in a rebase', () => {
    const { repository, blocked } = pushed((project) => {
      project.stage('a.txt', 'a\n');
      project.git('commit', '--quiet', '--no-verify', '-m', `use ${sample.accessKeyId()}`);
      project.stage('later.txt', 'later\n').git('commit', '--quiet', '-m', 'later');
    });
    const [, id = ''] = /"reword" instead of "pick" before ([0-9a-f]+)/.exec(blocked.output) ?? [];
    const options = { sequence: `sed -i.bak 's/^pick ${id}/reword ${id}/'`, edit: 'sed -i.bak s/AKIA.*/it/' };
    const outcome = paste(repository, commandIn(blocked, /git rebase .*/), options);
    expect(outcome.code, blocked.output + outcome.output).toBe(0);
    expect(push(repository)).toMatchObject({ code: 0, output: '' });
  });

  test.each([
    ['the newest commit', () => undefined],
    ['an older commit', (repository: Repository) => repository.stage('later.txt', 'later\n').commit()],
  ])('the author of %s is set again', (which, later) => {
    const { repository, blocked } = pushed((project) => {
      const author = `--author=${sample.accessKeyId()} <a@example.com>`;
      project.stage('a.txt', 'a\n').git('commit', '--quiet', '--no-verify', '-m', 'x', author);
      later(project);
    });
    expect(blocked.output).toContain('git config user.name, user.email');
    if (which === 'an older commit') {
      const [, id = ''] = /"edit" instead of "pick" before ([0-9a-f]+)/.exec(blocked.output) ?? [];
      const sequence = `sed -i.bak 's/^pick ${id}/edit ${id}/'`;
      expect(paste(repository, commandIn(blocked, /git rebase -.*/), { sequence })).toMatchObject({
        code: 0,
      });
    }
    expect(paste(repository, commandIn(blocked, /git commit --amend.*/))).toMatchObject({ code: 0 });
    expect(push(repository)).toMatchObject({ code: 0, output: '' });
  });

  test('a file whose name is a key gets another name', () => {
    const name = `${sample.accessKeyId()}.txt`;
    const { repository, blocked } = pushed((project) => {
      project.stage(name, 'a\n').git('commit', '--quiet', '--no-verify', '-m', 'x');
    });
    repository.git('mv', name, 'a.txt');
    expect(paste(repository, commandIn(blocked, /git commit --amend.*/))).toMatchObject({ code: 0 });
    expect(push(repository)).toMatchObject({ code: 0, output: '' });
  });

  describe('and found in CI', () => {
    /** A developer's clone with a pushed leak behind a later commit, and what CI says about it. */
    function inCi(): { repository: Repository; remote: string; scan: () => Outcome } {
      const { repository } = pushed((project) => leak(project));
      const before = repository.git('rev-parse', 'HEAD~1').trim();
      repository.stage('later.txt', 'later\n').git('commit', '--quiet', '-m', 'later');
      repository.git('push', '--quiet', '--no-verify', '--set-upstream', 'origin', 'main');
      const remote = repository.git('remote', 'get-url', 'origin').trim();
      const scan = () => {
        const runner = installKeyward(new Repository(temporaryFolder(), repository.environment));
        runner.git('clone', '--quiet', '--branch=main', remote, 'checkout');
        const cwd = join(runner.directory, 'checkout');
        const event = {
          before,
          after: runner.run('git', ['rev-parse', 'HEAD'], { cwd }).stdout.trim(),
          ref: 'refs/heads/main',
          repository: { default_branch: 'main' },
        };
        runner.write('event.json', JSON.stringify(event));
        const env = {
          GITHUB_ACTIONS: 'true',
          GITHUB_EVENT_NAME: 'push',
          GITHUB_EVENT_PATH: join(runner.directory, 'event.json'),
        };
        return runner.run(join(runner.directory, 'node_modules/.bin/keyward'), ['scan', '--ci'], {
          cwd,
          env,
        });
      };
      return { repository, remote, scan };
    }

    test('is edited in a rebase and pushed', () => {
      const { repository, scan } = inCi();
      const found = scan();
      expect(found.code, found.output).toBe(1);
      expect(paste(repository, commandIn(found, /npx keyward respond/))).toMatchObject({ code: 0 });
      const [, id = ''] = /"edit" instead of "pick" before ([0-9a-f]+)/.exec(found.output) ?? [];
      const sequence = `sed -i.bak 's/^pick ${id}/edit ${id}/'`;
      expect(paste(repository, commandIn(found, /git rebase -.*/), { sequence })).toMatchObject({ code: 0 });
      repository.write('k.ts', CLEAN);
      expect(paste(repository, commandIn(found, /git add .*--continue/))).toMatchObject({ code: 0 });
      expect(paste(repository, commandIn(found, /git push .*/))).toMatchObject({ code: 0 });
      expect(scan()).toMatchObject({ code: 0 });
    });

    test('is allowed in any clone', () => {
      const { remote, scan } = inCi();
      const found = scan();
      const clone = new Repository(temporaryFolder());
      clone.git('clone', '--quiet', '--branch=main', remote, '.');
      installKeyward(clone);
      const allow = commandIn(found, /npx keyward allow .*/);
      expect(paste(clone, `${allow} --reason 'made up'`)).toMatchObject({ code: 0 });
      expect(paste(clone, `${commandIn(found, /git commit :.*/)} -m allowed`)).toMatchObject({ code: 0 });
      clone.git('push', '--quiet', 'origin', 'main');
      expect(scan()).toMatchObject({ code: 0 });
    });
  });

  test('the message of a tag is written again', () => {
    const { repository, blocked } = pushed((project) => {
      project.git('tag', '-a', 'v2', '-m', `release ${sample.accessKeyId()}`);
    });
    const edit = `sh -c 'echo release >"$1"' sh`;
    expect(paste(repository, commandIn(blocked, /git tag --force .*/), { edit })).toMatchObject({ code: 0 });
    expect(push(repository)).toMatchObject({ code: 0, output: '' });
  });

  test('a value that is no key is allowed, with a reason', () => {
    const { repository, blocked } = pushed((project) => leak(project));
    const allow = commandIn(blocked, /npx keyward allow .*/);
    expect(paste(repository, `${allow} --reason 'made up'`)).toMatchObject({ code: 0 });
    expect(paste(repository, `${commandIn(blocked, /git commit :.*/)} -m allowed`)).toMatchObject({
      code: 0,
    });
    expect(push(repository)).toMatchObject({ code: 0 });
  });
});
