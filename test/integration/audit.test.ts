import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sample } from '../../src/core/sample.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.cjs');
const sample = new Sample(seed);

function audit(repository: Repository, ...args: string[]): Outcome {
  return repository.run(process.execPath, [CLI, 'audit', ...args]);
}

interface Report {
  readonly complete: boolean;
  readonly scanned: { objects: number; limits: string[]; submodules: string[]; notUnfolded: object[] };
  readonly findings: { path: string; line: number; column: number; commit: string | null }[];
  readonly allowed: object[];
  readonly secrets: {
    kept: string;
    paths: string[];
    current: string[];
    branches: string[];
    tags: string[];
    remotes: string[];
    pushed: boolean;
    first: { id: string } | null;
    last: { id: string } | null;
  }[];
}

function reportOf(repository: Repository, code = 1): Report {
  const outcome = audit(repository, '--format', 'json');
  expect(outcome.code, outcome.output).toBe(code);
  return JSON.parse(outcome.stdout) as Report;
}

function repositoryWith(text = 'x\n'): Repository {
  return Repository.create().stage('README', text).commit();
}

const line = () => `id = ${sample.accessKeyId()}\n`;

/** Places in which a repository may hold a key, each with what is to be said of it. */
const PLACES: Readonly<Record<string, [plant: (repository: Repository) => void, expected: object]>> = {
  'a file that is there': [
    (repository) => repository.stage('a.txt', line()).commit(),
    { kept: 'reference', paths: ['a.txt'], current: ['main'], branches: ['main'], pushed: false },
  ],
  'a file that was taken out': [
    (repository) => {
      repository.stage('b/a.txt', line()).commit();
      repository.git('rm', '--quiet', 'b/a.txt');
      repository.commit();
    },
    { kept: 'reference', paths: ['b/a.txt'], current: [], branches: ['main'] },
  ],
  'a branch that was deleted': [
    (repository) => {
      repository.git('checkout', '--quiet', '-b', 'gone');
      repository.stage('a.txt', line()).commit();
      repository.git('checkout', '--quiet', 'main');
      repository.git('branch', '--quiet', '-D', 'gone');
    },
    { kept: 'reflog', paths: ['a.txt'], current: [], branches: [] },
  ],
  'commits that nothing leads to': [
    (repository) => {
      PLACES['a branch that was deleted']?.[0](repository);
      repository.git('reflog', 'expire', '--expire=now', '--all');
    },
    { kept: 'nothing', paths: ['a.txt'], branches: [] },
  ],
  'a stash': [
    (repository) => {
      repository.write('README', line());
      repository.git('stash', '--quiet');
    },
    { kept: 'stash', paths: ['README'], branches: [] },
  ],
  'an older stash': [
    (repository) => {
      PLACES['a stash']?.[0](repository);
      repository.write('README', 'other\n');
      repository.git('stash', '--quiet');
    },
    { kept: 'stash', paths: ['README'], branches: [] },
  ],
  'a file that is staged': [
    (repository) => repository.stage('a.txt', line()),
    { kept: 'index', paths: [], first: null, branches: [] },
  ],
  'an object that nothing leads to': [
    (repository) => repository.run('git', ['hash-object', '-w', '--stdin'], { input: line() }),
    { kept: 'nothing', paths: [], first: null, last: null },
  ],
  'the message of a commit': [
    (repository) => repository.commit(`deploy with ${sample.accessKeyId()}`),
    { kept: 'reference', paths: [], branches: ['main'] },
  ],
  'the message of a tag': [
    (repository) => repository.git('tag', '--annotate', '--message', line(), 'v1'),
    { kept: 'reference', paths: [], tags: ['v1'], branches: [], first: null },
  ],
  'a note': [
    (repository) => repository.git('notes', 'add', '--message', line()),
    { kept: 'reference', current: ['refs/notes/commits'], branches: [] },
  ],
  'a change that a merge made': [
    (repository) => {
      repository.git('checkout', '--quiet', '-b', 'side');
      repository.stage('side.txt', 'x\n').commit();
      repository.git('checkout', '--quiet', 'main');
      repository.stage('main.txt', 'x\n').commit();
      repository.git('merge', '--quiet', '--no-commit', 'side');
      repository.stage('a.txt', line()).commit('merge');
    },
    { kept: 'reference', paths: ['a.txt'], current: ['main'], branches: ['main'] },
  ],
  'a branch of a remote': [
    (repository) => {
      repository.stage('a.txt', line()).commit();
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    },
    { kept: 'reference', remotes: ['origin/main'], branches: [], pushed: true },
  ],
  'what a branch of a remote was before': [
    (repository) => {
      repository.stage('a.txt', line()).commit();
      repository.git('config', 'core.logAllRefUpdates', 'always');
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repository.git('reset', '--quiet', '--hard', 'HEAD~1');
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    },
    { kept: 'reflog', remotes: [], pushed: true },
  ],
  'the name of a file': [
    (repository) => repository.stage(`${sample.accessKeyId()}.txt`, 'x\n').commit(),
    { kept: 'reference', branches: ['main'] },
  ],
};

