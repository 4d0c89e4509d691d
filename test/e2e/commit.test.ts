import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyward, npm, readyProject } from '../helpers/project.ts';
import { filesIn, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

/** Commits, and expects a block that changes nothing and says nothing of the value. */
function expectBlocked(
  repository: Repository,
  place: string,
  values: readonly string[],
  ...commit: string[]
): string {
  const before = repository.state();
  const outcome = repository.tryGit(...commit);
  expect(outcome.output.split('\n')[0], outcome.output).toMatch(
    /^keyward: commit blocked: \d+ AWS credentials? in /,
  );
  expect(outcome.output).toContain(place);
  expect(outcome.output).not.toMatch(/--no-verify/);
  expect(outcome.code).not.toBe(0);
  if (!commit.includes('-a') && !commit.includes('-am')) expect(repository.state()).toBe(before);
  for (const value of values) expect(outcome.output).not.toContain(value);
  return outcome.output;
}

test('blocks a key in every kind of commit', () => {
  const repository = readyProject();
  const [secret, id] = [sample.secretAccessKey(), sample.accessKeyId()];
  repository.stage('src/a.ts', 'export {};\n').git('commit', '--quiet', '-m', 'clean');
  const leak = `const awsSecretAccessKey = '${secret}';\n`;

  repository.stage('src/a.ts', leak);
  expectBlocked(repository, 'src/a.ts:1:29', [secret], 'commit', '-m', 'x');
  expectBlocked(repository, 'src/a.ts:1:29', [secret], 'commit', '--amend', '-m', 'x');
  // from a folder below the top
  const below = repository.run('git', ['commit', '-m', 'x'], { cwd: join(repository.directory, 'src') });
  expect(below.code).not.toBe(0);

  repository.git('reset', '--quiet');
  expectBlocked(repository, 'src/a.ts:1:29', [secret], 'commit', '-am', 'x');
  repository.git('reset', '--quiet');
  expectBlocked(repository, 'src/a.ts:1:29', [secret], 'commit', '-m', 'x', 'src/a.ts');

  // another path with a key, staged, is none of `git commit PATH`'s business
  repository.stage('b.env', `AWS_ACCESS_KEY_ID=${id}\n`).write('src/a.ts', 'export const a = 1;\n');
  expect(repository.tryGit('commit', '-m', 'only a', 'src/a.ts')).toMatchObject({ code: 0 });
  expectBlocked(repository, 'b.env:1:19', [id], 'commit', '-m', 'x');

  // nothing of a value in any file that keyward wrote
  for (const file of filesIn(join(repository.directory, '.git', 'keyward'))) {
    for (const value of [secret, id]) expect(readFileSync(file, 'utf8')).not.toContain(value);
  }
});

test('scenario 52: a clean commit is silent', () => {
  const repository = readyProject();
  repository.stage('a.ts', 'clean\n');
  // the hook starts Node without what would change or slow it
  const env = { NODE_OPTIONS: '--require=/nowhere.js', NODE_EXTRA_CA_CERTS: '/nowhere.pem' };
  const outcome = repository.run('git', ['commit', '--quiet', '-m', 'x'], { env });
  expect(outcome).toMatchObject({ code: 0, output: '' });
});

test('blocks a key in the first commit of a repository', () => {
  const repository = readyProject();
  rmSync(join(repository.directory, '.git', 'refs', 'heads', 'main'));
  repository.git('add', '-A');
  repository.stage('a.txt', `${sample.accessKeyId()}\n`);
  const outcome = repository.tryGit('commit', '-m', 'x');
  expect(outcome.output).toContain('a.txt:1:1');
  expect(outcome.code).not.toBe(0);
});

test('lets the same commit pass after the printed allow command', () => {
  const repository = readyProject();
  const secret = sample.secretAccessKey();
  repository.stage('test/fixture.ts', `const secretAccessKey = '${secret}';\n`);
  const output = expectBlocked(repository, 'test/fixture.ts:1:26', [secret], 'commit', '-m', 'x');
  const command = /npx keyward allow .+/.exec(output)?.[0] ?? '';
  // nobody can be asked for the reason here
  expect(repository.run('sh', ['-c', command])).toMatchObject({ code: 2 });
  expect(repository.run('sh', ['-c', `${command} --reason 'made up'`])).toMatchObject({ code: 0 });
  expect(repository.read('.keyward-allowlist.json')).not.toContain(secret.slice(0, 8));
  const passed = repository.tryGit('commit', '--quiet', '-m', 'x');
  expect(passed).toMatchObject({
    code: 0,
    output: 'keyward: 1 AWS credential allowed (made up)\n',
  });
  expect(repository.git('show', '--name-only', '--format=')).toContain('.keyward-allowlist.json');

  // the same value elsewhere is allowed, another one is not
  repository
    .stage('moved.ts', `\n\nconst secretAccessKey = '${secret}';\n`)
    .git('commit', '--quiet', '-m', 'moved');
  const other = sample.secretAccessKey();
  repository.stage('test/fixture.ts', `const secretAccessKey = '${secret}'; const awsSecret = '${other}';\n`);
  expectBlocked(repository, 'test/fixture.ts:1', [other], 'commit', '-m', 'x');
});

test('prints commands that work for git commit PATH', () => {
  const repository = readyProject();
  const secret = sample.secretAccessKey();
  repository.stage('a b.ts', 'x\n').git('commit', '--quiet', '-m', 'clean');
  repository.write('a b.ts', `const secretAccessKey = '${secret}';\n`);
  const output = expectBlocked(repository, 'a b.ts:1:26', [secret], 'commit', '-m', 'x', 'a b.ts');
  const [allow = '', commit = ''] = output
    .split('\n')
    .flatMap((line) => /(?:npx keyward allow|git commit [.:]).*/.exec(line)?.[0] ?? []);
  expect(repository.run('sh', ['-c', `${allow} --reason 'made up'`])).toMatchObject({ code: 0 });
  expect(repository.run('sh', ['-c', `${commit} -m allowed`])).toMatchObject({ code: 0 });
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('ignores an allowlist entry that is not staged', () => {
  const repository = readyProject();
  repository.stage('a.txt', `${sample.accessKeyId()}\n`);
  repository.tryGit('commit', '-m', 'x');
  keyward(repository, 'allow', '--last', '--yes', '--reason', 'made up');
  repository.git('rm', '--quiet', '--cached', '.keyward-allowlist.json');
  const outcome = repository.tryGit('commit', '-m', 'x');
  expect(outcome.code).not.toBe(0);
  expect(outcome.output).toContain('git add :/.keyward-allowlist.json');
});

test('scenario 2: installs the hook for a team mate who clones and installs', () => {
  const origin = readyProject();
  const clone = new Repository(temporaryFolder());
  clone.git('clone', '--quiet', origin.directory, '.');
  npm(clone, 'ci');
  clone.stage('a.txt', `${sample.accessKeyId()}\n`);
  expectBlocked(clone, 'a.txt:1:1', [], 'commit', '-m', 'x');
});

test('scenarios 21 and 22: blocks if keyward is listed but not installed, passes with a message if it is not listed', () => {
  const repository = readyProject();
  rmSync(join(repository.directory, 'node_modules'), { recursive: true });
  const blocked = repository.stage('a.txt', 'clean\n').tryGit('commit', '-m', 'x');
  expect(blocked.code).not.toBe(0);
  expect(blocked.output).toContain('npm install');
  repository.stage('package.json', '{ "name": "project" }\n');
  const passed = repository.tryGit('commit', '--quiet', '-m', 'x');
  expect(passed.code).toBe(0);
  expect(passed.output.trimEnd().split('\n')).toHaveLength(1);
  expect(passed.output).toMatch(/^keyward: not checked/);
});

test('scenario 50: uses the recorded Node.js if PATH has none, or blocks', () => {
  const repository = readyProject();
  const path = temporaryFolder();
  for (const tool of ['sh', 'git', 'grep', 'sed', 'dirname', 'basename']) {
    repository.run('sh', ['-c', `ln -s "$(command -v ${tool})" "${path}/${tool}"`]);
  }
  repository.stage('a.txt', `${sample.accessKeyId()}\n`);
  const env = { PATH: path, HOME: path, NVM_DIR: undefined };
  expect(repository.run('git', ['commit', '-m', 'x'], { env }).output).toContain('a.txt:1:1');
});
