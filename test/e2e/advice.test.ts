import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { readyProject } from '../helpers/project.ts';
import { type Outcome, type Repository, temporaryFolder } from '../helpers/repository.ts';
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
    expect(paste(repository, commandIn(blocked, /git rm --cached .*/))).toMatchObject({ code: 0 });
    ignored(repository, '.env');
    expect(repository.read('.env')).toBe('B=2\n');
    expect(repository.read('.gitignore')).toBe('node_modules\n.env\n');
    expect(commit(repository)).toMatchObject({ code: 0 });
  });
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