describe('a key is found, and where it stands is said', () => {
  test.each(Object.entries(PLACES))('%s', (_name, [plant, expected]) => {
    const repository = repositoryWith();
    plant(repository);
    const { secrets } = reportOf(repository);
    expect(secrets).toMatchObject([expected]);
    // packed, it is the same
    repository.git('repack', '--quiet', '-a', '-d', '--keep-unreachable');
    expect(reportOf(repository).secrets).toEqual(secrets);
  });

  test('one key in many versions is one secret; the last commit that holds it is the one before it went', () => {
    const repository = repositoryWith();
    const text = line();
    const ids: string[] = [];
    for (const content of [text, `${text}more\n`, `${text}${text}`, 'x\n', 'y\n']) {
      repository.stage('a.txt', content).commit();
      ids.push(repository.git('rev-parse', 'HEAD').trim());
    }
    const { secrets, findings } = reportOf(repository);
    expect(secrets).toMatchObject([{ first: { id: ids[0] }, last: { id: ids[2] } }]);
    expect(findings).toHaveLength(4);
    expect(findings[0]).toMatchObject({ path: 'a.txt', line: 1, column: 6, commit: ids[0] });
  });

  test('no value is in any report or in what is kept', () => {
    const repository = repositoryWith();
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    repository.stage(`${id}.env`, `AWS_SECRET_ACCESS_KEY=${secret}\n`).commit(`uses ${id}`);
    repository.git('branch', id);
    for (const format of ['text', 'json', 'sarif', 'html']) {
      const { code, output } = audit(repository, '--format', format);
      expect(code).toBe(1);
      for (const value of [id, secret]) expect(output).not.toContain(value);
    }
    const kept = readFileSync(join(repository.directory, '.git/keyward/clean-objects'), 'utf8');
    expect(kept).toMatch(/^keyward audit [0-9a-f]{16}\n(?:[0-9a-f]{40}\n)+$/);
  });

  test('a repository of SHA-256, one without a work tree, one without a commit', () => {
    const sha256 = Repository.create('--object-format=sha256').stage('a.txt', line()).commit();
    expect(reportOf(sha256).secrets).toMatchObject([{ current: ['main'] }]);
    const bare = new Repository(temporaryFolder());
    bare.git('clone', '--quiet', '--bare', sha256.directory, '.');
    expect(reportOf(bare).secrets).toMatchObject([{ current: ['main'] }]);
    const empty = Repository.create();
    expect(audit(empty)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 objects') as string });
    expect(reportOf(empty.stage('a.txt', line())).secrets).toMatchObject([{ kept: 'index' }]);
  });

  test('objects of another repository that this one borrows', () => {
    const lender = repositoryWith(line());
    const borrower = new Repository(temporaryFolder());
    borrower.git('clone', '--quiet', '--shared', lender.directory, '.');
    expect(reportOf(borrower).secrets).toMatchObject([{ current: ['main', 'origin/main'], pushed: true }]);
  });

  test('a linked work tree and a folder in it see all of the repository', () => {
    const repository = repositoryWith(line());
    const tree = join(temporaryFolder(), 'w');
    repository.git('worktree', 'add', '--quiet', '-b', 'w', tree);
    mkdirSync(join(tree, 'b'));
    expect(reportOf(new Repository(join(tree, 'b'))).secrets).toMatchObject([{ current: ['main', 'w'] }]);
  });
});

describe('what cannot be seen here is said, and is no clean verdict', () => {
  const cloneOf = (repository: Repository, ...options: string[]) => {
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const clone = new Repository(temporaryFolder());
    clone.git('clone', '--quiet', ...options, `file://${repository.directory}`, '.');
    return clone;
  };

  test('a shallow clone', () => {
    const repository = repositoryWith(line());
    repository.stage('README', 'x\n').commit();
    const clone = cloneOf(repository, '--depth=1');
    expect(audit(clone)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(
        /^keyward: this cannot be said yet: the clone is shallow.*--unshallow/,
      ) as string,
    });
    expect(reportOf(clone, 2)).toMatchObject({ complete: false, scanned: { limits: ['shallow'] } });
  });

  test('a partial clone', () => {
    const repository = repositoryWith(line());
    repository.stage('README', 'x\n').commit();
    expect(reportOf(cloneOf(repository, '--filter=blob:none'), 2).scanned.limits).toEqual(['partial']);
    repository.stage('README', line()).commit();
    const found = audit(cloneOf(repository, '--filter=blob:none'));
    expect(found).toMatchObject({ code: 1 });
    expect(found.stdout).toContain('The clone is partial');
  });

  test('a submodule', () => {
    const inner = repositoryWith(line());
    const outer = repositoryWith();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.directory, 'vendor/x');
    outer.commit();
    const outcome = audit(outer);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('vendor/x');
  });

  test('a damaged object', () => {
    const repository = repositoryWith();
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    const file = join(repository.directory, '.git/objects', blob.slice(0, 2), blob.slice(2));
    repository.run('chmod', ['u+w', file]);
    writeFileSync(file, 'no object');
    expect(audit(repository)).toMatchObject({ code: 2, stdout: '' });
  });

  test('no repository', () => {
    expect(audit(new Repository(temporaryFolder()))).toMatchObject({ code: 2 });
  });
});

