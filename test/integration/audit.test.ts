import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, fill, lettersAndDigits, line, pem, reportOf, repositoryWith } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** Places in a repository that may contain a key, with the expected location. */
const PLACES: Readonly<Record<string, [plant: (repository: Repository) => void, expected: object]>> = {
  'a current file': [
    (repository) => repository.stage('a.txt', line()).commit(),
    { kept: 'reference', paths: ['a.txt'], current: ['main'], branches: ['main'], pushed: false },
  ],
  'a deleted file': [
    (repository) => {
      repository.stage('b/a.txt', line()).commit();
      repository.git('rm', '--quiet', 'b/a.txt');
      repository.commit();
    },
    { kept: 'reference', paths: ['b/a.txt'], current: [], branches: ['main'] },
  ],
  'a deleted branch': [
    (repository) => {
      repository.git('checkout', '--quiet', '-b', 'gone');
      repository.stage('a.txt', line()).commit();
      repository.git('checkout', '--quiet', 'main');
      repository.git('branch', '--quiet', '-D', 'gone');
    },
    { kept: 'reflog', paths: ['a.txt'], current: [], branches: [] },
  ],
  'unreachable commits': [
    (repository) => {
      PLACES['a deleted branch']?.[0](repository);
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
  'a staged file': [
    (repository) => repository.stage('a.txt', line()),
    { kept: 'index', paths: [], first: null, branches: [] },
  ],
  'an unreachable object': [
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
  'a change in a merge commit': [
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
  'a remote branch': [
    (repository) => {
      repository.stage('a.txt', line()).commit();
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    },
    { kept: 'reference', remotes: ['origin/main'], branches: [], pushed: true },
  ],
  'an earlier commit of a remote branch': [
    (repository) => {
      repository.stage('a.txt', line()).commit();
      repository.git('config', 'core.logAllRefUpdates', 'always');
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repository.git('reset', '--quiet', '--hard', 'HEAD~1');
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    },
    { kept: 'reflog', remotes: [], pushed: true },
  ],
  'a file in Git LFS': [
    (repository) => {
      const content = line();
      const id = createHash('sha256').update(content).digest('hex');
      const folder = join(repository.directory, '.git', 'lfs', 'objects', id.slice(0, 2), id.slice(2, 4));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, id), content);
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${content.length}\n`;
      repository.stage('a.bin', pointer).commit();
    },
    { kept: 'reference', paths: ['a.bin'], branches: ['main'] },
  ],
  'the name of a file': [
    (repository) => repository.stage(`${sample.accessKeyId()}.txt`, 'x\n').commit(),
    { kept: 'reference', branches: ['main'] },
  ],
};

describe('finds and locates a key in', () => {
  test.each(Object.entries(PLACES))('%s', (_name, [plant, expected]) => {
    const repository = repositoryWith();
    plant(repository);
    const { secrets } = reportOf(repository);
    expect(secrets).toMatchObject([expected]);
    // the result is the same after packing
    repository.git('repack', '--quiet', '-a', '-d', '--keep-unreachable');
    expect(reportOf(repository).secrets).toEqual(secrets);
    // and with many other objects
    fill(repository);
    expect(reportOf(repository).secrets).toEqual(secrets);
  });

  test('an object that git replaces', () => {
    const repository = repositoryWith(line());
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    const other = repository
      .run('git', ['hash-object', '-w', '--stdin'], { input: 'nothing\n' })
      .stdout.trim();
    repository.git('replace', blob, other);
    expect(reportOf(repository).secrets).toHaveLength(1);
    repository.git('rm', '--quiet', '--cached', 'README');
    repository.git('commit', '--quiet', '-m', 'x');
    repository.git('add', 'README');
    const scan = keyward(repository, ['scan', '--staged']);
    expect(scan, scan.output).toMatchObject({ code: 1 });
  });

  test('files whose names start like raw diff output', () => {
    const repository = repositoryWith();
    for (const name of [':y', ':100644 a', '\n:z']) repository.stage(`./${name}`, line()).commit();
    expect(reportOf(repository).secrets.length).toBe(3);
  });

  test('a private key of many lines, of which a later version lacks one', () => {
    const repository = repositoryWith();
    const body = Array.from({ length: 190 }, () => sample.bytes(48).toString('base64'));
    body[0] = `MIIS${body[0]?.slice(4) ?? ''}`;
    const key = (lines: readonly string[], after: string) =>
      `# ssh -i key.pem ec2-user@bastion\n${'-'.repeat(5)}BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n${'-'.repeat(5)}END RSA PRIVATE KEY-----\n${after}`;
    repository.stage('notes.txt', key(body, '')).commit();
    // git uses the longer one as the delta base
    repository.stage('notes.txt', key(body.with(170, '...'), `# ${'gone '.repeat(30)}\n`)).commit();
    repository.git('repack', '-adfq');
    fill(repository);
    expect(reportOf(repository).secrets.length).toBe(1);
  });

  /** Files with several paths, of which only one is evidence, and names that contain a key. */
  const NAMES: Readonly<Record<string, (repository: Repository) => void>> = {
    'a file whose earlier path is evidence': (repository) => {
      repository.stage('aws_secret_access_key', sample.secretAccessKey()).commit();
      repository.git('mv', 'aws_secret_access_key', 'aaa.txt');
      repository.commit();
    },
    'a file whose path is evidence only in a merge': (repository) => {
      const secret = sample.secretAccessKey();
      repository.stage('aaa.txt', secret).commit();
      for (const branch of ['one', 'two']) {
        repository.git('checkout', '--quiet', '-b', branch, 'main');
        repository.stage(`${branch}/f`, branch).commit();
      }
      repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'one');
      repository.stage('aws_secret_access_key', secret).commit();
      repository.git('rm', '--quiet', '--force', 'aws_secret_access_key');
      repository.commit();
    },
    'a file whose path is evidence on the other side of a merge': (repository) => {
      repository.git('checkout', '--quiet', '-b', 'side');
      repository.stage('a/b/aws_secret_access_key', sample.secretAccessKey()).commit();
      repository.git('checkout', '--quiet', 'main');
      repository.stage('c', 'x').commit().git('merge', '--quiet', '-m', 'merge', 'side');
      repository.git('branch', '--quiet', '-D', 'side');
    },
    'a file with a second path that is evidence': (repository) => {
      const secret = sample.secretAccessKey();
      repository.stage('aaa.txt', secret).stage('aws_secret_access_key', secret).commit();
    },
    'a private key, later under a name that says EC2': (repository) => {
      const key = pem();
      repository.stage('aaa.pem', key).stage('ec2.pem', key).commit();
    },
    'a bare secret, later under a path that says S3': (repository) => {
      const text = `secret_key: ${lettersAndDigits()}\n`;
      repository.stage('aaa.yml', text).stage('s3/a.yml', text).commit();
    },
    'a file with a second path that is evidence, which is only staged': (repository) => {
      const secret = sample.secretAccessKey();
      repository.stage('aaa.txt', secret).stage('aws_secret_access_key', secret);
    },
    'an empty file named after a key, next to another one': (repository) =>
      repository.stage('.gitkeep', '').stage(`${sample.accessKeyId()}.txt`, '').commit(),
    'a folder named after a key': (repository) =>
      repository.stage('a/f', 'x').stage(`${sample.accessKeyId()}/f`, 'x').commit(),
    "an author's name": (repository) =>
      repository.git(
        ...['-c', `user.name=${sample.accessKeyId()}`, 'commit', '--quiet', '--allow-empty', '-m', 'x'],
        `--author=${sample.accessKeyId()} <a@example.com>`,
      ),
    'a branch name': (repository) => repository.git('branch', `x-${sample.accessKeyId()}`),
    'a tag name': (repository) => repository.git('tag', `x-${sample.accessKeyId()}`),
  };

  test.each(
    Object.entries(NAMES).flatMap(([name, plant]) => [
      { name, plant, isMany: false },
      { name: `${name}, with many other objects`, plant, isMany: true },
    ]),
  )('$name', ({ plant, isMany }) => {
    const repository = repositoryWith();
    plant(repository);
    if (isMany) fill(repository);
    expect(reportOf(repository).secrets.length).toBeGreaterThan(0);
    // and again with the cache of the first audit
    expect(reportOf(repository).secrets.length).toBeGreaterThan(0);
  });

  test('another file with the content of an allowed path', () => {
    const repository = repositoryWith();
    const text = line();
    const paths = [{ glob: 'docs/**', rules: ['aws-access-key-id'], reason: 'made up' }];
    repository.stage('.keyward-allowlist.json', JSON.stringify({ version: 1, allow: {}, paths }));
    repository.stage('docs/a', text).stage('src/a', text).commit();
    expect(reportOf(repository).findings).toMatchObject([{ path: 'src/a' }]);
    repository.git('rm', '--quiet', 'src/a');
    repository.commit();
    expect(reportOf(repository).findings).toMatchObject([{ path: 'src/a' }]);
  });

  test.each([
    String.raw`b\303\274cher\377.txt`,
    String.raw`two\nlines.txt`,
    String.raw`t\011ab "quoted".txt`,
  ])('a file with the name %s', (name) => {
    const repository = repositoryWith();
    const script = `printf '100644 %s\\t${name}\\0' "$(git hash-object -w KEY)" | git update-index -z --index-info`;
    repository.write('KEY', line()).run('sh', ['-c', script]);
    repository.git('commit', '--quiet', '--no-verify', '-m', 'named');
    expect(reportOf(repository).secrets).toMatchObject([{ current: ['main'], branches: ['main'] }]);
    const { stdout } = audit(repository);
    expect(stdout).toContain('--paths-from-file');
    expect(stdout).not.toContain('--path ');
  });

  test('the message of a tag that is too large to read at once', () => {
    const repository = repositoryWith();
    const filler = 'as it was before\n'.repeat(1_100_000);
    repository.write('MESSAGE', `${filler}${line()}${filler}`).git('tag', '-a', '-F', 'MESSAGE', 'large');
    expect(reportOf(repository).secrets).toMatchObject([{ tags: ['large'] }]);
  });

  test('a detached HEAD of a linked worktree, a tag of a tag and a tag of a file', () => {
    const repository = repositoryWith();
    const tree = new Repository(join(temporaryFolder(), 'w'));
    repository.git('worktree', 'add', '--quiet', '--detach', tree.directory);
    tree.stage('a.txt', line()).commit();
    expect(reportOf(repository).secrets).toMatchObject([{ kept: 'reference', current: ['HEAD'] }]);
    const tagged = repositoryWith(line());
    tagged.git('tag', '--annotate', '--message', 'x', 'inner');
    tagged.git('tag', '--annotate', '--message', 'x', 'outer', 'inner');
    expect(reportOf(tagged).secrets).toMatchObject([{ current: ['inner', 'main', 'outer'] }]);
    const file = repositoryWith();
    const blob = file.run('git', ['hash-object', '-w', '--stdin'], { input: line() }).stdout.trim();
    file.git('tag', 'file', blob);
    expect(reportOf(file).secrets).toMatchObject([{ kept: 'reference', tags: ['file'] }]);
  });

  test('many versions, as one secret with its first and last commit', () => {
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

  test('a repository without writing the value to a report or the cache', () => {
    const repository = repositoryWith();
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    repository.stage(`${id}.env`, `AWS_SECRET_ACCESS_KEY=${secret}\n`);
    repository.git(
      'commit',
      '--quiet',
      '--no-verify',
      '-m',
      `uses ${id}`,
      `--author=${secret} <${id}@example.com>`,
    );
    repository.git('branch', id);
    for (const format of ['text', 'json', 'sarif', 'html']) {
      const { code, output } = audit(repository, '--format', format);
      expect(code).toBe(1);
      for (const value of [id, secret]) expect(output).not.toContain(value);
    }
    const kept = readFileSync(join(repository.directory, '.git/keyward/clean-objects'));
    const end = kept.indexOf('\n');
    expect(kept.toString('latin1', 0, end)).toMatch(/^keyward audit 4 [0-9a-f]{16}$/);
    const objects = repository
      .git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)')
      .split('\n');
    const ids = kept.toString('hex', end + 1).match(/.{40}/g) ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.join('')).toBe(kept.toString('hex', end + 1));
    for (const object of ids) expect(objects).toContain(object);
  });
});

