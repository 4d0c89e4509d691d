import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { GitClient } from '../../src/git/git.ts';
import type { Inventory } from '../../src/audit/inventory.ts';
import { readInventory } from '../../src/audit/read-inventory.ts';
import type { ObjectList } from '../../src/audit/object-list.ts';
import { audit, fill, line } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample, seed } from '../helpers/seed.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 12);

function inventoryOf({ directory }: Repository): Promise<Inventory> {
  const clean = { open: () => undefined, has: () => false, isComplete: false };
  return readInventory(new GitClient(directory), {
    clean,
    search: { expect: () => undefined, search: () => Promise.resolve() },
  });
}

/** Returns the type of each object. */
function kindsIn(objects: ObjectList): Map<string, string> {
  const numbers = Array.from({ length: objects.size }, (_, number) => number);
  return new Map(numbers.map((number) => [objects.idOf(number), objects.kindOf(number)]));
}

/** Returns the type of each object according to git. */
function listedBy(repository: Repository): Map<string, string> {
  const lines = repository.git(
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objectname) %(objecttype)',
  );
  return new Map([...lines.matchAll(/^(\w+) (\w+)$/gm)].map(([, object = '', kind = '']) => [object, kind]));
}

/** Returns the paths of each object in any commit, from git's full list of each commit. */
function pathsIn(repository: Repository): Map<string, Set<string>> {
  const paths = new Map<string, Set<string>>();
  for (const [commit, kind] of listedBy(repository))
    for (const entry of kind === 'commit' ? repository.git('ls-tree', '-rtz', commit).split('\0') : []) {
      const [, type, object = '', path = ''] = /^\d+ (\w+) ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? [];
      if (type === 'blob' || type === 'tree') paths.set(object, (paths.get(object) ?? new Set()).add(path));
    }
  return paths;
}

const NAMES = ['a', 'a-b', 'a.b', 'a0', 'ab', 'b', 'c d', 'é', 'x', 'z'] as const;

/** Adds commits on three branches that add and delete files, folders and submodules, which may replace each other. */
function grow(repository: Repository, s: FakeCredentials): void {
  const path = () => JSON.stringify(Array.from({ length: 1 + s.integer(3) }, () => s.pick(NAMES)).join('/'));
  const put = () => {
    if (s.integer(9) === 0)
      return `M 160000 ${'1'.repeat(repository.git('rev-parse', 'HEAD').trim().length)} ${path()}\n`;
    const text = `${s.integer(30)}\n`;
    return `M ${s.pick(['100644', '100755'])} inline ${path()}\ndata ${text.length}\n${text}\n`;
  };
  repository.stage('a', 'a\n').commit();
  const begun = new Set(['main']);
  for (let round = 0; round < 25; round += 1) {
    const branch = s.pick(['main', 'other', 'third']);
    const from = begun.has(branch) ? branch : 'main';
    const other = s.pick(['main', ...begun]);
    const edits = Array.from({ length: s.integer(5) }, () => (s.integer(4) === 0 ? `D ${path()}\n` : put()));
    const parents = `from refs/heads/${from}^0\n${other === from ? '' : `merge refs/heads/${other}^0\n`}`;
    const head = `commit refs/heads/${branch}\ncommitter A <a@example.com> ${round} +0000\ndata 1\n${round % 10}\n`;
    const flags = ['-c', `fastimport.unpackLimit=${s.pick([0, 100])}`, 'fast-import', '--quiet', '--force'];
    const { code, output } = repository.run('git', flags, { input: head + parents + edits.join('') });
    expect(code, output).toBe(0);
    begun.add(branch);
    if (s.integer(5) === 0) repository.git('repack', '-dq', ...s.pick([[], ['-af'], ['-a']]));
  }
}

