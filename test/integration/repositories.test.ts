import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

function places(repository: Repository, options: Parameters<typeof scanJson>[2] = {}): string[] {
  return scanJson(repository, [], options).report.findings.map(({ path, line }) => `${path}:${line}`);
}

/** A staged key on line 2 of a file, after a committed first line. */
function stagedKey(repository: Repository): Repository {
  repository.stage('a.txt', 'x\n').commit();
  return repository.stage('a.txt', `x\n${sample.accessKeyId()}\n`);
}

describe('the result does not depend on', () => {
  const SETTINGS: readonly (readonly string[])[] = [
    ['diff.external', '/bin/true'],
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['diff.renames', 'copies'],
    ['diff.relative', 'true'],
    ['diff.ignoreSubmodules', 'all'],
    ['diff.context', '0'],
    ['diff.orderFile', '/dev/null'],
    ['diff.algorithm', 'histogram'],
    ['diff.wsErrorHighlight', 'all'],
    ['color.ui', 'always'],
    ['color.diff', 'always'],
    ['core.quotePath', 'false'],
    ['core.autocrlf', 'true'],
    ['core.safecrlf', 'false'],
    ['core.pager', 'false'],
    ['core.fsmonitor', 'false'],
    ['core.splitIndex', 'true'],
    ['core.attributesFile', '.gitattributes'],
    ['i18n.logOutputEncoding', 'Shift_JIS'],
    ['log.showSignature', 'true'],
    ['pager.diff', 'false'],
  ];

  test('git settings', () => {
    const repository = stagedKey(Repository.create());
    for (const [name = '', value = ''] of SETTINGS) {
      repository.git('config', name, value);
      expect(places(repository), name).toEqual(['a.txt:2']);
    }
  });

  test('attributes: -diff, binary, textconv, filters, encodings, line ends', () => {
    const repository = Repository.create();
    repository.git('config', 'diff.hide.textconv', 'true');
    repository.git('config', 'filter.hide.smudge', 'true');
    for (const attribute of [
      ...['-diff', 'binary', 'diff=hide', 'filter=hide', '-text', 'eol=crlf', 'linguist-generated'],
    ]) {
      repository.write('.gitattributes', `* ${attribute}\n`);
      repository.stage('a.lock', `x\n${sample.accessKeyId()}\n`);
      expect(places(repository), attribute).toEqual(['a.lock:2']);
    }
  });

  test('environment variables', () => {
    const repository = stagedKey(Repository.create());
    const index = join(temporaryFolder(), 'index');
    writeFileSync(index, readFileSync(join(repository.directory, '.git/index')));
    repository.git('reset', '--quiet');
    const env = {
      GIT_INDEX_FILE: index,
      GIT_DIR: join(repository.directory, '.git'),
      GIT_WORK_TREE: repository.directory,
      GIT_LITERAL_PATHSPECS: '1',
      GIT_ICASE_PATHSPECS: '0',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'diff.external',
      GIT_CONFIG_VALUE_0: '/bin/true',
      GIT_CONFIG_KEY_1: 'color.ui',
      GIT_CONFIG_VALUE_1: 'always',
      GIT_CONFIG_PARAMETERS: "'core.quotePath=false'",
      GIT_EXTERNAL_DIFF: '/bin/true',
      GIT_DIFF_OPTS: '--unified=9',
      GIT_PAGER: 'false',
      GIT_EDITOR: ':',
      GIT_SSH_COMMAND: 'false',
      GIT_TRACE: '1',
      GIT_TRACE2: '1',
      EDITOR: 'false',
      PAGER: 'false',
      LC_ALL: 'C',
      LANG: 'ja_JP.UTF-8',
    };
    expect(places(repository, { env })).toEqual(['a.txt:2']);
    expect(places(repository)).toEqual([]);
  });
});

