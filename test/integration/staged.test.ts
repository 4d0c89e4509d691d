import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

function scan(repository: Repository, env: Record<string, string> = {}, cwd = repository.directory) {
  return scanJson(repository, [], { env, cwd });
}

function places({ report }: ReturnType<typeof scan>): string[] {
  return report.findings.map(({ path, line }) => `${path}:${line}`);
}

describe('a staged change', () => {
  test('reports only added lines; evidence may be on other lines', () => {
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    const repository = Repository.create().stage('a.txt', `${id}\nx\ny\n`).commit();
    repository.stage('a.txt', `${id}\nx\n${secret}\n`);
    expect(places(scan(repository))).toEqual(['a.txt:3']);
  });

  test('passes a removed or unchanged key, a pure rename and a mode change', () => {
    const repository = Repository.create()
      .stage('a.txt', `${sample.accessKeyId()}\nx\n`)
      .stage('b.txt', `${sample.accessKeyId()}\n`)
      .commit();
    repository.git('mv', 'a.txt', 'c.txt');
    repository.git('rm', '--quiet', 'b.txt');
    expect(scan(repository)).toMatchObject({ code: 0, report: { findings: [] } });
    chmodSync(join(repository.directory, 'c.txt'), 0o755);
    repository.stage('c.txt', repository.read('c.txt').replace('x', 'y'));
    expect(scan(repository)).toMatchObject({ code: 0, report: { findings: [] } });
  });

  test('reports the new path of a renamed file with an added key', () => {
    const repository = Repository.create().stage('a.txt', 'line\n'.repeat(30)).commit();
    repository.git('mv', 'a.txt', 'b.txt');
    repository.stage('b.txt', `${'line\n'.repeat(10)}${sample.accessKeyId()}\n${'line\n'.repeat(20)}`);
    expect(places(scan(repository))).toEqual(['b.txt:11']);
  });

  test('reads the index, not the working tree', () => {
    const repository = Repository.create()
      .stage('a.txt', `${sample.accessKeyId()}\n`)
      .write('a.txt', 'clean\n');
    expect(places(scan(repository))).toEqual(['a.txt:1']);
    repository.stage('a.txt', 'clean\n').write('a.txt', `${sample.accessKeyId()}\n`);
    expect(places(scan(repository))).toEqual([]);
  });

  test.each(['sha1', 'sha256'])('scans the first commit of a %s repository', (format) => {
    const repository = Repository.create(`--object-format=${format}`).stage(
      'a.txt',
      `x\n${sample.accessKeyId()}\n`,
    );
    expect(places(scan(repository))).toEqual(['a.txt:2']);
  });

  test('scans files with spaces, quotes, line ends, Japanese or a leading dash in their name, and the name itself', () => {
    const repository = Repository.create();
    const names = ['sp ace.env', '鍵.env', '-n.env', 'a\nb.env', '[id].ts', 'we"ird.env', 'b/ b.txt'];
    for (const name of names) repository.stage(name, `${sample.accessKeyId()}\n`);
    expect(places(scan(repository)).toSorted()).toEqual(names.map((name) => `${name}:1`).toSorted());
    const id = sample.accessKeyId();
    const named = Repository.create().stage(`${id}.pem`, 'x\n');
    const found = scan(named);
    expect(found.report.findings).toMatchObject([{ line: 1, column: 1, ruleId: 'aws-access-key-id' }]);
    expect(found.output).not.toContain(id);
  });

  test('tells apart names that are not valid UTF-8 and look the same', () => {
    const repository = Repository.create();
    const stage = (byte: string, text: string) => {
      const id = repository.run('git', ['hash-object', '-w', '--stdin'], { input: text }).stdout.trim();
      const entry = Buffer.from(`100644 ${id}\ta${byte}.txt\0`, 'latin1');
      repository.run('git', ['update-index', '-z', '--index-info'], { input: entry });
    };
    stage('\u00FF', 'x\ny\n');
    repository.commit();
    stage('\u00FF', 'x\nz\n');
    stage('\u00FE', `${sample.accessKeyId()}\nx\n`);
    expect(places(scan(repository))).toEqual(['a\uFFFD.txt:1']);
    expect(repository.run(process.execPath, [CLI, 'scan']).code).toBe(1);
  });

  test('scans the target of a symbolic link, and skips a submodule entry', () => {
    const repository = Repository.create().stage('a', 'x').commit();
    symlinkSync(sample.accessKeyId(), join(repository.directory, 'link'));
    repository.git('add', 'link');
    repository.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${repository.git('rev-parse', 'HEAD').trim()},sub`,
    );
    expect(places(scan(repository))).toEqual(['link:1']);
  });

  test('is the same in a subdirectory and with non-default diff settings', () => {
    const repository = Repository.create().stage('sub/a.txt', 'x\n').commit();
    const settings = {
      'diff.external': '/bin/true',
      'color.ui': 'always',
      'diff.noprefix': 'true',
      'diff.relative': 'true',
      'diff.renames': 'false',
      'diff.orderFile': '/nowhere',
      'core.quotePath': 'false',
    };
    for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
    repository.stage('.gitattributes', '*.lock -diff\n*.bin binary\n');
    for (const name of ['root.lock', 'b.bin']) repository.stage(name, `x\n${sample.accessKeyId()}\n`);
    repository
      .stage('sub/a.txt', `x\n++ b/other.txt\n@@ -1 +1 @@\n${sample.accessKeyId()}\n`)
      .stage('nul.txt', `\0\n${sample.accessKeyId()}\n`);
    const found = scan(
      repository,
      { GIT_EXTERNAL_DIFF: '/bin/true', GIT_TRACE: '1', EDITOR: 'x', PAGER: 'y' },
      join(repository.directory, 'sub'),
    );
    expect(places(found)).toEqual(['b.bin:2', 'nul.txt:2', 'root.lock:2', 'sub/a.txt:4']);
  });

  test('does not treat a commit that a squash hook makes as a merge', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit();
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.stage('k.txt', `${sample.accessKeyId()}\n`).commit();
    repository.git('checkout', '--quiet', 'main');
    repository.write('.git/hooks/post-merge', `#!/bin/sh\n"${process.execPath}" "${CLI}" scan --lang en\n`);
    chmodSync(join(repository.directory, '.git/hooks/post-merge'), 0o755);
    expect(repository.tryGit('merge', '--squash', 'side').output).toContain('1 AWS credential in k.txt:1:1');
  });

  test('reports only those lines of a merge that no parent contains', () => {
    const [theirs, fresh] = [sample.accessKeyId(), sample.accessKeyId()];
    const repository = Repository.create().stage('a.txt', 'base\n').commit();
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.stage('a.txt', 'topic\n').stage('old.txt', `${theirs}\n`).commit();
    repository.git('checkout', '--quiet', 'main');
    repository.stage('a.txt', 'main\n').commit();
    expect(repository.tryGit('merge', 'topic').code).toBe(1);
    repository.stage('a.txt', 'both\n');
    expect(places(scan(repository))).toEqual([]);
    repository.stage('a.txt', `both\n${fresh}\n`);
    expect(places(scan(repository))).toEqual(['a.txt:2']);
  });

  test('lists unscanned content, and blocks it with strict', () => {
    const repository = Repository.create()
      .stage('a.gz', Buffer.from([0x1f, 0x8b, 8, 0]))
      .stage('b.xz', Buffer.from('\xfd7zXZ\0…', 'latin1'));
    const unscanned = [
      { path: 'a.gz', inside: 'a', reason: 'corrupt' },
      { path: 'b.xz', reason: 'xz' },
    ];
    expect(scan(repository)).toMatchObject({ code: 0, report: { scanned: { unscanned } } });
    repository.stage('.keyward.json', '{ "strict": true }');
    expect(scan(repository).code).toBe(2);
  });

  test('reports only new values in a changed archive', () => {
    const [old, fresh] = [sample.accessKeyId(), sample.accessKeyId()];
    const repository = Repository.create()
      .stage('a.gz', gzipSync(`${old}\n`))
      .commit();
    repository.stage('a.gz', gzipSync(`# a comment\n${old}\n`));
    expect(scan(repository)).toMatchObject({ code: 0, report: { findings: [] } });
    repository.stage('a.gz', gzipSync(`${old}\n${fresh}\n`));
    expect(scan(repository).report.findings).toMatchObject([{ path: 'a.gz', inside: 'a', line: 2 }]);
  });

  test('passes an encoded value in an old line', () => {
    const encoded = gzipSync(`${sample.accessKeyId()}\n`).toString('base64');
    const repository = Repository.create().stage('a.yaml', `blob: ${encoded}\nx: 1\n`).commit();
    repository.stage('a.yaml', `blob: ${encoded}\nx: 2\n`);
    expect(scan(repository)).toMatchObject({ code: 0, report: { findings: [] } });
    repository.stage('a.yaml', `x: 1\nblob: ${encoded} \n`);
    expect(places(scan(repository))).toEqual(['a.yaml:2']);
  });

  test.each([
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big endian', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('counts lines like git in %s, whose characters may contain the byte 0x0A', (_, encoded) => {
    const [before, id] = ['上下ਕ上\r\n'.repeat(30), sample.accessKeyId()];
    const repository = Repository.create()
      .stage('a.txt', encoded(`${before}x\r\n${before}`))
      .commit();
    repository.stage('a.txt', encoded(`${before}${id}\r\n${before}`));
    expect(places(scan(repository))).toEqual(['a.txt:31']);
    // like the hook, which counts no lines
    expect(repository.run(process.execPath, [CLI, 'scan']).code).toBe(1);
    repository.commit().stage('a.txt', encoded(`${before}${id}\r\n${before}x\r\n`));
    expect(scan(repository)).toMatchObject({ code: 0, report: { findings: [] } });
    expect(repository.run(process.execPath, [CLI, 'scan']).code).toBe(0);
  });

  test('scans a long line and a long file in several windows, and counts lines', () => {
    const id = sample.accessKeyId();
    const repository = Repository.create()
      .stage('line.txt', `${'a '.repeat(1_200_000)}${id}\n`)
      .stage('file.txt', `${'é x\n'.repeat(600_000)}${id}\n`);
    const { report } = scan(repository);
    expect(report.findings).toMatchObject([
      { path: 'file.txt', line: 600_001, column: 1 },
      { path: 'line.txt', line: 1, column: 2_400_001 },
    ]);
    expect(report.scanned).toMatchObject({ files: 2, addedLines: 600_002 });
  });

  test.each([[], ['--jitless']])(
    'finds a key at the end of a large change, with Node flags %s',
    (...flags: string[]) => {
      const run = (repository: Repository) => repository.run(process.execPath, [...flags, CLI, 'scan']);
      const filler = 'const value = other(42);\n'.repeat(4000);
      const repository = Repository.create();
      for (const name of ['a', 'b', 'c', 'd', 'e']) repository.stage(`${name}.ts`, filler);
      expect(run(repository)).toMatchObject({ code: 0 });
      repository.stage('f.ts', `${filler}${sample.accessKeyId()}\n${filler}`);
      const { code, stdout } = run(repository);
      expect(code).toBe(1);
      expect(stdout).toContain('f.ts:4001:1');
    },
  );
});