describe('the inventory of a repository', () => {
  for (let index = 0; index < CASES / 3; index += 1)
    test(`has the same objects and paths as git lists for each commit (case ${index} of seed ${seed})`, async () => {
      const repository = Repository.create(...(index % 3 === 2 ? ['--object-format=sha256'] : []));
      grow(repository, new FakeCredentials(seed + index));
      const { objects, ...inventory } = await inventoryOf(repository).then((all) => ({
        objects: all.objects,
        pathsOf: all.pathsOf.bind(all),
      }));
      expect(kindsIn(objects)).toEqual(listedBy(repository));
      const expected = pathsIn(repository);
      expect(expected.size).toBeGreaterThan(10);
      for (const [object, paths] of expected)
        expect(new Set(inventory.pathsOf(objects.numberOf(object) ?? -1)), object).toEqual(paths);
    });

  test('lists loose objects, objects in two packs and objects of another repository', async () => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('a.txt', 'a\n').commit();
    const packs = join(repository.directory, '.git/objects/pack');
    const pack = readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '';
    // a copy of the pack
    for (const end of ['pack', 'idx'])
      cpSync(join(packs, pack.replace(/pack$/, end)), join(packs, `pack-${'0'.repeat(40)}.${end}`));
    expect(kindsIn((await inventoryOf(repository)).objects)).toEqual(listedBy(repository));
    const borrower = new Repository(temporaryFolder());
    borrower.git('clone', '--quiet', '--shared', repository.directory, '.');
    borrower.stage('b.txt', 'b\n').commit();
    expect(kindsIn((await inventoryOf(borrower)).objects)).toEqual(listedBy(borrower));
  });

  test('lists objects in very many packs', async () => {
    const repository = Repository.create();
    for (let index = 0; index < 66; index += 1)
      repository.run('git', ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], {
        input: `blob\ndata 2\n${10 + index}\n`,
      });
    expect(kindsIn((await inventoryOf(repository)).objects)).toEqual(listedBy(repository));
    expect(listedBy(repository).size).toBe(66);
    fill(repository);
    repository.run('git', ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], {
      input: `blob\ndata ${line().length}\n${line()}\n`,
    });
    expect(audit(repository)).toMatchObject({ code: 1 });
  });

  test.each(['idx', 'pack'])('fails with the error of git on a damaged %s', (end) => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('a.txt', line()).commit();
    repository.git('repack', '-adkq');
    const packs = join(repository.directory, '.git/objects/pack');
    const name = readdirSync(packs).find((file) => file.endsWith(`.${end}`)) ?? '';
    truncateSync(join(packs, name), 3000);
    const { code, output } = audit(repository);
    expect(code, output).toBe(2);
  });

  test('has the paths of loose and packed commits and trees', async () => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('deep/er/a.txt', 'a\n').commit();
    repository.git('repack', '-adkq');
    repository.stage('deep/er/b.txt', 'b\n').commit();
    const { objects, pathsOf } = await inventoryOf(repository).then((all) => ({
      objects: all.objects,
      pathsOf: all.pathsOf.bind(all),
    }));
    for (const [object, paths] of pathsIn(repository))
      expect(new Set(pathsOf(objects.numberOf(object) ?? -1))).toEqual(paths);
  });

  test('has the paths in the other commits if a tree is missing', async () => {
    const repository = Repository.create();
    for (const text of ['1\n', '2\n', '3\n'])
      repository.stage('a.txt', `a${text}`).stage('b.txt', `b${text}`).commit();
    const tree = repository.git('rev-parse', 'main~2^{tree}').trim();
    rmSync(join(repository.directory, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const inventory = await inventoryOf(repository);
    expect(inventory.isMissing).toBe(true);
    for (const commit of ['main', 'main~1'])
      for (const path of ['a.txt', 'b.txt']) {
        const object = repository.git('rev-parse', `${commit}:${path}`).trim();
        expect(inventory.pathsOf(inventory.objects.numberOf(object) ?? -1), `${commit} ${path}`).toEqual([
          path,
        ]);
      }
  });
});

/** Returns an environment whose git first runs some code, in which `$real` is the real git. */
function gitWith(repository: Repository, code: string): { env: Record<string, string> } {
  const fake = join(temporaryFolder(), 'git');
  const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
  writeFileSync(fake, `#!/bin/sh\nreal='${real}'\n${code}\nexec "$real" "$@"\n`, { mode: 0o755 });
  return { env: { PATH: `${dirname(fake)}:${process.env['PATH'] ?? ''}` } };
}