describe('every kind of repository', () => {
  test('a linked worktree with its own index', () => {
    const main = Repository.create().stage('a.txt', 'x\n').commit();
    const folder = join(temporaryFolder(), 'tree');
    main.git('worktree', 'add', '--quiet', folder);
    const tree = new Repository(folder);
    tree.stage('a.txt', `x\n${sample.accessKeyId()}\n`);
    expect(places(tree)).toEqual(['a.txt:2']);
    expect(places(main)).toEqual([]);
  });

  test('a sparse checkout, alternates and intent-to-add entries', () => {
    const origin = Repository.create().stage('in/a.txt', 'x\n').stage('out/b.txt', 'x\n').commit();
    const folder = join(temporaryFolder(), 'clone');
    origin.git('clone', '--quiet', '--shared', '--sparse', origin.directory, folder);
    const repository = new Repository(folder);
    repository.git('sparse-checkout', 'set', 'in');
    const blob = repository.run('git', ['hash-object', '-w', '--stdin'], {
      input: `x\n${sample.accessKeyId()}\n`,
    });
    repository.git('update-index', '--cacheinfo', `100644,${blob.stdout.trim()},out/b.txt`);
    repository
      .write('in/later.txt', `${sample.accessKeyId()}\n`)
      .git('add', '--intent-to-add', 'in/later.txt');
    expect(places(repository)).toEqual(['out/b.txt:2']);
  });

  test('a partial clone: without old content, all lines count as added; a missing new object blocks', () => {
    const old = sample.accessKeyId();
    const origin = Repository.create().stage('a.txt', `${old}\nx\n`).stage('b.txt', 'x\n').commit();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const folder = join(temporaryFolder(), 'clone');
    origin.git(
      'clone',
      '--quiet',
      '--no-checkout',
      '--filter=blob:none',
      `file://${origin.directory}`,
      folder,
    );
    const repository = new Repository(folder);
    const stage = (path: string, content: string) => {
      const blob = repository.run('git', ['hash-object', '-w', '--stdin'], { input: content });
      repository.git('update-index', '--add', '--cacheinfo', `100644,${blob.stdout.trim()},${path}`);
    };
    // old versions of git would fetch here
    repository.run('git', ['read-tree', 'HEAD'], { env: { GIT_ALLOW_PROTOCOL: 'none' } });
    stage('a.txt', `${old}\ny\n`);
    expect(places(repository)).toEqual(['a.txt:1']);
    // like the hook, which counts no lines
    const { code, output } = keyward(repository, ['scan']);
    expect(code, output).toBe(1);
    expect(output).toContain('a.txt:1');
    stage('a.txt', 'clean\n');
    expect(scanJson(repository)).toMatchObject({ code: 0, report: { findings: [] } });
    repository.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},c.txt`);
    expect(scanJson(repository)).toMatchObject({ code: 2, report: { complete: false } });
  });

  test('Git LFS: scans local content, and reports pointers without it', () => {
    const repository = Repository.create().commit('empty');
    const stage = (content: string, isHere: boolean) => {
      const id = createHash('sha256').update(content).digest('hex');
      const folder = join(repository.directory, '.git/lfs/objects', id.slice(0, 2), id.slice(2, 4));
      mkdirSync(folder, { recursive: true });
      if (isHere) writeFileSync(join(folder, id), content);
      repository.stage(
        'big.bin',
        `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${content.length}\n`,
      );
    };
    const key = sample.accessKeyId();
    stage(`x\n${key}\n`, true);
    expect(scanJson(repository).report).toMatchObject({
      scanned: { unscanned: [] },
      findings: [{ path: 'big.bin', inside: 'Git LFS object', line: 2, column: 1 }],
    });
    repository.commit('first');
    stage(`y\n${key}\n`, true);
    expect(places(repository)).toEqual([]);
    repository.commit('same key');
    stage('elsewhere', false);
    const elsewhere = {
      code: 0,
      report: { scanned: { unscanned: [{ path: 'big.bin', reason: 'git-lfs' }] } },
    };
    expect(scanJson(repository)).toMatchObject(elsewhere);
    repository.commit('elsewhere');
    // the same in a range
    expect(scanJson(repository, ['--range', 'HEAD~1..HEAD'])).toMatchObject(elsewhere);
    expect(scanJson(repository, ['--range', 'HEAD~2..HEAD~1']).report.findings).toEqual([]);
    expect(scanJson(repository, ['--range', 'HEAD~3..HEAD']).report.findings).toMatchObject([
      { path: 'big.bin', inside: 'Git LFS object', line: 2, column: 1 },
    ]);
  });

  test('a scan changes nothing in the repository', () => {
    const repository = stagedKey(Repository.create());
    repository.write('untracked.txt', 'x\n').write('a.txt', 'changed\n');
    const before = repository.state();
    expect(keyward(repository, ['scan']).code).toBe(1);
    expect(keyward(repository, ['scan', '--range', 'HEAD..HEAD']).code).toBe(0);
    expect(repository.state()).toBe(before);
  });
});

describe('unusual names and contents', () => {
  test('names with special characters, contents that look like diff headers', () => {
    const names = [
      ...['sp ace.env', '鍵.env', '-n.env', 'a\nb.env', '[id].ts'],
      ...['we"ird.env', "it's.env", 'tab\there', 'b/ x', 'x => y', '--'],
    ];
    const repository = Repository.create();
    for (const name of names) repository.stage(name, 'x\n');
    repository.commit();
    const content = `x\n++ b/other.txt\n-- a/other.txt\n@@ -1 +1,9 @@\ndiff --git a/z b/z\n${sample.accessKeyId()}\n`;
    for (const name of names) repository.stage(name, content);
    const { findings } = scanJson(repository).report;
    expect(findings.map(({ path }) => path).sort()).toEqual([...names].sort());
    expect(findings.every(({ line }) => line === 6)).toBe(true);
  });

  test('10 MB on one line, a missing line end, CR line ends', () => {
    const repository = Repository.create()
      .stage('line.txt', `${'a '.repeat(5_000_000)}${sample.accessKeyId()}`)
      .stage('cr.txt', `x\r${sample.accessKeyId()}\ry`);
    expect(scanJson(repository).report.findings).toMatchObject([
      { path: 'cr.txt', line: 1, column: 3 },
      { path: 'line.txt', line: 1, column: 10_000_001 },
    ]);
    const { stdout } = keyward(repository, ['scan']);
    expect(stdout.split('\n').length).toBeLessThan(40);
  });
});

test('works without a network and does not use one', () => {
  const repository = stagedKey(Repository.create());
  const hook = join(temporaryFolder(), 'no-network.cjs');
  const deny = ['net.Socket.prototype.connect', 'dns.lookup'].map(
    (name) =>
      `require('${name.split('.')[0]}').${name.split('.').slice(1).join('.')} = () => { process.exit(99) };`,
  );
  writeFileSync(hook, deny.join('\n'));
  const { code } = repository.run(process.execPath, ['--require', hook, CLI, 'scan'], {
    env: cleanEnvironment(),
  });
  expect(code).toBe(1);
});
