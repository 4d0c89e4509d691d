import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { commandIn, commit, paste } from '../helpers/paste.ts';
import { readyProject } from '../helpers/project.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

// Pastes the commands of the message, in the situation that printed them.

const keys = () =>
  `AWS_ACCESS_KEY_ID=${sample.accessKeyId()}\nAWS_SECRET_ACCESS_KEY=${sample.secretAccessKey()}\n`;
const line = () => `const id = '${sample.accessKeyId()}';\n`;

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

/** A private key of random bytes. */
function pem(): string {
  const frame = (word: string) => `-----${word} RSA PRIVATE KEY-----\n`;
  const body = sample.bytes(597).toString('base64').replace(/.{64}/g, '$&\n');
  return `${frame('BEGIN')}MIIE${body}\n${frame('END')}`;
}
