import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SEALED } from '../helpers/archives.ts';
import { audit, fill, line } from '../helpers/audit.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const COUNT = 4;

interface Report {
  complete: boolean;
  scanned: { files: number; bytes: number; limits: string[]; unscanned: object[] };
  findings: { fingerprint: string }[];
  shard: {
    index: number;
    count: number;
    rules: string;
    refs: string;
    repository: { count: number; ids: string };
    objects: { count: number; ids: string };
    suspects: string[];
  };
}

/** Makes a copy with the same name, as another machine would have it. */
function copyOf(repository: Repository): Repository {
  const folder = join(temporaryFolder(), 'project');
  cpSync(repository.directory, folder, { recursive: true, verbatimSymlinks: true });
  return new Repository(folder, repository.environment);
}

/** Audits each shard in a copy of its own. Returns the names of the reports, and their content. */
function shardsOf(
  repository: Repository,
  codes: readonly number[] = [0, 1],
  count = COUNT,
): { files: string[]; reports: Report[] } {
  const folder = temporaryFolder();
  const files = Array.from({ length: count }, (_, index) => join(folder, `shard-${index + 1}.json`));
  const reports = files.map((file, index) => {
    const outcome = audit(copyOf(repository), '--shard', `${index + 1}/${count}`);
    expect(codes, outcome.output).toContain(outcome.code);
    writeFileSync(file, outcome.stdout);
    return JSON.parse(outcome.stdout) as Report;
  });
  return { files, reports };
}

function merge(repository: Repository, files: readonly string[], ...args: string[]): Outcome {
  return keyward(copyOf(repository), ['audit', '--merge', ...files, ...args]);
}

/** Writes a changed report next to another one. */
function changed(file: string, change: (report: Report) => void, report: Report): string {
  const copy = structuredClone(report);
  change(copy);
  writeFileSync(`${file}.changed`, JSON.stringify(copy));
  return `${file}.changed`;
}

const secret = () => sample.secretAccessKey();
/** An archive that cannot be opened. */
const sealed = (end: string) => Buffer.concat([SEALED['7z'] ?? Buffer.alloc(0), Buffer.from(end)]);

/** A history with findings of all kinds, in two packs with deltas and in loose objects. */
function history(): Repository {
  const repository = Repository.create();
  const [twice, bare, allowed] = [line(), secret(), line()];
  const log = Array.from({ length: 60 }, (_, nth) => `entry ${nth}: ${'abcdefghij'.repeat(nth % 7)}`);
  repository
    .stage('log.txt', `${log.join('\n')}\n`)
    .stage('README', 'x\n')
    .commit('start');
  for (let nth = 0; nth < 12; nth += 1) {
    log.push(`entry of round ${nth}`);
    // the same value in many versions of a delta family
    if (nth === 3) log.splice(20, 0, twice.trim());
    if (nth === 9) log.splice(20, 1);
    repository.stage('log.txt', `${log.join('\n')}\n`).stage(`file-${nth}.txt`, `file ${nth}\n`);
    repository.commit(`round ${nth}`);
  }
  repository.git('repack', '--quiet', '-a', '-d', '-f', '--depth=20');
  repository.stage('a/copy.txt', twice).stage('b/copy.cfg', `# ${twice}`).stage('c.txt', `c ${twice}`);
  repository.stage(
    'deploy/.env',
    `AWS_ACCESS_KEY_ID=${sample.accessKeyId()}\nAWS_SECRET_ACCESS_KEY=${bare}\n`,
  );
  // found only because another shard knows the value
  for (let nth = 0; nth < 6; nth += 1) repository.stage(`notes/${nth}.txt`, `see ${nth} ${bare} there\n`);
  repository.stage('coded.txt', Buffer.from(`aws_secret_access_key = ${bare}\n`).toString('base64'));
  repository.commit(`deploy with ${sample.accessKeyId()}`);
  repository.git('tag', '-a', '-m', `release ${line()}`, 'v1');
  // versions of one path, which is listed once
  for (const name of ['x.7z', 'y/x.7z', 'z.7z', 'x.7z', 'x.7z'])
    repository.stage(name, sealed(`${name} ${sample.string('abc', 9)}`)).commit('archive');
  repository.git('repack', '--quiet', '-d');
  // the name of a ref is in another shard than its commit
  for (let nth = 0; nth < 6; nth += 1) {
    repository.commit(`with ${line()}`);
    repository.git('branch', nth === 0 ? `fix-${sample.accessKeyId()}` : `aws-secret-access-key-${nth}`);
  }
  repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~14');
  repository.stage('side.txt', line()).stage('again.txt', `again ${twice}`).commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.git('rm', '--quiet', '-r', 'a', 'deploy');
  repository.commit('remove').stage('allowed.txt', allowed);
  const { stdout } = keyward(repository, ['scan', '--format', 'json']);
  const fingerprint = (JSON.parse(stdout) as Report).findings[0]?.fingerprint ?? '';
  const allow = keyward(repository, ['allow', fingerprint, '--reason', 'a test value']);
  expect(allow.code, allow.output).toBe(0);
  repository.commit('allowed');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD~2');
  repository.stage('stash.txt', line()).git('stash', '--quiet');
  return repository;
}

