import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** Returns a file with a key. */
const withKey = () => `key = ${sample.accessKeyId()}\n`;

/** Returns the paths of the findings. */
function pathsIn(repository: Repository, args: readonly string[], cwd = repository.directory): string[] {
  const { report } = scanJson(repository, args, { cwd });
  expect(report.complete).toBe(true);
  return [...new Set(report.findings.map(({ path }) => path))].sort();
}

describe('scan PATH', () => {
  /** A key in a tracked, an untracked and an ignored file, and in an ignored folder. */
  function project(): Repository {
    return Repository.create()
      .stage('.gitignore', 'out/\n*.log\n')
      .stage('src/a.txt', withKey())
      .commit()
      .write('src/new.txt', withKey())
      .write('src/run.log', withKey())
      .write('out/b.txt', withKey())
      .write('.git/description', withKey());
  }

  test('scans the files that git tracks or would add', () => {
    const repository = project();
    for (const words of [['.'], ['--files', '.'], ['src', 'src/a.txt', '.']])
      expect(pathsIn(repository, words)).toEqual(['src/a.txt', 'src/new.txt']);
    expect(keyward(repository, ['scan', '.']).code).toBe(1);
  });

  test('scans ignored files if they are named or asked for', () => {
    const repository = project();
    expect(pathsIn(repository, ['src/run.log'])).toEqual(['src/run.log']);
    expect(pathsIn(repository, ['out'])).toEqual(['out/b.txt']);
    expect(pathsIn(repository, ['.', '--no-ignore'])).toEqual([
      ...['out/b.txt', 'src/a.txt', 'src/new.txt', 'src/run.log'],
    ]);
  });

  test('names files from the top, and finds the allowlist there', () => {
    const repository = project();
    const folder = join(repository.directory, 'src');
    expect(pathsIn(repository, ['.'], folder)).toEqual(['src/a.txt', 'src/new.txt']);
    expect(pathsIn(repository, [join(repository.directory, 'src/a.txt')], folder)).toEqual(['src/a.txt']);
    const { stdout } = keyward(repository, ['scan', 'a.txt'], { cwd: folder });
    const [, words = ''] = /keyward allow (kw1_\w+)/.exec(stdout) ?? [];
    const allowed = keyward(repository, ['allow', words, '--reason', 'made up', '--path', 'src/a.txt']);
    expect(allowed.code).toBe(0);
    expect(keyward(repository, ['scan', 'a.txt'], { cwd: folder }).code).toBe(0);
  });

  test('scans nested repositories and folders that are links, but nothing twice', () => {
    const repository = project();
    const nested = join(repository.directory, 'nested');
    mkdirSync(nested);
    repository.git('-C', nested, 'init', '--quiet');
    repository.write('nested/.gitignore', 'c.txt\n').write('nested/c.txt', withKey());
    repository.write('nested/d.txt', withKey()).git('add', '--force', 'src/run.log');
    expect(pathsIn(repository, ['.'])).toEqual(['nested/d.txt', 'src/a.txt', 'src/new.txt', 'src/run.log']);
    const outside = temporaryFolder();
    symlinkSync(join(repository.directory, 'out'), join(outside, 'link'));
    expect(pathsIn(repository, [join(outside, 'link')])).toEqual(['out/b.txt']);
  });

  test('skips tracked files that are deleted, but blocks on what it cannot read', () => {
    const repository = project();
    repository.run('rm', ['src/a.txt']);
    expect(pathsIn(repository, ['.'])).toEqual(['src/new.txt']);
    expect(keyward(repository, ['scan', 'src/a.txt'])).toMatchObject({ code: 2, stdout: '' });
    repository.run('mkfifo', ['src/pipe']);
    expect(keyward(repository, ['scan', 'src/pipe']).code).toBe(2);
  });

  test('uses the repository of the folder, whatever a hook has set', () => {
    const repository = project();
    const env = { GIT_DIR: join(temporaryFolder(), '.git'), GIT_INDEX_FILE: 'none' };
    expect(keyward(repository, ['scan', 'src', '--json'], { env }).stdout).toContain('src/a.txt');
  });

  test('outside of a repository, scans every file and does not say how to allow it', () => {
    const folder = new Repository(temporaryFolder());
    folder.write('.gitignore', '*\n').write('a/b.txt', withKey());
    const { code, stdout } = keyward(folder, ['scan', '.']);
    expect(code).toBe(1);
    expect(stdout).toContain('a/b.txt:1:7');
    expect(stdout).not.toMatch(/keyward allow|git /);
  });
});

