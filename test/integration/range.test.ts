import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

function id(repository: Repository, name = 'HEAD'): string {
  return repository.git('rev-parse', name).trim();
}

/** The findings in a range as `<commit> <path>:<line>`, with the test's names of commits. */
function places(repository: Repository, range: string, names: Readonly<Record<string, string>>): string[] {
  const { report } = scanJson(repository, ['--range', range]);
  return report.findings.map(
    ({ commit, path, line }) => `${names[commit ?? ''] ?? String(commit)} ${path}:${line}`,
  );
}

describe('scan --range', () => {
  test('scans every commit, not only the content at the tip', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit('base');
    const base = id(repository);
    const added = id(repository.stage('k.txt', `x\n${sample.accessKeyId()}\n`).commit('add'));
    repository.git('rm', '--quiet', 'k.txt');
    repository.commit('remove');
    const message = id(repository.commit(`subject\n\nkey ${sample.accessKeyId()}`));
    expect(places(repository, `${base}..HEAD`, { [added]: 'added', [message]: 'message' })).toEqual([
      'added k.txt:2',
      'message <message>:3',
    ]);
    for (const range of [`${added}..HEAD`, `${added}..`, added])
      expect(scanJson(repository, ['--range', range]).report.findings).toHaveLength(1);
    expect(keyward(repository, ['scan', '--range', `${base}..HEAD`]).code).toBe(1);
    expect(scanJson(repository, ['--range', `${base}..${base}`])).toMatchObject({
      code: 0,
      report: { findings: [] },
    });
  });

  test('reports only lines that a commit adds, not those that it moves, keeps or removes', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().stage('a.txt', `${key}\nx\ny\n`).commit();
    const base = id(repository);
    repository.stage('a.txt', `${key}\nx\nz\n`).commit();
    repository.git('mv', 'a.txt', 'b.txt');
    repository.commit();
    repository.stage('b.txt', 'x\nz\n').commit();
    expect(places(repository, `${base}..HEAD`, {})).toEqual([]);
    const back = id(repository.stage('b.txt', `x\n${key}\nz\n`).commit());
    expect(places(repository, `${base}..HEAD`, { [back]: 'back' })).toEqual(['back b.txt:2']);
  });

  test('reports only those lines of a merge that no parent contains', () => {
    const repository = Repository.create().stage('a.txt', '1\n2\n3\n').commit();
    repository.git('checkout', '--quiet', '-b', 'side');
    const side = id(
      repository.stage('s.txt', `${sample.accessKeyId()}\n`).stage('a.txt', '1\n2\nside\n').commit(),
    );
    repository.git('checkout', '--quiet', 'main');
    const main = id(repository.stage('a.txt', '1\n2\nmain\n').commit());
    repository.tryGit('merge', 'side');
    repository
      .stage('a.txt', `1\n2\nboth\n${sample.accessKeyId()}\n`)
      .git('commit', '--quiet', '--no-verify', '--no-edit');
    const merge = id(repository);
    const names = { [side]: 'side', [merge]: 'merge' };
    expect(places(repository, `${main}..HEAD`, names)).toEqual(['side s.txt:1', 'merge a.txt:4']);
  });

  test('reports a new file name in a merge, with content of one parent or both', () => {
    const repository = Repository.create().stage('a.txt', '1\n2\n3\n4\n').commit();
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.stage('side.txt', 'a\nb\nc\nd\n').stage('side2.txt', 'e\nf\ng\nh\n').commit();
    repository.git('checkout', '--quiet', 'main');
    const main = id(repository.stage('main.txt', 'main\n').commit());
    repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    const names = Array.from({ length: 4 }, () => sample.accessKeyId());
    repository.git('mv', 'a.txt', `1 ${names[0]}`);
    repository.git('mv', 'side.txt', `2 ${names[1]}`);
    repository.git('mv', 'side2.txt', `3 ${names[2]}`);
    repository.stage(`3 ${names[2]}`, 'e\nf\ng\nh\ni\n').stage(`4 ${names[3]}`, 'main\n').commit();
    const found = places(repository, `${main}..HEAD`, { [id(repository)]: 'merge' });
    expect(found.map((place) => place.slice(0, 'merge 1'.length)).sort()).toEqual([
      'merge 1',
      'merge 2',
      'merge 3',
      'merge 4',
    ]);
  });

  test('scans a first commit, file names, links, type changes and submodules', () => {
    const [first, name] = [sample.accessKeyId(), sample.accessKeyId()];
    const repository = Repository.create().stage('a b.txt', `${first}\n`).commit();
    const root = id(repository);
    repository.git('checkout', '--quiet', '--orphan', 'other');
    repository.git('rm', '--quiet', '-rf', '.');
    const base = id(repository.commit('nothing'));
    const named = id(repository.stage(`鍵 "${name}".txt`, 'x\n').commit());
    repository.git('update-index', '--add', '--cacheinfo', `160000,${root},sub`);
    repository.commit('a submodule');
    const found = scanJson(repository, ['--range', `${base}..HEAD`]).report.findings;
    expect(found).toMatchObject([{ commit: named, line: 1, ruleId: 'aws-access-key-id' }]);
    expect(found[0]?.path).not.toContain(name);
    expect(places(repository, `${base}..main`, { [root]: 'root' })).toEqual(['root a b.txt:1']);
  });

  test('scans the name of a submodule that .gitmodules ignores', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit();
    const name = `sub-${sample.accessKeyId()}`;
    repository.write('.gitmodules', `[submodule "x"]\n\tpath = ${name}\n\tignore = all\n`);
    repository.git('update-index', '--add', '--cacheinfo', `160000,${id(repository)},${name}`);
    expect(scanJson(repository).report.findings).toHaveLength(1);
    repository.commit();
    expect(scanJson(repository, ['--range', 'HEAD~1..HEAD']).report.findings).toHaveLength(1);
  });

  test('a file named <message> hides neither itself nor a commit message', () => {
    const repository = Repository.create().stage('<message>', 'a\n').commit('base');
    const message = id(repository.stage('<message>', 'a\nb\n').commit(`x\n\n\n\n${sample.accessKeyId()}`));
    expect(places(repository, 'HEAD~1..HEAD', { [message]: 'message' })).toEqual(['message <message>:3']);
    const file = id(repository.stage('<message>', `${sample.accessKeyId()}\n\nb\n`).commit('y'));
    expect(places(repository, 'HEAD~1..HEAD', { [file]: 'file' })).toEqual(['file <message>:1']);
  });

  test('applies the allowlist at the tip', () => {
    const key = sample.accessKeyId();
    const repository = Repository.create().commit('base');
    const base = id(repository);
    repository.stage('a.txt', `${key}\n`).commit();
    expect(keyward(repository, ['scan', '--range', `${base}..HEAD`]).code).toBe(1);
    expect(keyward(repository, ['allow', '--last', '--yes', '--reason', 'made up for a test'])).toMatchObject(
      {
        code: 0,
      },
    );
    expect(keyward(repository, ['scan', '--range', `${base}..HEAD`]).code).toBe(1);
    repository.commit('allow');
    const { code, report } = scanJson(repository, ['--range', `${base}..HEAD`]);
    expect({ code, findings: report.findings, allowed: report.allowed.length }).toEqual({
      code: 0,
      findings: [],
      allowed: 1,
    });
    repository.stage('.keyward-allowlist.json', '{ broken').commit();
    expect(scanJson(repository, ['--range', `${base}..HEAD`])).toMatchObject({
      code: 2,
      report: { complete: false, error: { code: 'config-syntax' } },
    });
  });

  test('explains a missing commit and wrong arguments', () => {
    const repository = Repository.create().commit();
    expect(scanJson(repository, ['--range', 'nowhere..HEAD'])).toMatchObject({
      code: 2,
      report: { error: { code: 'range-unknown' } },
    });
    for (const words of ['--all', 'a...b', '--all..HEAD', '..--all'])
      expect(scanJson(repository, [`--range=${words}`]).code).toBe(2);
    expect(scanJson(repository, ['--range', 'HEAD..HEAD', '--staged']).report.error?.code).toBe(
      'usage-conflict',
    );
  });

  test.each(['sha1', 'sha256'])('works in a %s repository', (format) => {
    const repository = Repository.create(`--object-format=${format}`).commit();
    const base = id(repository);
    const commit = id(repository.stage('a.txt', `${sample.accessKeyId()}\n`).commit());
    expect(places(repository, `${base}..HEAD`, { [commit]: 'it' })).toEqual(['it a.txt:1']);
  });
});

