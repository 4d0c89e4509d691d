import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { unpack } from '../../src/decode/archive/index.ts';
import { tarOf, zipOf } from '../helpers/encodings.ts';
import { seed } from '../helpers/seed.ts';
import { scanText } from '../helpers/text.ts';

const s = new FakeCredentials(seed);
const content = Buffer.from(`[default]\naws_secret_access_key = ${s.secretAccessKey()}\n`);

/** The places of findings and of unscanned parts. */
async function look(bytes: Buffer, path = 'backup.bin') {
  const { findings, scanned } = await scanText(bytes, path);
  return {
    found: findings.map(({ inside, line, column }) => `${inside ?? ''}:${line}:${column}`),
    sealed: scanned.unscanned.map(({ inside, reason }) => `${inside ?? ''} ${reason}`),
  };
}

const nested = (levels: number): Buffer =>
  levels === 0 ? content : zipOf(`${levels}.zip`, nested(levels - 1));

describe('a key in an archive', () => {
  test.each<[string, Buffer, string]>([
    ['gzip', gzipSync(content), 'backup.bin'],
    ['two gzip streams in one file', Buffer.concat([gzipSync('x\n'), gzipSync(content)]), 'backup.bin'],
    ['zip', zipOf('config/a.env', content), 'config/a.env'],
    ['zip, stored', zipOf('a.env', content, { method: 0 }), 'a.env'],
    [
      'zip after other bytes',
      Buffer.concat([Buffer.from('PK\x03\x04 a stub\n'.repeat(9)), zipOf('a.env', content)]),
      'a.env',
    ],
    ['tar', tarOf('etc/a.env', content), 'etc/a.env'],
    ['tar in gzip', gzipSync(tarOf('etc/a.env', content)), 'backup.bin!/etc/a.env'],
    ['zip in zip in zip', nested(3), '3.zip!/2.zip!/1.zip'],
  ])('is found at its line: %s', async (_kind, bytes, inside) => {
    const { found, sealed } = await look(bytes);
    expect(found.every((place) => place.endsWith(':25'))).toBe(true);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${inside.replaceAll('.', '\\.')}:[23]:25$`));
    expect(sealed).toEqual([]);
  });

  test('a gzip member has the name of the archive without its suffix', async () => {
    expect((await look(gzipSync(content), 'db/dump.sql.gz')).found).toEqual(['dump.sql:2:25']);
    expect((await look(gzipSync(tarOf('a', content)), 'x.tgz')).found).toEqual(['x.tar!/a:2:25']);
  });
});

describe('unpacks gzip with unusual headers and in unusual places', () => {
  const [head, rest] = [gzipSync(content).subarray(0, 10), gzipSync(content).subarray(10)];
  const headWith = (at: number, byte: number) => Buffer.from(head).fill(byte, at, at + 1);
  const script = Buffer.from('#!/bin/sh\n');
  test.each<[string, Buffer, string?]>([
    ['an unknown compression level', Buffer.concat([script, headWith(8, 1), rest])],
    ['an unknown operating system', Buffer.concat([script, headWith(9, 77), rest])],
    [
      'a name of 100,000 bytes',
      Buffer.concat([script, headWith(3, 8), Buffer.alloc(100_000, 'n'), Buffer.of(0), rest]),
    ],
    ['after brotli', Buffer.concat([brotliCompressSync('x\n'), gzipSync(content)]), 'a.br'],
    ['in a pax header of tar', tarOf('x', gzipSync(content), { kind: 'x' })],
    ['in a long name of tar', tarOf('x', gzipSync(content), { kind: 'L' })],
  ])('%s', async (_, bytes, path) => {
    expect((await look(bytes, path)).found).toHaveLength(1);
  });

  test('in a file named *.br, which is also reported', async () => {
    const { found, sealed } = await look(gzipSync(content), 'a.br');
    expect(found).toHaveLength(1);
    expect(sealed).toEqual(['a corrupt']);
  });
});

describe('limits the work on repeated headers', () => {
  test('stored members count towards the limit like compressed ones', () => {
    const budget = { bytes: content.length - 1, archives: 1 };
    const members = [...unpack(zipOf('a.env', content, { method: 0 }), budget, 'a.zip')];
    expect(members).toContainEqual({ name: 'a.env', reason: 'too-large' });
  });

  test.each([
    ['gzip headers whose names never end', '\x1f\x8b\x08\x08\x01\x01\x01\x01\x02\x03'],
    ['RAR headers of 64 KiB', 'Rar!\x1a\x07\0\x01\x01\x73\x01\x01\xff\xff'],
  ])('%s', (_, unit) => {
    const bytes = Buffer.alloc(8 << 20, unit, 'latin1');
    const started = process.cpuUsage();
    const members = [...unpack(bytes, { bytes: 1 << 28, archives: 1 }, 'a.bin')];
    expect(members.length).toBeGreaterThan(0);
    expect(process.cpuUsage(started).user).toBeLessThan(10e6);
  });
});

describe('reports as unscanned', () => {
  const cutOff = gzipSync(Buffer.concat([content, s.bytes(4000)]));
  const changed = Buffer.from(gzipSync(s.bytes(4000)));
  changed.writeUInt8((changed[2000] ?? 0) ^ 0xff, 2000);

  test.each<[string, Buffer, string[]]>([
    ['an encrypted member', zipOf('a.env', content, { flags: 1 }), ['a.env encrypted']],
    ['an unknown compression method', zipOf('a.env', content, { method: 93 }), ['a.env unknown-method']],
    ['a zip without its end', zipOf('a.env', content).subarray(0, -30), [' corrupt']],
    ['a zip with a wrong size', zipOf('a.env', content, { size: 3 }), ['a.env corrupt']],
    [
      'a zip with a member that is listed as empty but is not',
      zipOf('a.env', content, { size: 0, packedSize: 0 }),
      ['a.env corrupt'],
    ],
    ['a tar with a negative size', tarOf('a.env', content, { size: '-0000001000' }), [' corrupt']],
    [
      'a tar with an invalid size in a pax header',
      Buffer.concat([
        tarOf('x', Buffer.from('11 size=x\n'), { kind: 'x' }).subarray(0, 1024),
        tarOf('a', content),
      ]),
      [' corrupt'],
    ],
    ['a damaged gzip', changed, ['backup.bin corrupt']],
    ['too deep nesting', nested(9), ['9.zip!/8.zip!/7.zip!/6.zip!/5.zip!/4.zip!/3.zip too-deep']],
    ['a decompression bomb', zipOf('zeros', Buffer.alloc(40 << 20)), ['zeros too-large']],
    ['xz', Buffer.from('\xfd7zXZ\0 and more', 'latin1'), [' xz']],
    ['zstd', Buffer.from('(\xb5/\xfd and more', 'latin1'), [' zstd']],
    ['7z', Buffer.from("7z\xbc\xaf'\x1c and more", 'latin1'), [' 7z']],
    ['rar', Buffer.from('Rar!\x1a\x07\0 and more', 'latin1'), [' rar']],
    ['bzip2', Buffer.from('BZh91AY&SY\xff and more', 'latin1'), [' bzip2']],
    [
      'a Git LFS pointer',
      Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`),
      [' git-lfs'],
    ],
  ])('%s', async (_kind, bytes, sealed) => {
    expect((await look(bytes)).sealed).toEqual(sealed);
  });

  test('and scans the readable part', async () => {
    const cut = await look(cutOff.subarray(0, 3000));
    expect(cut).toEqual({ found: ['backup.bin:2:25'], sealed: ['backup.bin corrupt'] });
    const lying = await look(zipOf('a.env', content, { size: 3 }));
    expect(lying.found).toEqual(['a.env:2:25']);
    const text = Buffer.concat([Buffer.from('BZh91AY&SY\n'), content]);
    expect((await look(text)).found).toEqual([':3:25']);
  });

  test('does not report a text that only starts like an archive', async () => {
    expect((await look(Buffer.from('BZhello, world\n'))).sealed).toEqual([]);
    expect((await look(Buffer.from('PK is a prefix\n'))).sealed).toEqual([]);
  });

  test('reports a key in a base64 archive at the position of the base64 text', async () => {
    const text = `a: 1\nblob: ${gzipSync(content).toString('base64')}\n`;
    expect((await look(Buffer.from(text), 'x.yaml')).found).toEqual(['x.yaml:2:7']);
  });
});
