import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { audit, lettersAndDigits, line, reportOf, repositoryWith } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample, seed } from '../helpers/seed.ts';

describe('an incomplete history is reported and is not a clean verdict', () => {
  const cloneOf = (repository: Repository, ...options: string[]) => {
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const clone = new Repository(temporaryFolder());
    clone.git('clone', '--quiet', ...options, `file://${repository.directory}`, '.');
    return clone;
  };

  test('of a shallow clone', () => {
    const repository = repositoryWith(line());
    repository.stage('README', 'x\n').commit();
    const clone = cloneOf(repository, '--depth=1');
    expect(audit(clone)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^keyward: incomplete: the clone is shallow.*--unshallow/) as string,
    });
    expect(reportOf(clone, 2)).toMatchObject({ complete: false, scanned: { limits: ['shallow'] } });
  });

  test('of a partial clone', () => {
    const repository = repositoryWith(line());
    repository.stage('README', 'x\n').commit();
    expect(reportOf(cloneOf(repository, '--filter=blob:none'), 2).scanned.limits).toEqual(['partial']);
    repository.stage('README', line()).commit();
    const found = audit(cloneOf(repository, '--filter=blob:none'));
    expect(found).toMatchObject({ code: 1 });
    expect(found.stdout).toContain('The clone is partial');
  });

  test('with an unexpectedly missing object', () => {
    const repository = repositoryWith(line());
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    repository.stage('README', 'x\n').commit();
    rmSync(join(repository.directory, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    expect(reportOf(repository, 2)).toMatchObject({ complete: false, scanned: { limits: ['partial'] } });
    const sarif = audit(repository, '--format', 'sarif');
    expect(sarif.code).toBe(2);
    expect(sarif.stdout).toContain('"executionSuccessful": false');
  });

  test.each([
    ['tree', 'HEAD^{tree}'],
    ['folder', 'HEAD:folder'],
    ['parent', 'HEAD~1'],
  ])('with an unreachable commit whose %s git has deleted', (_, name) => {
    const repository = repositoryWith().stage('README', 'y\n').commit().stage('README', 'z\n').commit();
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.stage('folder/a.txt', 'x\n').commit().stage('folder/b.txt', line()).commit();
    const lost = repository.git('rev-parse', name).trim();
    repository.git('checkout', '--quiet', 'main');
    repository.git('branch', '--quiet', '-D', 'side');
    repository.git('reflog', 'expire', '--expire=now', '--all');
    rmSync(join(repository.directory, '.git/objects', lost.slice(0, 2), lost.slice(2)), { force: true });
    const report = reportOf(repository, 1);
    expect(report).toMatchObject({ complete: false, scanned: { limits: ['partial'] } });
    expect(report.secrets.length).toBe(1);
  });

  test('with a commit without its parent, whose tree other commits share', () => {
    const repository = repositoryWith();
    repository.git('checkout', '--quiet', '--orphan', 'side');
    const secret = new FakeCredentials(seed).secretAccessKey();
    repository.stage('aws_secret_access_key', secret).stage('a.txt', '1\n').commit();
    const lost = repository.git('rev-parse', 'HEAD', 'HEAD^{tree}').trim().split('\n');
    repository.stage('a.txt', '2\n').commit().commit('empty').commit('empty too');
    repository.git('checkout', '--quiet', '--force', 'main');
    repository.git('branch', '--quiet', '-D', 'side');
    repository.git('reflog', 'expire', '--expire=now', '--all');
    for (const id of lost)
      rmSync(join(repository.directory, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
    expect(reportOf(repository, 1)).toMatchObject({ complete: false, scanned: { limits: ['partial'] } });
  });

  test.each([
    ['another encoding', 'Jos\u00E9', '1700000000 +0930', 'iso-8859-1', '2023-11-15T07:43:20+09:30'],
    ['an invalid time', 'A', '99999999999999999 +0000', 'utf-8', '1970-01-01T00:00:00+00:00'],
    ['an invalid time zone', 'A', '1700000000 +051800', 'nothing known', '2023-11-14T22:13:20+00:00'],
  ])('prints date and author of a commit with %s', (_, name, time, encoding, date) => {
    const repository = repositoryWith().stage('b.txt', line());
    const tree = repository.git('write-tree').trim();
    const head = [
      `tree ${tree}`,
      `author ${name} <a@b> ${time}`,
      `committer A <a@b> ${time}`,
      `encoding ${encoding}`,
    ];
    const bytes = `${head.join('\n')}\n\nx\n`;
    const write = ['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'];
    const input = Buffer.from(bytes, 'latin1');
    const commit = repository.run('git', write, { input }).stdout.trim();
    repository.git('update-ref', 'refs/heads/odd', commit);
    expect(reportOf(repository).secrets).toMatchObject([{ first: { date, author: name } }]);
  });

  test('rejects a folder on the command line', () => {
    expect(audit(repositoryWith(), repositoryWith(line()).directory)).toMatchObject({ code: 2, stdout: '' });
  });

  test('names submodules', () => {
    const inner = repositoryWith(line());
    const outer = repositoryWith();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.directory, 'vendor/x');
    outer.commit();
    const outcome = audit(outer);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('vendor/x');
  });

  test.each(['loose', 'packed'])('finds a key in the path of a removed submodule, %s', (how) => {
    const repository = repositoryWith();
    const path = `lib/${sample.accessKeyId()}`;
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`);
    const holder = repository.commit().git('rev-parse', 'HEAD').trim();
    repository.git('rm', '--quiet', '--cached', path);
    repository.commit();
    if (how === 'packed') repository.git('gc', '--quiet');
    // the second run uses the cache of the first
    for (let run = 0; run < 2; run += 1) {
      const { findings, secrets } = reportOf(repository);
      expect(findings).toMatchObject([{ commit: holder }]);
      expect(secrets).toMatchObject([{ first: { id: holder }, branches: ['main'] }]);
    }
  });

  test('fails on a damaged object', () => {
    const repository = repositoryWith();
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    const file = join(repository.directory, '.git/objects', blob.slice(0, 2), blob.slice(2));
    repository.run('chmod', ['u+w', file]);
    writeFileSync(file, 'no object');
    expect(audit(repository)).toMatchObject({ code: 2, stdout: '' });
  });

  test('fails outside a repository', () => {
    expect(audit(new Repository(temporaryFolder()))).toMatchObject({ code: 2 });
  });
});

describe('clean objects are not scanned again', () => {
  const cache = (repository: Repository) => join(repository.directory, '.git/keyward/clean-objects');

  test('scans new objects, and those with findings', () => {
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

  test('ignores a cache of other rules, and a damaged one', () => {
    const repository = repositoryWith(line());
    const blob = repository.git('rev-parse', 'HEAD:README').trim();
    mkdirSync(join(repository.directory, '.git/keyward'));
    for (const text of [`keyward audit 2 0000000000000000\n${blob}\n`, `${blob}\n`, '', '\0\0']) {
      writeFileSync(cache(repository), text);
      expect(reportOf(repository).secrets).toHaveLength(1);
    }
  });

  test('audits a read-only repository', () => {
    const repository = repositoryWith();
    symlinkSync('/nowhere/at/all', join(repository.directory, '.git/keyward'));
    expect(audit(repository)).toMatchObject({ code: 0 });
  });
});

describe('reports', () => {
  test('uses the allowlist of the current commit', () => {
    const repository = repositoryWith(line());
    const [{ fingerprint } = { fingerprint: '' }] = reportOf(repository).secrets as unknown as {
      fingerprint: string;
    }[];
    repository.git('rm', '--quiet', 'README');
    repository.commit();
    const allow = keyward(repository, ['allow', fingerprint, '--reason', 'made up']);
    expect(allow, allow.output).toMatchObject({ code: 0 });
    repository.commit();
    // the entry is in use, although no current file contains the value
    expect(keyward(repository, ['allowlist', 'check'])).toMatchObject({ code: 0 });
    const outcome = audit(repository);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('1 AWS credential allowed');
  });

  test('--output writes the report and prints the verdict', () => {
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
    // an older report is overwritten, a file of the project is not
    expect(audit(repository, '--output', 'report.html')).toMatchObject({ code: 1 });
    const refused = audit(repository, '--output', 'README');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('README exists and was not overwritten');
    expect(repository.read('README')).toMatch(/^id = /);
  });

  test('says that the folder is not in a repository', () => {
    const { code, stderr } = audit(new Repository(temporaryFolder()));
    expect(code).toBe(2);
    expect(stderr).toContain('is not in a git repository');
  });

  test('counts what is allowed in credentials, as what is found', () => {
    const values = `${line()}aws_secret_access_key = ${sample.secretAccessKey()}\n`;
    const repository = repositoryWith(values);
    expect(audit(repository).stdout).toContain('1 AWS credential in its history');
    const fingerprints = /keyward allow (.*)/.exec(audit(repository).stdout)?.[1]?.split(' ') ?? [];
    expect(keyward(repository, ['allow', ...fingerprints, '--reason', 'made up'])).toMatchObject({ code: 0 });
    repository.commit();
    expect(audit(repository).stdout).toContain('1 AWS credential allowed');
  });

  test('prints commands that work in a new clone, with and without its remote', () => {
    const repository = repositoryWith(line());
    repository.git('commit', '--quiet', '--allow-empty', '-m', line());
    const { stdout } = audit(repository);
    // git filter-repo refuses a clone with an untracked file
    expect(stdout.match(/ \S*(?:replace|mailmap)\.txt$/gm)).toEqual([' ../replace.txt']);
    expect(stdout).toContain('--replace-text ../replace.txt --replace-message ../replace.txt');
    const push = /^ +(git push --force .*)$/m.exec(stdout)?.[1] ?? '';
    for (const hasRemote of [true, false]) {
      const host = temporaryFolder();
      repository.git('clone', '--quiet', '--bare', repository.directory, host);
      const clone = new Repository(temporaryFolder());
      clone.git('clone', '--quiet', host, '.');
      clone.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'rewritten');
      if (!hasRemote) clone.git('remote', 'remove', 'origin');
      const pushed = clone.run('sh', ['-c', push.replaceAll('ADDRESS', host)]);
      expect(pushed, pushed.output).toMatchObject({ code: 0 });
      expect(clone.git('ls-remote', host, 'refs/heads/main')).toContain(
        clone.git('rev-parse', 'HEAD').trim(),
      );
    }
  });

  test('prints how to remove what is on this machine only, and nothing about pushes', () => {
    const repository = repositoryWith();
    repository.stage('a.txt', line()).git('stash', '--quiet');
    repository.stage('b.txt', 'b\n').git('stash', '--quiet');
    const { stdout } = audit(repository);
    expect(stdout).not.toMatch(/push|filter-repo/);
    const commands = [...stdout.matchAll(/^ +(git (?:stash drop|reflog expire) .*)$/gm)];
    const [drop = '', forget = ''] = commands.map(([, command = '']) => command);
    // pasted as it is, it drops no stash
    expect(repository.run('sh', ['-c', drop]).code).not.toBe(0);
    expect(repository.git('stash', 'list').trim().split('\n')).toHaveLength(2);
    repository.run('sh', ['-c', drop.replace('STASH', "'stash@{1}'")]);
    repository.run('sh', ['-c', forget]);
    expect(audit(repository)).toMatchObject({ code: 0 });
    expect(repository.git('stash', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('prints a command that shows a commit message', () => {
    const repository = repositoryWith();
    repository.git('commit', '--quiet', '--allow-empty', '-m', line());
    repository.git('tag', '--annotate', 'v1', '-m', line());
    const commands = [...audit(repository).stdout.matchAll(/^ +look +(.*)$/gm)];
    expect(commands).toHaveLength(2);
    for (const [, command = ''] of commands)
      expect(repository.run('sh', ['-c', command]).stdout).toMatch(/^id = AKIA/m);
  });

  test('prints a command that shows each finding', () => {
    const repository = repositoryWith(line());
    // the file has another path in the last commit that contains the value
    repository.git('mv', 'README', 'b.txt');
    repository.commit();
    const command = /^ +look +(.*)$/m.exec(audit(repository).stdout)?.[1] ?? '';
    expect(repository.run('sh', ['-c', command]).stdout).toMatch(/^id = AKIA/);
  });

  test('escapes text from a repository', () => {
    const repository = repositoryWith();
    repository.stage('<img src=x onerror=alert(1)>\u001B[2J.txt', line()).commit();
    expect(audit(repository, '--format', 'html').stdout).not.toContain('<img');
    expect(audit(repository).stdout).not.toContain('\u001B');
  });

  test.each(['en', 'ja'])('prints the whole text in %s', (language) => {
    const fixed = new FakeCredentials(7);
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

test.each(['text', 'json', 'sarif', 'html'])(
  'redacts a file, a folder and a branch that are named after a found value: %s',
  (format) => {
    const secret = lettersAndDigits();
    const repository = repositoryWith();
    repository.stage(secret, `aws_secret_access_key = ${secret}\n`);
    repository.stage(`old-${secret}/a.txt`, `aws_secret_access_key = ${secret}\n`).commit();
    repository.git('branch', `x-${secret}`);
    const { code, output } = audit(repository, '--format', format);
    expect(code).toBe(1);
    expect(output).toContain(secret.slice(0, 4));
    expect(output).not.toContain(secret);
  },
);

test('reports the commit of a finding in a file that is named after its value', () => {
  const secret = lettersAndDigits();
  const repository = repositoryWith().stage(secret, `aws_secret_access_key = ${secret}\n`).commit();
  const head = repository.git('rev-parse', 'HEAD').trim();
  expect(reportOf(repository).findings.map(({ commit }) => commit)).toEqual([head, head]);
});

describe('a key that no commit contains', () => {
  test('is not called a part of the history', () => {
    const repository = Repository.create().stage('a.txt', 'x\n').commit();
    repository.stage('a.txt', line()).stage('a.txt', 'y\n').commit();
    const { code, stdout } = audit(repository);
    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      'keyward: 1 AWS credential in objects that no commit contains: no push sends them, but a copy of this folder does',
    );
    expect(stdout).toContain('1. If a key has ever left this machine');
    expect(stdout).not.toContain('Create new keys');
  });

  test('may be in one that a shallow clone lacks', () => {
    const origin = Repository.create().stage('a.txt', 'x\n').commit().stage('a.txt', 'y\n').commit();
    const clone = new Repository(temporaryFolder());
    clone.git('clone', '--quiet', '--depth=1', `file://${origin.directory}`, '.');
    clone.write('b.txt', line()).git('hash-object', '-w', 'b.txt');
    expect(audit(clone).stdout).toMatch(/^keyward: do not make this repository public yet: 1 /);
  });

  test('is one as soon as another key is in a commit, or a tag holds it', () => {
    const repository = Repository.create().stage('a.txt', 'x\n').commit();
    repository.stage('a.txt', line()).stage('a.txt', 'y\n').commit();
    repository.git('tag', '-a', '-m', sample.accessKeyId(), 'v1');
    expect(audit(repository).stdout).toMatch(/^keyward: do not make this repository public yet: 2 /);
  });
});