describe('a whole history of many commits', () => {
  /** Input for `git fast-import`: commits of one file each, some with a key. */
  function longHistory(keys: ReadonlyMap<number, string>): Repository {
    const repository = Repository.create();
    const commits = Array.from({ length: 520 }, (_, nth) => {
      const content = `n=${nth}\n${keys.get(nth) ?? 'nothing'}\n`;
      const who = `A <a@example.com> ${1_700_000_000 + nth} +0000`;
      return `commit refs/heads/main\ncommitter ${who}\ndata 1\nc\nM 644 inline f${nth % 9}.txt\ndata ${content.length}\n${content}\n`;
    });
    const made = repository.run('git', ['fast-import', '--quiet'], { input: commits.join('') });
    expect(made.code).toBe(0);
    return repository;
  }

  function push(repository: Repository): string {
    const input = `refs/heads/main ${id(repository, 'main')} refs/heads/main ${'0'.repeat(40)}\n`;
    const words = ['hook', 'pre-push', '--', 'https://example.com/x.git', 'https://example.com/x.git'];
    return keyward(repository, words, { input }).output;
  }

  test('has the same findings as a scan of each commit', () => {
    const keys = new Map([3, 200, 517].map((nth) => [nth, sample.accessKeyId()]));
    const repository = longHistory(keys);
    const root = id(repository, 'main~519');
    const found = scanJson(repository, ['--range', `${root}..main`]).report.findings;
    expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual(['f3.txt:2', 'f2.txt:2', 'f4.txt:2']);
    const output = push(repository);
    expect(output).toContain('keyward: push blocked: 3 AWS credentials in 3 files (f3.txt, f2.txt, f4.txt)');
    for (const { path, commit } of found)
      expect(output).toContain(`${path}  commit ${(commit ?? '').slice(0, 12)}\n    2:1 `);
    // also after an earlier push or audit proved objects clean
    expect(push(repository)).toContain('push blocked: 3 AWS credentials');
  });

  test('passes without findings, but not with a key in the name of a submodule', () => {
    const repository = longHistory(new Map());
    expect(push(repository)).toBe('');
    repository.git('reset', '--quiet', '--hard');
    const name = `sub-${sample.accessKeyId()}`;
    repository.git('update-index', '--add', '--cacheinfo', `160000,${id(repository, 'main')},${name}`);
    repository.commit();
    expect(push(repository)).toContain('push blocked: 1 AWS credential');
  });
});

