import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { auditRepository } from '../../src/audit/run-audit.ts';
import { CleanObjects } from '../../src/audit/clean-cache.ts';
import { NO_POLICY } from '../../src/policy/policy.ts';
import type { AuditResult, LocatedFinding, Secret } from '../../src/scan/audit-result.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { GitClient } from '../../src/git/git.ts';
import { fill } from '../helpers/audit.ts';
import { positive, tableRows, TABLES } from '../helpers/positive.ts';
import { Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 24);

const MANY_SHARE = 0.15;

async function auditOf(repository: Repository): Promise<AuditResult> {
  const clean = await CleanObjects.read(`${repository.directory}/.git`, 'test');
  const progress = { report: () => undefined, saved: () => undefined, signal: new AbortController().signal };
  const git = new GitClient(repository.directory);
  return auditRepository(git, { policy: NO_POLICY, now: new Date(), clean, progress });
}

/** A repository with a history of random git commands, each a minute after the last. */
class Story {
  readonly repository: Repository;
  readonly keys: string[] = [];
  readonly #s: FakeCredentials;
  #minute = 0;

  constructor(s: FakeCredentials) {
    this.#s = s;
    this.repository = Repository.create(...(s.next() < 0.2 ? ['--object-format=sha256'] : []));
    this.repository.stage('README', 'x\n');
    this.#git('commit', '--quiet', '-m', 'first');
    for (let step = 0; step < 14; step += 1) this.#step();
    if (s.next() < MANY_SHARE) fill(this.repository);
  }