/** Expects an audit to find one key, after Node has run some code. */
function expectKeyAfter(repository: Repository, code: string): void {
  const preload = join(temporaryFolder(), 'preload.cjs');
  writeFileSync(preload, code);
  const env = { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` };
  const outcome = keyward(repository, ['audit'], { env });
  expect(outcome.code, outcome.output).toBe(1);
  expect(outcome.stdout).toContain('1 AWS credential');
}

describe('an audit', () => {
  test.each([['without WebAssembly', 'delete globalThis.WebAssembly;']])('%s finds a key', (_name, code) => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('a.txt', `${'a line\n'.repeat(900)}${line()}`).commit();
    repository.stage('a.txt', 'a line\n'.repeat(900)).commit();
    repository.git('repack', '-adfkq');
    expectKeyAfter(repository, code);
  });

  test('finds objects that git packs while they are listed', () => {
    const repository = Repository.create();
    fill(repository);
    repository.git('repack', '-adkq');
    repository.stage('a.txt', line()).commit();
    repository.git('reset', '--quiet', '--hard', 'HEAD');
    repository.stage('a.txt', 'nothing\n').git('commit', '--quiet', '--amend', '--message', 'b');
    const { env } = gitWith(repository, 'case "$*" in *batch-all-objects*) "$real" repack -dq ;; esac');
    const outcome = keyward(repository, ['audit'], { env });
    expect(outcome.code, outcome.output).toBe(1);
    expect(outcome.stdout).toContain('1 AWS credential');
  });

  test.each(['--batch-all-objects', '--batch --buffer', ' log ', 'rev-list', 'ls-files', 'for-each-ref'])(
    'fails if git dies early: %s',
    (words) => {
      const repository = Repository.create();
      fill(repository);
      repository.stage('a.txt', line()).commit();
      const dies = `case " $* " in *"${words}"*) "$real" "$@" | head -c 300; kill -9 $$ ;; esac`;
      const { env } = gitWith(repository, dies);
      const { code, output } = keyward(repository, ['audit'], { env });
      expect(code, output).toBe(2);
      expect(output).toContain('git');
    },
  );

  test('never reports a damaged repository as clean', () => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('a.txt', `${line()}${'x\n'.repeat(300)}`).commit();
    const s = new FakeCredentials(seed);
    repository.git('repack', '-adfq');
    const packs = join(repository.directory, '.git/objects/pack');
    const file = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '');
    chmodSync(file, 0o600);
    const whole = readFileSync(file);
    for (let round = 0; round < CASES; round += 1) {
      const damaged = Buffer.from(whole);
      const offset = 12 + s.integer(whole.length - 40);
      damaged[offset] = (damaged[offset] ?? 0) ^ (1 << s.integer(8));
      writeFileSync(file, damaged);
      rmSync(join(repository.directory, '.git/keyward'), { recursive: true, force: true });
      // values that git can still read are found, and the verdict is only clean if git read everything
      const { code, output } = audit(repository);
      const isWhole = repository.tryGit('fsck', '--full').code === 0;
      expect(isWhole ? [1] : [1, 2], output).toContain(code);
    }
  });

  test('finds a key in a version with very many changes', () => {
    const repository = Repository.create();
    fill(repository);
    const s = new FakeCredentials(seed);
    const rows = Array.from({ length: 360_000 }, () => s.string('0123456789abcdef', 16));
    const table = (word: string) => rows.map((row) => `${row},${word}\n`).join('');
    repository.stage('a.csv', `${table('a')}id = AKIAIOSFODNN7EXAMPLE\n`).commit();
    repository.stage('a.csv', `${table('b')}${line()}id = AKIAIOSFODNN7EXAMPLE\n`).commit();
    repository.git('repack', '-adfkq');
    expectKeyAfter(repository, '');
  });

  test('knows the paths of staged files when run inside of the git directory', () => {
    const repository = Repository.create().stage('a.txt', 'a\n').commit();
    fill(repository);
    const path = `${sample.accessKeyId()}.txt`;
    repository.stage(path, 'nothing\n');
    const inside = new Repository(join(repository.directory, '.git'));
    expect(audit(inside)).toMatchObject({ code: 1 });
  });

  test('starts few git processes if trees are loose objects', () => {
    const repository = Repository.create();
    const files = Array.from(
      { length: 300 },
      (_, index) => `M 100644 inline d${index}/f\ndata 1\n${index % 10}\n`,
    );
    const head = 'commit refs/heads/main\ncommitter A <a@example.com> 1 +0000\ndata 1\na\n';
    const flags = ['-c', 'fastimport.unpackLimit=100000', 'fast-import', '--quiet'];
    expect(repository.run('git', flags, { input: head + files.join('') })).toMatchObject({ code: 0 });
    const log = join(temporaryFolder(), 'log');
    const fake = join(temporaryFolder(), 'git');
    const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
    writeFileSync(fake, `#!/bin/sh\necho >> '${log}'\nexec '${real}' "$@"\n`, { mode: 0o755 });
    const env = { PATH: `${dirname(fake)}:${process.env['PATH'] ?? ''}` };
    expect(keyward(repository, ['audit'], { env })).toMatchObject({ code: 0 });
    expect(readFileSync(log).length).toBeLessThan(20);
  });

  test('ignores files that are not objects, and reads all parents of a commit', () => {
    const repository = Repository.create();
    fill(repository);
    repository.stage('a.txt', 'a\n').commit();
    const objects = join(repository.directory, '.git/objects');
    mkdirSync(join(objects, 'ab'), { recursive: true });
    writeFileSync(join(objects, 'ab', '0'.repeat(62)), '');
    writeFileSync(join(objects, 'ab', 'tmp_obj_x'), '');
    rmSync(join(objects, 'fe'), { recursive: true, force: true });
    writeFileSync(join(objects, 'fe'), '');
    const commits = Array.from({ length: 400 }, (_, index) => {
      const text = `${index % 10}`;
      return `commit refs/heads/b${index}\ncommitter A <a@example.com> ${index} +0000\ndata 1\n${text}\nfrom refs/heads/main^0\n`;
    });
    repository.run('git', ['fast-import', '--quiet'], { input: commits.join('') });
    const parents = commits.flatMap((_, index) => ['-p', `refs/heads/b${index}`]);
    const merge = repository.git('commit-tree', 'main^{tree}', ...parents, '-m', 'm').trim();
    repository.git('update-ref', 'refs/heads/main', merge);
    repository.git('repack', '-dq');
    expect(audit(repository)).toMatchObject({ code: 0 });
  });

  test.each(['beyond the file', 'at the end of another object'])(
    'fails if a pack index has the offset of an object %s',
    (where) => {
      const repository = Repository.create();
      fill(repository);
      repository.stage('a.txt', 'a\n').commit();
      repository.git('repack', '-adkq');
      const packs = join(repository.directory, '.git/objects/pack');
      const name = readdirSync(packs).find((file) => file.endsWith('.idx')) ?? '';
      const index = readFileSync(join(packs, name));
      const pack = readFileSync(join(packs, name.replace(/idx$/, 'pack')));
      const count = index.readUInt32BE(8 + 255 * 4);
      const places = Array.from({ length: count }, (_, entry) => 8 + 1024 + 24 * count + 4 * entry).sort(
        (a, b) => index.readUInt32BE(a) - index.readUInt32BE(b),
      );
      const offsets = places.map((place) => index.readUInt32BE(place));
      // looks like the first byte of an object header with more bytes
      const isHead = (byte = 0) => byte >= 0x90 && byte < 0xd0;
      const found = offsets.findIndex((offset, entry) => entry > 0 && isHead(pack[offset - 1]));
      expect(found).toBeGreaterThan(0);
      const wrong = where === 'beyond the file' ? 0x40_00_00_00 : (offsets[found] ?? 0) - 1;
      index.writeUInt32BE(wrong, places[found - 1]);
      createHash('sha1')
        .update(index.subarray(0, -20))
        .digest()
        .copy(index, index.length - 20);
      chmodSync(join(packs, name), 0o600);
      writeFileSync(join(packs, name), index);
      const { code, output } = audit(repository);
      expect(code, output).toBe(2);
      expect(output).not.toContain('report');
    },
  );
});