describe('in a push', () => {
  const NONE = '0'.repeat(40);

  function push(repository: Repository, lines: readonly string[], remote = 'origin', url = '../x.git') {
    const input = lines.map((line) => `${line}\n`).join('');
    return keyward(repository, ['hook', 'pre-push', '--', remote, url], { input });
  }

  function withRemote(): Repository {
    const bare = temporaryFolder();
    const repository = Repository.create().stage('a.txt', 'a\n').commit();
    repository.git('init', '--quiet', '--bare', bare);
    repository.git('remote', 'add', 'origin', bare);
    repository.git('push', '--quiet', '--no-verify', 'origin', 'main');
    return repository;
  }

  test('scans new commits, a new branch and a force-push, and passes a deletion', () => {
    const repository = withRemote();
    const old = id(repository);
    const leak = id(repository.stage('k.txt', `${sample.accessKeyId()}\n`).commit());
    repository.stage('k.txt', 'clean\n').commit();
    const tip = id(repository);
    const blocked = push(repository, [`refs/heads/main ${tip} refs/heads/main ${old}`]);
    expect(blocked.code).toBe(1);
    expect(blocked.stdout.split('\n')[0]).toMatch(/^keyward: push blocked: 1 AWS credential in k\.txt:1:1/);
    expect(blocked.stdout).toContain(leak.slice(0, 12));
    expect(push(repository, [`refs/heads/new ${tip} refs/heads/new ${NONE}`]).code).toBe(1);
    // the remote has a commit that was never fetched
    expect(push(repository, [`refs/heads/main ${tip} refs/heads/main ${'1'.repeat(40)}`]).code).toBe(1);
    expect(push(repository, [`(delete) ${NONE} refs/heads/main ${old}`])).toMatchObject({
      code: 0,
      output: '',
    });
    expect(push(repository, [`refs/heads/main ${old} refs/heads/other ${NONE}`])).toMatchObject({
      code: 0,
      output: '',
    });
    expect(push(repository, [])).toMatchObject({ code: 0, output: '' });
  });

  test('scans commits that only another remote has', () => {
    const repository = withRemote();
    repository.stage('k.txt', `${sample.accessKeyId()}\n`).commit();
    repository.git('push', '--quiet', '--no-verify', 'origin', 'main');
    repository.git('fetch', '--quiet', 'origin');
    const line = `refs/heads/main ${id(repository)} refs/heads/new ${NONE}`;
    const url = repository.git('remote', 'get-url', 'origin').trim();
    expect(push(repository, [line], 'origin', url).code).toBe(0);
    expect(push(repository, [line], 'origin').code).toBe(1);
    expect(push(repository, [line], 'public', url).code).toBe(1);
    expect(push(repository, [line], 'https://example.com/x.git').code).toBe(1);
  });

  test('scans a tag and its message', () => {
    const repository = withRemote();
    repository.git('tag', '--annotate', '--message', `v1 ${sample.accessKeyId()}`, 'v1');
    repository.git('tag', 'light');
    const line = (name: string) => `refs/tags/${name} ${id(repository, name)} refs/tags/${name} ${NONE}`;
    expect(push(repository, [line('light')]).code).toBe(0);
    expect(push(repository, [line('v1')]).code).toBe(1);
  });

  test('applies the allowlist at the tip of each ref, and reports all refs', () => {
    const repository = withRemote();
    const old = id(repository);
    repository.stage('a.txt', `${sample.accessKeyId()}\n`).commit();
    const leak = id(repository);
    keyward(repository, ['scan', '--range', `${old}..HEAD`]);
    keyward(repository, ['allow', '--last', '--yes', '--reason', 'made up for a test']);
    repository.commit('allow');
    const allowed = id(repository);
    const line = (tip: string, name: string) => `refs/heads/x ${tip} refs/heads/${name} ${NONE}`;
    expect(push(repository, [line(allowed, 'a')]).code).toBe(0);
    const both = push(repository, [line(allowed, 'a'), line(leak, 'b')]);
    expect(both.code).toBe(1);
    expect(both.stdout).toContain('push blocked');
  });

  test('blocks if its input is not in the format of git', () => {
    expect(push(withRemote(), ['something else']).code).toBe(2);
  });
});