  #git(...args: string[]): void {
    const date = `${1_700_000_000 + 60 * (this.#minute += 1)} +0000`;
    this.repository.run('git', args, { env: { GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date } });
  }

  /** Returns a text with a new key, a known key or none. */
  #text(): string {
    const choice = this.#s.next();
    if (choice < 0.4) return `other ${this.#s.integer(5)}\n`;
    if (choice < 0.6 && this.keys.length > 0)
      return `id ${this.keys[this.#s.integer(this.keys.length)] ?? ''}\n`;
    const key = this.#s.accessKeyId();
    this.keys.push(key);
    return `id ${key}\n`;
  }

  #step(): void {
    const s = this.#s;
    const file = s.pick(['a.txt', 'b/c.txt', 'd e.txt', 'ü.txt']);
    const branch = s.pick(['main', 'one', 'two']);
    const commands: (() => void)[] = [
      () => this.#put(file),
      () => this.#put(file),
      () => this.#put(file),
      () => {
        this.#git('rm', '--quiet', '--force', '--', file);
        this.#git('commit', '--quiet', '-m', 'remove');
      },
      () => {
        this.#git('branch', branch);
        this.#git('checkout', '--quiet', '--force', branch);
      },
      () => this.#git('merge', '--quiet', '-m', 'merge', '-X', s.pick(['ours', 'theirs']), branch),
      () => this.#git('merge', '--quiet', '-m', 'merge', '--strategy=ours', branch),
      () => this.#git('branch', '--quiet', '-D', branch),
      () => this.#git('reset', '--quiet', '--hard', 'HEAD~1'),
      () => this.#git('commit', '--quiet', '--allow-empty', '-m', this.#text()),
      () => this.#git('tag', '--annotate', '--message', this.#text(), `v${this.#minute}`),
      () => {
        this.repository.write('README', this.#text());
        this.#git('stash', 'push', '--quiet');
      },
      () => this.repository.run('git', ['hash-object', '-w', '--stdin'], { input: this.#text() }),
      () => this.#git('notes', 'add', '--force', '--message', this.#text()),
      () => this.#git('update-ref', 'refs/remotes/origin/main', 'HEAD'),
      () => this.#git('reflog', 'expire', '--expire=now', '--all'),
      () => this.#git('repack', '-a', '-d', '--quiet'),
      () => this.repository.stage('staged.txt', this.#text()),
      () => {
        this.#git('mv', '--force', '--', file, s.pick(['e.txt', 'b/moved.txt']));
        this.#git('commit', '--quiet', '-m', 'move');
      },
      () => {
        const text = this.#text();
        for (const path of [file, 'copy.txt', 'b/c.txt']) this.repository.stage(path, text);
        this.#git('commit', '--quiet', '-m', 'copy');
      },
    ];
    commands[s.integer(commands.length)]?.();
  }

  #put(file: string): void {
    this.repository.stage(file, this.#text());
    this.#git('commit', '--quiet', '-m', 'put');
  }
}

/** Returns the commit date in seconds since 1970, even if the parents are missing. */
function timeOf(repository: Repository, commit: string): number {
  return Number(/^committer .* (\d+) [-+]\d{4}$/m.exec(repository.git('cat-file', 'commit', commit))?.[1]);
}

/** Returns the expected result, from each object and the tree of each commit. */
function bruteForce({ repository, keys }: Story): Map<string, Partial<Secret>> {
  const git = (...args: string[]) => repository.git(...args);
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  const objects = lines(git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)'));
  const texts = new Map(
    objects
      .map((line) => line.split(' '))
      .filter(([, kind]) => kind !== 'tree')
      .map(([object = '', kind]) => [object, { kind, text: git('cat-file', '-p', object) }]),
  );
  const holds = (object: string, key: string) => texts.get(object)?.text.includes(key) === true;
  // git may have deleted the tree of an unreachable commit, so its files are unknown
  const isWhole = (commit: string) => repository.tryGit('ls-tree', '-r', '-t', commit).code === 0;
  const commits = [...texts]
    .filter(
      ([id, { kind, text }]) => kind === 'commit' && (isWhole(id) || keys.some((key) => text.includes(key))),
    )
    .map(([id]) => id);
  const trees = new Map(
    commits.map((commit) => [
      commit,
      // git may have deleted the tree of an unreachable commit
      lines(repository.tryGit('ls-tree', '-r', commit).stdout)
        .map((line) => line.split(/\s/)[2] ?? '')
        .concat(commit),
    ]),
  );
  const times = new Map(commits.map((commit) => [commit, timeOf(repository, commit)]));
  const references = lines(git('for-each-ref', '--format=%(refname)'));
  const reachable = (...of: string[]) => new Set(lines(git('rev-list', ...of, '--')));
  const histories = new Map(references.map((name) => [name, reachable(name)]));
  const found = new Map<string, Partial<Secret>>();
  for (const key of keys) {
    if (![...texts.keys()].some((object) => holds(object, key))) continue;
    const holding = commits
      .filter((commit) => trees.get(commit)?.some((object) => holds(object, key)))
      .sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
    const having = references.filter((name) => holding.some((commit) => histories.get(name)?.has(commit)));
    const tagged = references.filter(
      (name) => name.startsWith('refs/tags/') && holds(git('rev-parse', name).trim(), key),
    );
    const names = [...new Set([...having, ...tagged])];
    const short = (prefix: string) =>
      names
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .sort();
    const times2 = (commit: string | undefined) => (commit === undefined ? null : times.get(commit));
    found.set(fingerprint(key), {
      first: times2(holding[0]),
      last: times2(holding.at(-1)),
      branches: short('refs/heads/'),
      tags: short('refs/tags/'),
      remotes: short('refs/remotes/'),
    } as unknown as Partial<Secret>);
  }
  return found;
}

/** Returns the findings of an audit with a wrong commit, according to git. */
function wrongCommits({ repository, keys }: Story, { secrets, scan }: AuditResult): string[] {
  const values = new Map(keys.map((key) => [fingerprint(key), key]));
  const wrong: string[] = [];
  const located = [
    ...secrets.flatMap(({ findings }) => findings),
    ...(scan.allowed as unknown as LocatedFinding[]),
  ];
  for (const { fingerprint: valueFingerprint, path, line, column, commit, object } of located) {
    const value = values.get(valueFingerprint) ?? '?';
    const place = `${path}:${line}:${column} in commit ${commit ?? 'none'}`;
    if (path === '<message>') {
      const isCommit = repository.git('cat-file', '-t', object ?? '').trim() === 'commit';
      if (commit !== (isCommit ? object : null)) wrong.push(place);
    } else if (commit === null) {
      const holder = commitsOf(repository).find(
        (id) =>
          repository.tryGit('rev-parse', '--verify', '--quiet', `${id}:${path}`).stdout.trim() === object,
      );
      if (path !== '' && holder !== undefined) wrong.push(`${place}, but ${holder} has it`);
    } else {
      const text = repository.tryGit('show', `${commit}:${path}`).stdout.split('\n')[line - 1] ?? '';
      if (!text.startsWith(value, column - 1)) wrong.push(place);
    }
  }
  return wrong;
}

function commitsOf(repository: Repository): string[] {
  const all = repository.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)');
  return [...all.matchAll(/^commit (\w+)$/gm)].map(([, id = '']) => id);
}

describe('an audit finds the same as a search of each object and each commit', () => {
  test(`in ${CASES} random histories`, { timeout: 60_000 + CASES * 8000 }, async () => {
    const wrong: string[] = [];
    let secrets = 0;
    for (let index = 0; index < CASES; index += 1) {
      const story = new Story(new FakeCredentials(seed + index));
      const expected = bruteForce(story);
      const result = await auditOf(story.repository);
      const { secrets: all } = result;
      wrong.push(...wrongCommits(story, result).map((place) => `case ${index} of seed ${seed}: ${place}`));
      const found = new Map(all.map((secret) => [secret.fingerprint, secret]));
      secrets += expected.size;
      const time = (id: string | undefined) => (id === undefined ? null : timeOf(story.repository, id));
      for (const key of new Set([...expected.keys(), ...found.keys()])) {
        const secret = found.get(key);
        const seen = secret && {
          first: time(secret.first?.id),
          last: time(secret.last?.id),
          branches: secret.branches,
          tags: secret.tags,
          remotes: secret.remotes,
        };
        if (JSON.stringify(seen) !== JSON.stringify(expected.get(key)))
          wrong.push(
            `case ${index} of seed ${seed}: ${JSON.stringify(seen)} is not ${JSON.stringify(expected.get(key))}`,
          );
      }
    }
    expect(wrong).toEqual([]);
    expect(secrets).toBeGreaterThan(CASES);
  });
});

function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

/** A repository with many versions of a few files in one pack. */
class Versions {
  readonly repository: Repository = Repository.create();
  /** Each distinct text with one of its paths. */
  readonly texts = new Map<string, string>();
  readonly #s: FakeCredentials;

  constructor(s: FakeCredentials) {
    this.#s = s;
    const parts: string[] = [];
    const files = Array.from({ length: 8 }, (_, index) => ({
      path: `src/file${index}.ts`,
      lines: this.#lines(index),
    }));
    const tables = TABLES.map(({ path, header, row }) => ({
      path,
      lines: [header, ...tableRows(s, s.pick([60, 600]), row)],
    }));
    files.push(...tables);
    for (let version = 0; version < 560; version += 1) {
      const file = files[s.integer(files.length)] ?? { path: '', lines: [] };
      for (let edits = s.integer(4) + 1; edits > 0; edits -= 1) this.#edit(file.lines);
      const text = file.lines.join(s.next() < 0.02 ? '\r\n' : '\n');
      this.texts.set(text, file.path);
      const bytes = Buffer.byteLength(text);
      const commit = `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + version} +0000\ndata 1\nc\n`;
      parts.push(`${commit}M 100644 inline ${file.path}\ndata ${bytes}\n${text}\n`);
    }
    this.repository.run('git', ['fast-import', '--quiet'], { input: parts.join('') });
    this.repository.run('git', ['repack', '-a', '-d', '-f', '--quiet']);
  }

  #lines(file: number): string[] {
    const length = this.#s.pick([60, 150, 500]);
    return Array.from({ length }, (_, index) => `  const line${index} = other(${file}, ${index}, things);`);
  }

  #edit(lines: string[]): void {
    const s = this.#s;
    const at = s.integer(lines.length);
    const some = () => s.integer(s.pick([2, 30])) + 1;
    const edits: (() => void)[] = [
      () => lines.splice(at, some()),
      () => lines.splice(at, 0, ...lines.slice(0, some())),
      () => lines.splice(at, 1, `  changed(${s.integer(1000)});`),
      () => lines.splice(at, 0, `  "said" + 'so ${s.integer(1000)} &quot;times&quot;',`),
      () => lines.splice(at, 0, s.hex(s.integer(3000))),
      () => lines.splice(at, 0, s.pick(TABLES).row('bob', s.secretAccessKey())),
      () => {
        const { text } = positive(s);
        if (typeof text === 'string') lines.splice(at, 0, ...text.split('\n'));
      },
    ];
    edits[s.integer(edits.length)]?.();
  }
}