describe('a scan that cannot be done blocks', () => {
  test('because of a missing object', () => {
    const repository = Repository.create();
    repository.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},gone.txt`);
    expect(scan(repository)).toMatchObject({
      code: 2,
      report: { complete: false, error: { code: 'object-missing' } },
    });
  });

  test('succeeds outside a repository', () => {
    const repository = new Repository(temporaryFolder());
    expect(scan(repository)).toMatchObject({ code: 2, report: { error: { code: 'not-a-repository' } } });
  });

  test('because of a broken HEAD, which is not treated as a first commit', () => {
    const repository = Repository.create().stage('a', 'x').commit();
    repository.write('.git/refs/heads/main', `${'2'.repeat(40)}\n`);
    expect(scan(repository)).toMatchObject({ code: 2, report: { error: { code: 'git-failed' } } });
  });

  test.each([
    ['diff-index', 'kill -9 $$', 'git-killed'],
    ['diff-index', 'exit 137', 'git-failed'],
    ['diff-index', 'printf ":100644 100644"', 'git-short'],
    ['cat-file', 'kill -9 $$', 'git-killed'],
    ['cat-file', 'exit 3', 'git-failed'],
    ['cat-file', 'head -c 20', 'git-short'],
    ['cat-file', 'command git "$@"; exit 3', 'git-failed'],
  ])('if git %s runs: %s', (command, script, code) => {
    const repository = Repository.create().stage('a.txt', 'clean\n').pack('a.txt');
    const folder = temporaryFolder();
    const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
    const fake = new Repository(folder).write(
      'git',
      `#!/bin/sh\ncase "$*" in *${command}*) ${script.replace('command git', real)} ;; *) exec ${real} "$@" ;; esac\n`,
    );
    chmodSync(join(fake.directory, 'git'), 0o755);
    const found = scan(repository, { PATH: `${folder}:${process.env['PATH']}` });
    expect(found).toMatchObject({ code: 2, report: { complete: false, error: { code } } });
  });

  test('without git', () => {
    const repository = Repository.create().stage('a.txt', 'clean\n');
    expect(scan(repository, { PATH: temporaryFolder() })).toMatchObject({
      code: 2,
      report: { error: { code: 'git-missing' } },
    });
  });
});