describe('what was clean is not looked at again', () => {
  const cache = (repository: Repository) => join(repository.directory, '.git/keyward/clean-objects');

  test('new objects are, and those in which something is', () => {
    const repository = repositoryWith();
    expect(audit(repository)).toMatchObject({ code: 0 });
    const before = readFileSync(cache(repository), 'utf8');
    repository.stage('a.txt', line()).commit();
    for (let run = 0; run < 2; run += 1) expect(reportOf(repository).secrets).toHaveLength(1);
    const blob = repository.git('rev-parse', 'HEAD:a.txt').trim();
    const after = readFileSync(cache(repository), 'utf8');
    expect(after.length).toBeGreaterThan(before.length);
    expect(after).not.toContain(blob);
  });

  test('a cache of other rules, or a broken one, counts for nothing', () => {
    const repository = repositoryWith(line());
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    mkdirSync(join(repository.directory, '.git/keyward'));
    for (const text of [`keyward audit 0000000000000000\n${blob}\n`, `${blob}\n`, '', '\0\0']) {
      writeFileSync(cache(repository), text);
      expect(reportOf(repository).secrets).toHaveLength(1);
    }
  });

  test('a repository that cannot be written is audited all the same', () => {
    const repository = repositoryWith();
    symlinkSync('/nowhere/at/all', join(repository.directory, '.git/keyward'));
    expect(audit(repository)).toMatchObject({ code: 0 });
  });
});

describe('reports', () => {
  test('the allowlist of the current commit counts', () => {
    const repository = repositoryWith(line());
    const [{ fingerprint } = { fingerprint: '' }] = reportOf(repository).secrets as unknown as {
      fingerprint: string;
    }[];
    repository.run(process.execPath, [CLI, 'allow', fingerprint, '--reason', 'made up']);
    const entry = { rule: 'aws-access-key-id', reason: 'made up' };
    repository
      .stage('.keyward-allowlist.json', JSON.stringify({ version: 1, allow: { [fingerprint]: entry } }))
      .commit();
    const outcome = audit(repository);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('1 AWS credential allowed');
  });

  test('--output writes the report and says the verdict', () => {
    const repository = repositoryWith(line());
    const outcome = audit(repository, '--format', 'html', '--output', 'report.html');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^keyward: do not make this repository public yet: 1 AWS credential in its history\n$/,
    );
    const html = repository.read('report.html');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|src=|@import|url\(/);
    expect(audit(repository, '--output', 'no/such/folder')).toMatchObject({ code: 2 });
    expect(existsSync(join(repository.directory, 'no'))).toBe(false);
  });

  test('text from a repository cannot become markup or move a cursor', () => {
    const repository = repositoryWith();
    repository.stage('<img src=x onerror=alert(1)>\u001B[2J.txt', line()).commit();
    expect(audit(repository, '--format', 'html').stdout).not.toContain('<img');
    expect(audit(repository).stdout).not.toContain('\u001B');
  });

  test.each(['en', 'ja'])('the whole text in %s', (language) => {
    const fixed = new Sample(7);
    const dated = { GIT_AUTHOR_DATE: '1700000000 +0000', GIT_COMMITTER_DATE: '1700000000 +0000' };
    const repository = Repository.create();
    const commit = () =>
      repository.run('git', ['commit', '--quiet', '--no-verify', '-m', 'c'], { env: dated });
    repository.stage('src/s3.ts', `const id = '${fixed.accessKeyId()}';\n`);
    commit();
    repository.git('rm', '--quiet', 'src/s3.ts');
    repository.stage('deploy.env', `AWS_SECRET_ACCESS_KEY=${fixed.secretAccessKey()}\n`);
    commit();
    expect(audit(repository, '--lang', language).stdout).toMatchSnapshot();
  });
});
