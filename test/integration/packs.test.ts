import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import type { Change } from '../../src/prefilter/batch.ts';
import { findPacks, locate, type Packed, Packs } from '../../src/git/packs/packs.ts';
import { audit, fill, sample } from '../helpers/audit.ts';
import { filesIn, Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

const CASES = Number(process.env['KEYWARD_CASES'] ?? 12);

/** What git says each of its blobs is, in the order in which it has them. */
function blobsOf({ directory, environment }: Repository): Map<string, Buffer> {
  const flags = ['cat-file', '--batch-all-objects', '--unordered', '--batch'];
  const bytes = execFileSync('git', flags, { cwd: directory, env: environment, maxBuffer: 1 << 28 });
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf(10, at) + 1;
    const [id = '', kind, size] = bytes.toString('latin1', at, start).split(' ');
    at = start + Number(size);
    if (kind === 'blob') blobs.set(id, bytes.subarray(start, at));
    at += 1;
  }
  return blobs;
}

/** What git says a blob is, damaged or not. */
function bytesBy({ directory, environment }: Repository, id: string): Buffer {
  return execFileSync('git', ['cat-file', 'blob', id], {
    cwd: directory,
    env: environment,
    maxBuffer: 1 << 28,
  });
}

interface Read {
  readonly text: Buffer;
  readonly base?: string | undefined;
  readonly change?: Change | undefined;
  /** Reads it again. */
  readonly again: () => Buffer;
}

/** What is read of them without git. */
function readIn(repository: Repository, ids: Iterable<string>): Map<string, Read> {
  const wanted: (Packed & { readonly object: string })[] = [];
  const folder = join(repository.directory, '.git', 'objects');
  const all = [...ids];
  const { files } = findPacks(folder, (all[0]?.length ?? 40) / 2);
  for (const object of all) {
    const packed = locate(files, Buffer.from(object, 'hex'));
    if (packed !== undefined) wanted.push({ ...packed, object });
  }
  const packs = new Packs(files);
  const read = new Map<string, Read>();
  for (const { of, size, base, change, read: part } of packs.texts(wanted))
    read.set(of.object, {
      text: Buffer.from(part(0, size)),
      base: base?.object,
      change,
      again: () => Buffer.from(part(0, size)),
    });
  return read;
}

/** Versions of some files, by random edits. */
function grow(repository: Repository, s: FakeCredentials): void {
  const line = () =>
    `${s.string('abcdef 0123456789', s.integer(60))}${s.pick(['\n', '\n', '\r\n', '', '\0'])}`;
  const lines = (count: number) => Array.from({ length: count }, line).join('');
  const files = [lines(300), '', lines(5), s.string('ab', 90_000), s.bytes(5000).toString('latin1')];
  for (let round = 0; round < 12; round += 1) {
    for (const [nth, text] of files.entries()) {
      const start = s.integer(text.length + 1);
      const stop = Math.min(start + s.integer(400), text.length);
      const moved = text.slice(start, stop);
      files[nth] = s.pick([
        text.slice(0, start) + lines(2) + text.slice(start),
        text.slice(0, start) + text.slice(stop),
        moved + text.slice(0, start) + text.slice(stop),
        text + moved.repeat(3),
        text,
      ]);
      repository.stage(`${nth}.txt`, Buffer.from(files[nth] ?? '', 'latin1'));
    }
    repository.commit();
    if (s.integer(6) === 0) repository.git('repack', '-dq');
  }
}