const FORMATS = ['text', 'html', 'sarif', 'json'] as const;

describe('the merged report of four shards is that of the whole audit', () => {
  test('byte for byte, in every format', () => {
    const repository = history();
    const { files, reports } = shardsOf(repository);
    for (const args of [...FORMATS.map((format) => ['--format', format]), ['--lang', 'ja']]) {
      const whole = audit(copyOf(repository), ...args);
      expect(merge(repository, files.toReversed(), ...args), args.join(' ')).toEqual(whole);
      expect(whole.code).toBe(1);
    }
    expect(reports.filter(({ findings }) => findings.length > 0).length).toBeGreaterThan(1);
    const values = reports.map(({ findings }) => [
      ...new Set(findings.map(({ fingerprint }) => fingerprint)),
    ]);
    expect(values.flat().length).toBeGreaterThan(new Set(values.flat()).size);
    expect(reports.filter(({ scanned }) => scanned.unscanned.length > 0).length).toBeGreaterThan(1);
  });

  test('also of a history that is searched before it is scanned', () => {
    const repository = history();
    fill(repository);
    fill(repository);
    repository.git('repack', '--quiet', '-a', '-d', '-f', '-k');
    const { files } = shardsOf(repository, [0, 1], 3);
    for (const format of ['html', 'json']) {
      const outcomes = [
        audit(copyOf(repository), '--format', format),
        merge(repository, files, '--format', format),
      ];
      // these two say how much one run had to read
      const [whole, merged] = outcomes.map(({ code, stdout }) => [
        code,
        stdout.replaceAll(/"(?:files|bytes)": \d+/g, ''),
      ]);
      expect(merged, format).toEqual(whole);
    }
  });

  test('with settings: a rule that is off, strict', () => {
    const repository = Repository.create();
    const rules = { 'aws-access-key-id': { off: true, reason: 'made-up keys of tests' } };
    repository.stage('.keyward.json', JSON.stringify({ version: 1, strict: true, rules, language: 'ja' }));
    repository.stage('x.7z', sealed('x')).stage('a', line()).commit();
    const { files } = shardsOf(repository, [0, 2]);
    expect(merge(repository, files, '--format', 'html')).toEqual(
      audit(copyOf(repository), '--format', 'html'),
    );
    const merged = merge(repository, files);
    expect(merged).toEqual(audit(copyOf(repository)));
    expect(merged.code, merged.output).toBe(2);
  });

  test('of a clean history', () => {
    const repository = Repository.create().stage('README', 'x\n').commit();
    const { files, reports } = shardsOf(repository, [0]);
    expect(merge(repository, files)).toEqual(audit(copyOf(repository)));
    expect(merge(repository, files).code).toBe(0);
    expect(reports.reduce((sum, { shard }) => sum + shard.objects.count, 0)).toBe(2);
  });

  test('of a shallow clone: incomplete', () => {
    const repository = Repository.create().stage('README', 'x\n').commit().stage('README', 'y\n').commit();
    const clone = new Repository(temporaryFolder());
    clone.git('clone', '--quiet', '--depth=1', `file://${repository.directory}`, '.');
    const { files, reports } = shardsOf(clone, [2]);
    expect(reports.every(({ complete }) => !complete)).toBe(true);
    const merged = merge(clone, files, '--json');
    expect(merged).toEqual(audit(copyOf(clone), '--json'));
    expect(merged.code).toBe(2);
  });

  test('without a working tree', () => {
    const repository = history();
    const bare = new Repository(join(temporaryFolder(), 'project.git'), repository.environment);
    mkdirSync(bare.directory);
    bare.git('clone', '--quiet', '--mirror', repository.directory, '.');
    const { files } = shardsOf(bare);
    expect(merge(bare, files, '--format', 'html')).toEqual(audit(copyOf(bare), '--format', 'html'));
  });
});