test('does not print a key in a file name for git commit PATH or in an error', () => {
  const id = sample.accessKeyId();
  const token = sample.bedrockApiKey().replaceAll('/', 'a');
  const env = { GIT_INDEX_FILE: '.git/next-index-1.lock' };
  const repository = Repository.create().write(`${id}.env`, 'x\n').write(`key=${token}`, 'x\n');
  repository.run('git', ['add', '-A'], { env });
  const blocked = repository.run(process.execPath, [CLI, 'scan'], { env });
  expect(blocked).toMatchObject({ code: 1 });
  expect(blocked.output).toContain('git commit :/.keyward-allowlist.json');
  repository.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},key=${token}-${id}`);
  const failed = repository.run(process.execPath, [CLI, 'scan']);
  expect(failed).toMatchObject({ code: 2 });
  for (const value of [id, token]) expect(blocked.output + failed.output).not.toContain(value);
});

test('passes the environment of a hook to git, with simple-git and without it', () => {
  const repository = Repository.create().stage('a.txt', 'clean\n').commit();
  const other = join(repository.directory, '.git', 'index.other');
  repository.write('a.txt', `${sample.accessKeyId()}\n`);
  repository.run('git', ['add', 'a.txt'], { env: { GIT_INDEX_FILE: other } });
  expect(places(scan(repository))).toEqual([]);
  expect(places(scan(repository, { GIT_INDEX_FILE: other }))).toEqual(['a.txt:1']);
  expect(places(scan(repository, { GIT_INDEX_FILE: '.git/index.other' }))).toEqual(['a.txt:1']);
});

test('scans the name of a submodule even if settings ignore it', () => {
  const id = sample.accessKeyId();
  const repository = Repository.create().stage('a.txt', 'clean\n').commit();
  repository.write('.gitmodules', `[submodule "s"]\n\tpath = ${id}\n\turl = ./x\n\tignore = all\n`);
  repository.git('config', 'diff.ignoreSubmodules', 'all');
  const head = repository.git('rev-parse', 'HEAD').trim();
  repository.git('update-index', '--add', '--cacheinfo', `160000,${head},${id}`);
  expect(scan(repository).code).toBe(1);
  repository.commit();
  expect(repository.run(process.execPath, [CLI, 'scan', '--range', 'HEAD~1..HEAD']).code).toBe(1);
});

test.each(['AKIA', 'ASIA'] as const)(
  'a word that AWS cannot have issued passes with one line: %s',
  (prefix) => {
    const word = `${sample.accessKeyId(prefix).slice(0, 12)}01890189`;
    const repository = Repository.create().stage('a.txt', `aws_access_key_id = ${word}\n`);
    for (const args of [['scan'], ['hook', 'pre-commit']]) {
      const { code, stdout } = keyward(repository, args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^keyward: a\.txt:1:21: A[KS]IA….{4} is not an access key ID .*\n$/);
      expect(stdout).not.toContain(word);
    }
    repository.commit('in the history').stage('b.txt', 'clean\n');
    expect(keyward(repository, ['scan'])).toMatchObject({ code: 0, stdout: '' });
  },
);