describe('what git has packed', () => {
  test.each(
    Array.from({ length: CASES }, (_, nth) => [
      nth,
      [['-adfq'], ['-adfq', '--depth=400', '--window=60'], ['-dq'], ['-adfq', '--depth=0']][nth % 4] ?? [],
      nth % 3 === 1 ? ['-c', 'repack.useDeltaBaseOffset=false'] : [],
      nth % 5 === 2 ? ['--object-format=sha256'] : [],
    ]),
  )(
    `case %i of seed ${seed}, by git repack %j %j, in a repository made with %j: the same as by git`,
    (nth, how, settings, kind) => {
      const repository = Repository.create(...kind);
      grow(repository, new FakeCredentials(seed + nth));
      repository.git(...settings, 'repack', ...how);
      const blobs = blobsOf(repository);
      const read = readIn(repository, blobs.keys());
      expect(read.size).toBe(blobs.size);
      let changes = 0;
      for (const [id, { text, base, change, again }] of read) {
        expect(text.equals(blobs.get(id) ?? Buffer.alloc(1)), id).toBe(true);
        expect(again().equals(text), id).toBe(true);
        if (change === undefined) continue;
        changes += 1;
        expectChange(change, blobs.get(base ?? '') ?? Buffer.alloc(0), text, nth);
      }
      if (!how.includes('--depth=0')) expect(changes).toBeGreaterThan(5);
    },
  );

  /** Everything in a text is the same as in the base, or told to be changed. */
  function expectChange(change: Change, base: Buffer, text: Buffer, near: number): void {
    const isTold = new Uint8Array(text.length);
    for (const { start, end, shift } of change.same()) {
      expect(base.subarray(start - shift, end - shift).equals(text.subarray(start, end))).toBe(true);
      isTold.fill(1, start, end);
    }
    const changed = change.changed(40 * near);
    for (const { start, end } of changed) isTold.fill(1, start, end);
    expect(isTold.includes(0)).toBe(false);
    // in order, and none is near the next
    for (const [at, { start }] of changed.entries())
      if (at > 0) expect(start - (changed[at - 1]?.end ?? 0)).toBeGreaterThanOrEqual(40 * near);
  }

  test('versions of what is larger than what is kept, and nothing at all', () => {
    const repository = Repository.create();
    const s = new FakeCredentials(seed);
    const large = s.bytes(6 * 1024 * 1024);
    const middle = s.bytes(1500 * 1024);
    for (let nth = 0; nth < 6; nth += 1) {
      repository.stage('large', Buffer.concat([large, Buffer.from(`${nth}`.repeat(nth))]));
      repository.stage('middle', Buffer.concat([middle, Buffer.from(`${nth}`.repeat(nth))])).commit();
    }
    repository.stage('empty', '').commit().git('repack', '-adfq');
    const ids = repository.git('rev-list', '--objects', '--all').split('\n');
    const wanted = ids.flatMap((each) =>
      / (?:large|middle|empty)$/.test(each) ? [each.split(' ')[0] ?? ''] : [],
    );
    expect(wanted.length).toBe(13);
    const read = readIn(repository, wanted);
    for (const id of wanted) {
      const { text } = read.get(id) ?? {};
      expect(text?.length, id).toBe(Number(repository.git('cat-file', '-s', id)));
      expect(repository.run('git', ['hash-object', '--stdin'], { input: text ?? '' }).stdout.trim()).toBe(id);
    }
  });

  test('what is damaged is the same as git says, or not read', { timeout: 120_000 }, () => {
    const repository = Repository.create();
    const s = new FakeCredentials(seed);
    grow(repository, s);
    repository.git('repack', '-adfq');
    const blobs = blobsOf(repository);
    const files = filesIn(join(repository.directory, '.git', 'objects', 'pack'));
    let unread = 0;
    for (const file of files.filter((each) => /\.(?:pack|idx)$/.test(each))) {
      chmodSync(file, 0o600);
      const whole = readFileSync(file);
      for (let round = 0; round < 150; round += 1) {
        const damaged = Buffer.from(whole);
        const at = s.integer(whole.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << s.integer(8));
        writeFileSync(file, damaged);
        if (round % 10 === 0) truncateSync(file, s.integer(whole.length));
        const read = readIn(repository, blobs.keys());
        unread += blobs.size - read.size;
        for (const [id, { text }] of file.endsWith('.pack') ? read : [])
          // the checksum of what is deflated is a weak one, and git has no better
          if (!text.equals(blobs.get(id) ?? Buffer.alloc(0)))
            expect(text.equals(bytesBy(repository, id)), `${file} ${at}`).toBe(true);
      }
      writeFileSync(file, whole);
    }
    expect(unread).toBeGreaterThan(0);
  });
});

test('a key in an object that cannot be read without git is found, or what is wrong is said', () => {
  const repository = Repository.create();
  fill(repository);
  repository.stage('f', `id = ${sample.accessKeyId()}\n`).commit();
  repository.git('repack', '-adkq');
  for (const file of filesIn(join(repository.directory, '.git', 'objects', 'pack')))
    if (file.endsWith('.idx')) {
      // an index of the first kind
      chmodSync(file, 0o600);
      const made = repository.run('git', ['index-pack', '--index-version=1', file.replace(/idx$/, 'pack')]);
      expect(made).toMatchObject({ code: 0 });
      expect(readFileSync(file).readUInt32BE(0)).not.toBe(0xff_74_4f_63);
    }
  expect(audit(repository)).toMatchObject({ code: 1 });
});

test('a pack that is not the one of its index is not taken for it', () => {
  const repository = Repository.create();
  const texts = [1, 2].map(() => `id = ${sample.accessKeyId()}\n`);
  const packs = texts.map((text, nth) => {
    repository.stage(`${nth}`, text).pack(`${nth}`);
    return filesIn(join(repository.directory, '.git', 'objects', 'pack'));
  });
  const [first = [], both = []] = packs;
  const of = (files: readonly string[]) => files.find((file) => file.endsWith('.pack')) ?? '';
  chmodSync(of(first), 0o600);
  copyFileSync(of(both.filter((file) => !first.includes(file))), of(first));
  // git reads this one from where it is by itself
  repository.stage('2', texts[0] ?? '');
  const ids = [0, 1].map((nth) => repository.git('rev-parse', `:${nth}`).trim());
  const read = readIn(repository, ids);
  expect([...read.keys()]).toEqual([ids[1]]);
  expect(read.get(ids[1] ?? '')?.text.toString()).toBe(texts[1]);
});