describe('scan --all', () => {
  test('scans every tracked file, as it is in the index', () => {
    const repository = Repository.create().stage('a.txt', withKey()).commit().stage('b.txt', withKey());
    repository.write('a.txt', '\n').write('c.txt', withKey());
    expect(pathsIn(repository, ['--all'])).toEqual(['a.txt', 'b.txt']);
    expect(keyward(repository, ['scan', '--all']).stdout).not.toContain('git add');
  });

  test('scans lines that a merge in progress takes from the other side', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit();
    repository.git('switch', '--quiet', '--create', 'other');
    repository.stage('b.txt', withKey()).commit().git('switch', '--quiet', 'main');
    repository.stage('c.txt', 'c\n').commit().git('merge', '--no-commit', '--quiet', '--no-ff', 'other');
    expect(pathsIn(repository, [])).toEqual([]);
    expect(pathsIn(repository, ['--all'])).toEqual(['b.txt']);
  });
});

describe('the report', () => {
  test('is JSON with --json, errors too', () => {
    const repository = Repository.create().stage('a.txt', withKey());
    const { stdout } = keyward(repository, ['scan', '--json']);
    expect(stdout).toBe(keyward(repository, ['scan', '--format', 'json']).stdout);
    const failed = keyward(repository, ['scan', 'missing.txt', '--json']);
    expect(JSON.parse(failed.stdout)).toMatchObject({ complete: false });
    expect(JSON.parse(keyward(repository, ['audit', '--json']).stdout)).toMatchObject({ complete: true });
    expect(keyward(repository, ['scan', '--json', '--format', 'sarif']).code).toBe(2);
  });

  test('with --quiet has findings and what was not scanned, but not what is allowed', () => {
    const key = sample.accessKeyId();
    const allow = `key = ${key} # keyward:allow`;
    const repository = Repository.create().stage('a.txt', `${allow}\n`);
    const [fingerprint = ''] = /kw1_[0-9a-f]{32}/.exec(keyward(repository, ['scan', '--json']).stdout) ?? [];
    repository.stage('a.txt', `${allow} ${fingerprint} -- made up\n`);
    expect(keyward(repository, ['scan']).output).not.toBe('');
    expect(keyward(repository, ['scan', '--quiet'])).toMatchObject({ code: 0, output: '' });
    repository.stage('b.7z', Buffer.from('377abcaf271c0004', 'hex'));
    expect(keyward(repository, ['scan', '-q']).output).toContain('b.7z');
    repository.stage('c.txt', withKey());
    expect(keyward(repository, ['scan', '-q'])).toMatchObject({ code: 1 });
    expect(keyward(repository, ['scan', '-q', '-v']).code).toBe(2);
  });
});

describe('in the pre-commit framework', () => {
  const PRE_COMMIT = '1';

  /** Returns the paths with findings, as `scan --staged` sees them with the framework's variables. */
  function scanned(repository: Repository, variables: Readonly<Record<string, string>> = {}): string[] {
    const env = { PRE_COMMIT, ...variables };
    const { report } = scanJson(repository, ['--staged'], { env });
    return report.findings.map(({ path }) => path);
  }

  test('scans what is staged, or else every tracked file', () => {
    const repository = Repository.create().stage('a.txt', withKey()).commit();
    expect(scanned(repository)).toEqual(['a.txt']);
    expect(keyward(repository, ['scan'], { env: { PRE_COMMIT } }).stdout).toContain('commit blocked');
    repository.stage('b.txt', withKey());
    expect(scanned(repository)).toEqual(['b.txt']);
    repository.git('rm', '--quiet', '--cached', 'a.txt', 'b.txt');
    expect(scanned(repository)).toEqual([]);
  });

  test('scans every commit of a range or a push', () => {
    const repository = Repository.create().stage('a.txt', withKey()).commit().stage('a.txt', 'a\n').commit();
    const first = repository.git('rev-parse', 'HEAD~1').trim();
    const range = { PRE_COMMIT_FROM_REF: first, PRE_COMMIT_TO_REF: 'HEAD' };
    expect(scanned(repository, range)).toEqual([]);
    repository.stage('b.txt', withKey()).commit().stage('b.txt', 'b\n').commit();
    expect(scanned(repository, range)).toEqual(['b.txt']);
    // a push of a whole history
    const push = { PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/main' };
    expect(scanned(repository, push).sort()).toEqual(['a.txt', 'b.txt']);
    const unknown = { PRE_COMMIT_FROM_REF: 'f'.repeat(40), PRE_COMMIT_TO_REF: 'HEAD' };
    expect(keyward(repository, ['scan'], { env: { PRE_COMMIT, ...unknown } }).code).toBe(2);
  });
});