describe('a merge is refused', () => {
  const refused = (outcome: Outcome, message: RegExp) => {
    expect(outcome.code, outcome.output).toBe(2);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stdout).toBe('');
  };

  test('if a shard is missing, given twice, of another number of shards, or of another version', () => {
    const repository = Repository.create().stage('a', line()).stage('b', 'b\n').commit();
    const { files, reports } = shardsOf(repository);
    const [one = '', two = '', three = '', four = ''] = files;
    const [first] = reports as [Report];
    refused(merge(repository, [one, four]), /of 4 shards, these are missing: 2, 3/);
    refused(merge(repository, [one, two, three, four, two]), /shard 2 is given twice/);
    const others = shardsOf(repository, [0, 1], 2).files;
    refused(merge(repository, [one, ...others]), /belongs to another audit/);
    const other = changed(one, ({ shard }) => (shard.rules = 'other'), first);
    refused(merge(repository, [other, two, three, four]), /another version of keyward/);
    refused(merge(repository, []), /missing argument/);
  });

  test('if a file is not the report of a shard', () => {
    const repository = Repository.create().stage('a', line()).commit();
    const { files, reports } = shardsOf(repository);
    const [one = '', ...rest] = files;
    const [first] = reports as [Report];
    const whole = audit(copyOf(repository), '--json').stdout;
    const failed = audit(new Repository(temporaryFolder()), '--json').stdout;
    const contents = ['', '[]', 'null', '{', whole, failed, JSON.stringify({ ...first, shard: {} })];
    const broken: ((report: Report) => void)[] = [
      ({ shard }) => (shard.index = 0),
      ({ shard }) => (shard.index = 5),
      ({ shard }) => (shard.count = 1e15),
      ({ shard }) => (shard.objects.ids = 'x'),
      ({ shard }) => (shard.suspects = ['--help']),
      ({ scanned }) => (scanned.limits = ['none']),
      (report) => (report.findings = [{} as Report['findings'][0]]),
    ];
    for (const [index, content] of contents.entries()) {
      const file = `${one}.${index}`;
      writeFileSync(file, content);
      refused(merge(repository, [file, ...rest]), /is not the report of a shard/);
    }
    for (const change of broken)
      refused(merge(repository, [changed(one, change, first), ...rest]), /is not the report of a shard/);
    refused(merge(repository, [`${one}.none`, ...rest]), /could not be read \(ENOENT\)/);
  });

  test('if the clone has another HEAD, another branch or another object', () => {
    const repository = Repository.create().stage('a', line()).commit().stage('b', 'b\n').commit();
    const { files } = shardsOf(repository);
    const changes: ((clone: Repository) => unknown)[] = [
      (clone) => clone.git('checkout', '--quiet', '--detach', 'HEAD~1'),
      (clone) => clone.git('branch', 'new'),
      (clone) => clone.git('update-ref', 'refs/heads/main', 'HEAD~1'),
      (clone) => clone.run('git', ['hash-object', '-w', '--stdin'], { input: line() }),
      (clone) => clone.stage('c', 'c\n').commit(),
    ];
    for (const change of changes) {
      const clone = copyOf(repository);
      change(clone);
      refused(
        keyward(clone, ['audit', '--merge', ...files]),
        /commits, branches or tags of this clone differ/,
      );
    }
    const [one = ''] = files;
    const other = copyOf(repository).stage('c', 'c\n').commit();
    writeFileSync(one, audit(other, '--shard', '1/4').stdout);
    refused(merge(repository, files), /belongs to another audit/);
  });

  test('if the shards together are not all objects', () => {
    const repository = history();
    const { files } = shardsOf(repository);
    const repacked = copyOf(repository);
    repacked.git('repack', '--quiet', '-a', '-d', '-f', '-k', '--depth=1', '--window=0');
    const [one = '', ...rest] = files;
    writeFileSync(one, audit(repacked, '--shard', '1/4').stdout);
    refused(
      merge(repository, [one, ...rest]),
      /do not cover the whole history, because their clones are packed/,
    );
    // all shards of one packing fit any clone
    const { files: fitting } = shardsOf(repacked);
    expect(merge(repository, fitting).code).toBe(1);
  });

  test('if the clone lacks an LFS object that a shard found a key in', () => {
    const repository = Repository.create();
    const text = line();
    const oid = repository.run('sha256sum', [], { input: text }).stdout.slice(0, 64);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${text.length}\n`;
    repository.stage('large.txt', pointer).commit();
    const full = copyOf(repository);
    full.write(`.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, text);
    const { files } = shardsOf(full);
    expect(merge(full, files).code).toBe(1);
    refused(merge(repository, files), /does not have everything that .*shard-\d\.json found/);
  });
});