describe('finds a key in', () => {
  test('a SHA-256 repository, a bare repository and one without commits', () => {
    const sha256 = Repository.create('--object-format=sha256').stage('a.txt', line()).commit();
    expect(reportOf(sha256).secrets).toMatchObject([{ current: ['main'] }]);
    const bare = new Repository(temporaryFolder());
    bare.git('clone', '--quiet', '--bare', sha256.directory, '.');
    expect(reportOf(bare).secrets).toMatchObject([{ current: ['main'] }]);
    const empty = Repository.create();
    expect(audit(empty)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 objects') as string });
    expect(reportOf(empty.stage('a.txt', line())).secrets).toMatchObject([{ kept: 'index' }]);
  });

  test('objects borrowed from another repository', () => {
    const lender = repositoryWith(line());
    const borrower = new Repository(temporaryFolder());
    borrower.git('clone', '--quiet', '--shared', lender.directory, '.');
    expect(reportOf(borrower).secrets).toMatchObject([{ current: ['main', 'origin/main'], pushed: true }]);
  });

  test('the whole repository from a folder in a linked worktree', () => {
    const repository = repositoryWith(line());
    const tree = join(temporaryFolder(), 'w');
    repository.git('worktree', 'add', '--quiet', '-b', 'w', tree);
    mkdirSync(join(tree, 'b'));
    expect(reportOf(new Repository(join(tree, 'b'))).secrets).toMatchObject([{ current: ['main', 'w'] }]);
  });
});
