import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { installKeyward, readyProject } from '../helpers/project.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

// Pastes the commands of the message, in the situation that printed them.

const sample = new FakeCredentials(seed);
const keys = () =>
  `AWS_ACCESS_KEY_ID=${sample.accessKeyId()}\nAWS_SECRET_ACCESS_KEY=${sample.secretAccessKey()}\n`;
const line = () => `const id = '${sample.accessKeyId()}';\n`;

/** Runs a pasted command in a folder of the repository. An editor that git starts runs `edit` on the file. */
function paste(
  repository: Repository,
  command: string,
  { folder = '.', edit = 'true', sequence = 'true' } = {},
): Outcome {
  return repository.run('sh', ['-c', command], {
    cwd: join(repository.directory, folder),
    env: { GIT_EDITOR: edit, GIT_SEQUENCE_EDITOR: sequence },
  });
}

function commit(repository: Repository, folder = '.'): Outcome {
  return paste(repository, 'git commit -m x', { folder });
}

function commandIn({ output }: Outcome, pattern: RegExp): string {
  const [command] = pattern.exec(output) ?? [];
  if (command === undefined) throw new Error(`no ${pattern.source} in: ${output}`);
  return command;
}

describe('a file that does not belong in git', () => {
  const ignored = (repository: Repository, path: string) => {
    expect(repository.git('ls-files', '--', path)).toBe('');
    expect(repository.tryGit('check-ignore', '--quiet', '--', path).code).toBe(0);
  };

  test.each([
    ['.env', '.'],
    ['.env', 'src/deep'],
    ['config/.env.production', 'src'],
    ['ec2 key.pem', '.'],
    ['home/.aws/credentials', '.'],
    ['!ec2 #1 [x] *.pem', '.'],
    [String.raw`-n/it's a\b/.env`, 'src'],
  ])('%s, from %s', (path, folder) => {
    const repository = readyProject();
    repository
      .stage('src/deep/a.ts', 'export {};\n')
      .stage(path, path.endsWith('.pem') ? `${pem()}# EC2 key\n` : keys());
    const content = repository.read(path);
    const blocked = commit(repository, folder);
    expect(blocked.code).not.toBe(0);
    expect(blocked.output).not.toContain('next pull');
    expect(paste(repository, commandIn(blocked, /git rm --cached .*/), { folder })).toMatchObject({
      code: 0,
    });
    ignored(repository, path);
    expect(repository.read(path)).toBe(content);
    expect(commit(repository, folder)).toMatchObject({ code: 0 });
  });

  test('that git tracks, with another content on the disk, after a .gitignore without a last line end', () => {
    const repository = readyProject();
    repository.stage('.env', 'A=1\n').commit();
    repository.stage('.gitignore', 'node_modules').stage('.env', keys()).write('.env', 'B=2\n');
    const blocked = commit(repository);
    expect(blocked.output).toContain('loses it at the next pull');
    expect(paste(repository, commandIn(blocked, /git rm --cached .*/))).toMatchObject({ code: 0 });
    ignored(repository, '.env');
    expect(repository.read('.env')).toBe('B=2\n');
    expect(repository.read('.gitignore')).toBe('node_modules\n.env\n');
    expect(commit(repository)).toMatchObject({ code: 0 });
  });
});

describe('a commit with an index of its own: the printed fix works', () => {
  test.each([
    ['git commit -a -m x', '.'],
    ['git commit -a -m x', 'src'],
    ['git commit -m x .env src/s3.ts', '.'],
    ['git commit -i -m x .env src/s3.ts', '.'],
  ])('%s, in %s', (words, folder) => {
    const repository = readyProject();
    repository.stage('.env', 'A=1\n').stage('src/s3.ts', 'export {};\n').commit();
    repository.write('.env', keys()).write('src/s3.ts', line());
    const blocked = paste(repository, words, { folder });
    expect(blocked.code).not.toBe(0);
    const fix = `${commandIn(blocked, /git add .* keyward fix/)} --yes`;
    expect(paste(repository, fix, { folder })).toMatchObject({ code: 0 });
    expect(repository.read('src/s3.ts')).toContain('process.env');
    expect(commit(repository)).toMatchObject({ code: 0 });
  });

  test('no other commit stages anything first', () => {
    const repository = readyProject();
    repository.stage('src/s3.ts', line());
    expect(commit(repository).output).not.toMatch(/git add .* keyward fix/);
  });
});