describe('an audit finds the values in each version that git stores as a delta', () => {
  const histories = Math.ceil(CASES / 24);
  test(`in ${histories} histories`, { timeout: 120_000 + histories * 60_000 }, async () => {
    const wrong: string[] = [];
    for (let index = 0; index < histories; index += 1) {
      const { repository, texts } = new Versions(new FakeCredentials(seed + index));
      const { scan } = await auditOf(repository);
      const found = new Set(scan.findings.map((finding) => `${finding.fingerprint} in ${finding.commit}`));
      const expected = new Set<string>();
      const fingerprints = new Set<string>();
      for (const [text, path] of texts)
        for (const finding of await findingsIn(text, path)) {
          fingerprints.add(finding.fingerprint);
          expected.add(`${finding.fingerprint} in ${blobId(text)}`);
        }
      expect(expected.size).toBeGreaterThan(100);
      for (const key of expected)
        if (!found.has(key)) wrong.push(`history ${index} of seed ${seed}: ${key} is missing`);
      // a value found in one version counts in all versions that contain it, even without evidence
      for (const finding of scan.findings)
        if (!fingerprints.has(finding.fingerprint))
          wrong.push(`history ${index} of seed ${seed}: ${finding.fingerprint} is unexpected`);
    }
    expect(wrong).toEqual([]);
  });
});