describe('a commit message', () => {
  function check(text: string, editor?: string) {
    const repository = Repository.create().write('MSG', text);
    const { code, stdout } = keyward(repository, ['hook', 'commit-msg', '--', 'MSG'], {
      env: { GIT_EDITOR: editor },
    });
    return { code, first: stdout.split('\n')[0] };
  }

  test('is scanned with comments, which git may keep', () => {
    const key = sample.accessKeyId();
    expect(check(`fix\n\nuse ${key}\n`)).toEqual({
      code: 1,
      first: 'keyward: commit blocked: 1 AWS credential in commit message:3:5',
    });
    for (const editor of [undefined, ':']) expect(check(`fix\n# ${key}\n`, editor).code).toBe(1);
    expect(check('fix\n# nothing\n').code).toBe(0);
  });

  test('is scanned manually with --message', () => {
    const repository = Repository.create().write('MSG', `x ${sample.accessKeyId()}\n`);
    expect(scanJson(repository, ['--message', 'MSG'])).toMatchObject({
      code: 1,
      report: { scanned: { source: 'message' }, findings: [{ path: '<message>', line: 1, column: 3 }] },
    });
    expect(scanJson(repository, ['--message', 'none']).report.error?.code).toBe('unreadable-file');
  });
});

describe('an amend', () => {
  test('is scanned as a whole if git reports an amended commit', () => {
    const repository = Repository.create().stage('a.txt', `${sample.accessKeyId()}\n`).commit();
    const hook = (...words: string[]) =>
      keyward(repository, ['hook', 'prepare-commit-msg', '--', 'MSG', ...words]);
    expect(hook('commit', 'HEAD').code).toBe(1);
    expect(hook('message')).toMatchObject({ code: 0, output: '' });
    repository.stage('a.txt', 'clean\n').commit().stage('b.txt', 'x\n').commit();
    expect(hook('commit', 'HEAD')).toMatchObject({ code: 0, output: '' });
  });
});