describe('a shard', () => {
  test('never makes a later audit skip the objects of other shards', () => {
    const oneFinding = Repository.create().stage('a', line()).stage('b', 'b\n').commit();
    for (const repository of [history(), oneFinding]) {
      const whole = audit(copyOf(repository), '--format', 'html');
      for (let index = 1; index <= COUNT; index += 1) {
        const shared = copyOf(repository);
        audit(shared, '--shard', `${index}/${COUNT}`);
        expect(audit(shared, '--format', 'html')).toEqual(whole);
      }
    }
  });

  test('says that it is one, and gives the usual exit code', () => {
    const repository = Repository.create().stage('a', line()).commit();
    const codes = Array.from({ length: COUNT }, (_, index) => {
      const output = join(temporaryFolder(), 'report.json');
      const outcome = audit(repository, '--shard', `${index + 1}/${COUNT}`, '--output', output);
      expect(outcome.stderr).toContain(`this is shard ${index + 1} of 4, not the whole history`);
      return outcome.code;
    });
    expect(codes.toSorted((a, b) => (a ?? 2) - (b ?? 2))).toEqual([0, 0, 0, 1]);
    const japanese = audit(repository, '--shard', '1/1', '--lang', 'ja', '--output', 'report.json');
    expect(japanese.stderr).toContain('1 個に分けたシャードの 1 番目');
  });

  test.each(['0/4', '5/4', '1/0', '1', '1/4/2', '-1/4', '1.5/4', '', '1/10000'])(
    'cannot be "%s"',
    (shard) => {
      const repository = Repository.create().stage('a', line()).commit();
      const outcome = audit(repository, `--shard=${shard}`);
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toMatch(/invalid value for --shard|--shard needs a value/);
    },
  );

  test.each([
    [['--shard', '1/2', '--format', 'html'], /invalid value for --format \(expected: json\)/],
    [['--shard', '1/2', '--merge', 'a.json'], /use only one of --shard, --merge/],
    [['a.json'], /unexpected argument "a\.json" \(usage: keyward audit \[--merge REPORT…\]\)/],
  ])('is refused with %j', (args, message) => {
    const repository = Repository.create().stage('a', line()).commit();
    const outcome = audit(repository, ...args);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(message);
  });
});