test('a file that git ignores already is not ignored again', () => {
  const repository = readyProject();
  repository.stage('.gitignore', 'node_modules\n.env\n').commit();
  repository.write('.env', keys()).git('add', '--force', '.env');
  const command = commandIn(commit(repository), /git rm --cached .*/);
  expect(command).toBe('git rm --cached -- :/.env');
  expect(paste(repository, command)).toMatchObject({ code: 0 });
  expect(commit(repository).output).not.toContain('blocked');
});

test('source code: the printed git add stages the corrected file, from a folder', () => {
  const repository = readyProject();
  repository.stage('src/s3 [1].ts', line());
  const blocked = commit(repository, 'src');
  repository.write('src/s3 [1].ts', 'const id = process.env.AWS_ACCESS_KEY_ID;\n');
  expect(paste(repository, commandIn(blocked, /git add .*/), { folder: 'src' })).toMatchObject({ code: 0 });
  expect(commit(repository, 'src')).toMatchObject({ code: 0 });
});

test('a commit message is written again', () => {
  const repository = readyProject();
  repository.stage('a.txt', 'a\n');
  const blocked = paste(
    repository,
    `keyward_message='${sample.accessKeyId()}'; git commit -m "use $keyward_message"`,
  );
  if (blocked.code === 0) return; // commit-msg is not installed
  const command = commandIn(blocked, /git commit --verbose .*/);
  expect(paste(repository, command, { edit: 'sed -i.bak s/AKIA.*/it/' })).toMatchObject({ code: 0 });
  expect(repository.git('log', '-1', '--format=%s')).toBe('use it\n');
});

/** A folder with a program, to be put in front of PATH. */
function programs(name: string, script: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

/** The commands of keyward in a message, each at the end of a line. */
function keywardCommands({ output }: Outcome, runner: string): string[] {
  return Array.from(
    output.matchAll(/ {2}((?:[a-z]+ (?:-C \S+ )?(?:exec )?)?keyward .*)$/gm),
    ([, command = '']) => command,
  ).filter((command) => command.startsWith(`${runner} `));
}

/**
 * Pastes what a blocked commit prints about keyward, in a folder: the guide, the fix on trial, and the line that allows the value.
 * Then the commit passes.
 */
function pasteAll(repository: Repository, runner: string, folder: string): void {
  repository.stage('src/deep/k.js', line());
  const blocked = commit(repository, folder);
  expect(blocked.code).not.toBe(0);
  const commands = keywardCommands(blocked, runner);
  expect(commands.map((command) => command.slice(runner.length + 1).split(' ')[0])).toEqual([
    'fix',
    'respond',
    'allow',
  ]);
  const [fix = '', respond = '', allow = ''] = commands;
  expect(paste(repository, `${fix} --dry-run`, { folder }).output).toContain('removes 1 AWS credential');
  expect(paste(repository, respond, { folder })).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^ +(?:\w+ (?:exec )?)?keyward init$/m) as string,
  });
  expect(paste(repository, `${allow} --reason 'made up'`, { folder })).toMatchObject({ code: 0 });
  expect(commit(repository, folder)).toMatchObject({ code: 0 });
}

describe('the command that runs keyward', () => {
  // fakes that find the package as the real ones do; package-managers.test.ts has the real ones
  const BIN = `while [ ! -x node_modules/.bin/keyward ] && [ "$PWD" != / ]; do cd ..; done; bin=$PWD/node_modules/.bin`;
  const pnpm = `if [ "$1" = -C ]; then cd "$2" || exit; shift 2; fi; [ "$1" = exec ] && shift && exec node_modules/.bin/"$@"`;
  const here = (run: string) => `here=$PWD; ${BIN}; ${run}`;

  test.each([
    ['pnpm', 'pnpm-lock.yaml', '.', 'pnpm exec keyward', pnpm],
    ['pnpm', 'pnpm-lock.yaml', 'src/deep', 'pnpm -C ../.. exec keyward', pnpm],
    ['yarn', 'yarn.lock', 'src/deep', 'yarn keyward', here('exec "$bin/$@"')],
    ['bunx', 'bun.lock', 'src/deep', 'bunx keyward', here('cd "$here" && exec "$bin/$@"')],
  ])('with %s (%s), in %s, is %s', (program, lock, folder, runner, script) => {
    const repository = readyProject();
    repository.git('rm', '--quiet', 'package-lock.json');
    repository.stage(lock, '').stage('src/deep/a.txt', 'a\n').commit();
    const path = `${programs(program, script)}:${process.env['PATH']}`;
    pasteAll(new Repository(repository.directory, { ...repository.environment, PATH: path }), runner, folder);
  });

  test('with a global install is keyward', () => {
    const prefix = temporaryFolder();
    const repository = Repository.create();
    expect(repository.run('npm', ['install', '--global', '--prefix', prefix, inject('tarball')]).code).toBe(
      0,
    );
    const path = `${join(prefix, 'bin')}:${process.env['PATH']}`;
    const user = new Repository(repository.directory, { ...repository.environment, PATH: path });
    user.stage('src/deep/a.txt', 'a\n').commit();
    expect(paste(user, 'keyward init')).toMatchObject({ code: 0 });
    pasteAll(user, 'keyward', 'src/deep');
    user.stage('.env', keys());
    const blocked = commit(user);
    expect(paste(user, `${commandIn(blocked, /keyward fix/)} --yes`)).toMatchObject({ code: 0 });
    expect(commit(user)).toMatchObject({ code: 0 });
  });
});

describe('a key in a file name', () => {
  test('passes once the file has another name', () => {
    const repository = readyProject();
    const name = `${sample.accessKeyId()}.txt`;
    repository.stage(`src/${name}`, 'a\n');
    const blocked = commit(repository, 'src');
    expect(blocked.output).toMatch(/rename src\/AKIA\S+: its name contains the credential/);
    // the name is not printed, so no command can have it
    expect(blocked.output).not.toMatch(/git (?:add|mv|rm)|keyward fix/);
    repository.git('mv', `src/${name}`, 'src/a.txt');
    expect(commit(repository, 'src')).toMatchObject({ code: 0 });
  });

  test('and in the file has no command with the name', () => {
    const repository = readyProject();
    const id = sample.accessKeyId();
    repository.stage(`${id}.js`, `const id = '${id}';\n`).stage('b.js', `const id = '${id}';\n`);
    const blocked = commit(repository);
    repository.git('mv', `${id}.js`, 'a.js');
    for (const path of ['a.js', 'b.js'])
      repository.write(path, 'const id = process.env.AWS_ACCESS_KEY_ID;\n');
    expect(paste(repository, commandIn(blocked, /git add .*/))).toMatchObject({ code: 0 });
    repository.git('add', 'a.js');
    expect(commit(repository)).toMatchObject({ code: 0 });
  });
});

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

/** A private key of random bytes. */
function pem(): string {
  const frame = (word: string) => `-----${word} RSA PRIVATE KEY-----\n`;
  const body = sample.bytes(597).toString('base64').replace(/.{64}/g, '$&\n');
  return `${frame('BEGIN')}MIIE${body}\n${frame('END')}`;
}
