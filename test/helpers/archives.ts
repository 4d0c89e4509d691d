import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { tarOf, zipOf } from './encodings.ts';

/** Puts bytes into a container, or next to other bytes. */
type Wrap = (bytes: Buffer) => Buffer;

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const joined = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? latin1(part) : part)));
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Returns an entry of a zip archive, without a central directory. */
export function zipEntryOf(
  name: string,
  content: Buffer,
  { isStreamed = false, method = 8, flags = 0 } = {},
): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(isStreamed ? 8 : flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(name.length, 26);
  const numbers = [crc32(content), packed.length, content.length];
  for (const [nth, number] of numbers.entries()) if (!isStreamed) header.writeUInt32LE(number, 14 + 4 * nth);
  const descriptor = isStreamed ? joined('PK\x07\x08', ...numbers.map(uint32)) : '';
  return joined(header, name, packed, descriptor);
}

/** Returns an `ar` archive with one member, as in a Debian package. */
export function arOf(name: string, content: Buffer): Buffer {
  const header = `${name.padEnd(16)}${'0'.padEnd(32)}${String(content.length).padEnd(10)}\`\n`;
  return joined('!<arch>\n', header, content);
}

/** Returns a git pack with one object. */
export function packOf(content: Buffer, kind = 3): Buffer {
  let rest = content.length >> 4;
  const head = [(kind << 4) | (content.length & 15) | (rest > 0 ? 0x80 : 0)];
  for (; rest > 0; rest >>= 7) head.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  const base = kind === 7 ? Buffer.alloc(20, 1) : '';
  return joined(
    'PACK\0\0\0\x02\0\0\0\x01',
    Buffer.from(head),
    base,
    deflateSync(content),
    Buffer.alloc(20, 2),
  );
}

/** The formats that keyward opens. */
export const CONTAINERS: Readonly<Record<string, Wrap>> = {
  gzip: (bytes) => gzipSync(bytes),
  'gzip with a name': (bytes) => {
    const plain = gzipSync(bytes);
    return joined(plain.subarray(0, 3), '\x08', plain.subarray(4, 10), 'name.txt\0', plain.subarray(10));
  },
  'two gzip streams': (bytes) => joined(gzipSync('x\n'), gzipSync(bytes)),
  zlib: (bytes) => deflateSync(bytes),
  'zlib, fast': (bytes) => deflateSync(bytes, { level: 1 }),
  'zlib, best': (bytes) => deflateSync(bytes, { level: 9 }),
  zip: (bytes) => zipOf('a.env', bytes),
  'a zip whose list leaves out a streamed entry': (bytes) =>
    joined(zipEntryOf('a.env', bytes, { isStreamed: true }), zipOf('b', latin1('x'))),
  'a zip whose list leaves one out': (bytes) => joined(zipEntryOf('a.env', bytes), zipOf('b', latin1('x'))),
  'a pack of git': (bytes) => packOf(bytes),
  'a bundle of git': (bytes) => joined(`# v2 git bundle\n${'0'.repeat(40)} HEAD\n\n`, packOf(bytes)),
  'a loose object of git': (bytes) => deflateSync(joined(`blob ${bytes.length}\0`, bytes)),
  'a PDF': (bytes) =>
    joined(
      '%PDF-1.4\n%\xe2\xe3\n1 0 obj<</Filter/FlateDecode>>stream\r\n',
      deflateSync(bytes),
      '\nendstream\n',
    ),
  'a PDF, small window': (bytes) =>
    joined('%PDF-1.4\n1 0 obj<<>>stream\n', deflateSync(bytes, { windowBits: 12 }), '\nendstream\n'),
  'text of a PNG': (bytes) => joined('\x89PNG\r\n\x1a\n\0\0\0\x00zTXtk\0\0', deflateSync(bytes), 'IEND'),
  'a package of Debian': (bytes) => arOf('data.tar.gz', gzipSync(tarOf('a.env', bytes))),
};

const SCRIPT = '#!/bin/sh\ntail -n +3 "$0" | tar xz\n';
const PROGRAM = joined('MZ\x90', Buffer.alloc(600), 'PK\x03\x04\x1f\x8b\x08 x\x9c (\xb5/\xfd stream\n');
const IMAGE = joined('\x89PNG\r\n\x1a\n', Buffer.alloc(50), 'x\x01PK\x05\x06');

/** The bytes that may surround an archive. */
export const HOSTS: Readonly<Record<string, Wrap>> = {
  'by itself': (bytes) => bytes,
  'after a script': (bytes) => joined(SCRIPT, bytes),
  'after a program': (bytes) => joined(PROGRAM, bytes),
  'after an image': (bytes) => joined(IMAGE, bytes),
  'after a gzip': (bytes) => joined(gzipSync('x'.repeat(999)), Buffer.alloc(512), bytes),
  'after a zip': (bytes) => joined(zipOf('x', latin1('x'.repeat(999))), bytes),
  'after a zlib stream': (bytes) => joined(deflateSync('x'.repeat(999)), bytes),
  'after a tar': (bytes) => joined(tarOf('x', latin1('x')), bytes),
  'before text': (bytes) => joined(bytes, '\nand so on\n'),
  'before a zip': (bytes) => joined(bytes, zipOf('x', latin1('x'.repeat(999)))),
  'in gzip': (bytes) => gzipSync(bytes),
  'in zip': (bytes) => zipOf('b.bin', bytes),
  'in zip, stored': (bytes) => zipOf('b.bin', bytes, { method: 0 }),
  'in tar': (bytes) => tarOf('b.bin', bytes),
  'in ar': (bytes) => arOf('b.bin', bytes),
  'in a pack': (bytes) => packOf(bytes),
};

/** The formats that are listed as unscanned: real files, or files with a valid header. */
export const SEALED: Readonly<Record<string, Buffer>> = {
  '7z': (() => {
    const start = Buffer.alloc(20, 3);
    return joined("7z\xbc\xaf'\x1c\0\x04", uint32(crc32(start)), start, 'content');
  })(),
  arj: (() => {
    const header = joined('\x22\x0b\x01\0\x10\0\x02', Buffer.alloc(27, 1), 'a.arj\0\0');
    const size = Buffer.from([header.length, 0]);
    return joined('\x60\xea', size, header, uint32(crc32(header)), '\0\0', '\x60\xea\0\0');
  })(),
  bzip2: Buffer.from(
    '425a6839314159265359a36246e9000001c1800010224618002000310c08200f28ef6083e2ee48a70a12146c48dd20',
    'hex',
  ),
  cab: joined(
    'MSCF\0\0\0\0',
    uint32(90),
    uint32(0),
    uint32(44),
    uint32(0),
    '\x03\x01\x01\0\x01\0',
    Buffer.alloc(60),
  ),
  lz4: joined('\x04"M\x18\x60\x40\x82', uint32(0x80000009), 'harmless\n', uint32(0)),
  'lz4, legacy': joined('\x02!L\x18', uint32(11), '\xa0harmless\n\n'),
  ...Object.fromEntries(
    [0, 1, 2].map((level) => {
      const name = 'harmless.txt';
      const tail = joined('-lh5-', uint32(8), uint32(9), '\0\0\0\0\x20', Buffer.from([level]));
      const fields =
        level < 2 ? joined(tail, Buffer.from([name.length]), name, '\0\0') : joined(tail, '\0\0U\0\0');
      const sum = fields.reduce((total, byte) => total + byte, 0) & 0xff;
      const start = level < 2 ? [fields.length, sum] : [fields.length + 2, 0];
      return [`lzh, level ${level}`, joined(Buffer.from(start), fields, 'harmless\0')];
    }),
  ),
  lzip: joined('LZIP\x01\x0c\0', Buffer.alloc(30, 5), uint32(0), uint32(9), uint32(0), uint32(57), uint32(0)),
  lzma: Buffer.from('5d00008000ffffffffffffffff0034184aab8f92e97c6b8c5177fffff1588000', 'hex'),
  lzo: joined('\x89LZO\0\r\n\x1a\n\x10\x30\x20\xa0\x09\x40\x01\x05', Buffer.alloc(30, 5)),
  rar: (() => {
    const header = latin1('\x05\x01\0\0\0\0');
    return joined('Rar!\x1a\x07\x01\0', uint32(crc32(header)), header, Buffer.alloc(20, 5));
  })(),
  snappy: joined('\xff\x06\0\0sNaPpY\x01\x0d\0\0', uint32(7), 'harmless\n'),
  xz: Buffer.from(
    'fd377a585a000004e6d6b4460200210116000000742fe5a30100086861726d6c6573730a000000007aa9157e583debe5000121096c18c5d51fb6f37d010000000004595a',
    'hex',
  ),
  zstd: joined('(\xb5/\xfd\x20\x1b\xd9\0\0', 'harmless\n'.repeat(3)),
};

const random = (length: number, byte: (at: number) => number) =>
  Buffer.from(Array.from({ length }, (_, at) => byte(at)));

/** The formats that are recognized by ten bytes. */
const SHORT: ReadonlySet<string> = new Set(['lz4', 'lz4, legacy', 'lzip', 'lzma', 'pack', 'zstd']);

/** Files that contain the first bytes of archives but are not archives. */
export const LOOK_ALIKES: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    Object.entries({
      ...SEALED,
      gzip: gzipSync('x'),
      zip: zipOf('a', latin1('x')),
      pack: packOf(latin1('x')),
    }).map(([name, bytes]) => [
      `the first bytes of ${name}, in a program's list of them`,
      joined(
        '\x7fELF',
        Buffer.alloc(9),
        bytes.subarray(0, SHORT.has(name) ? 4 : 10),
        '\0see magic(5)\0'.repeat(20),
      ),
    ]),
  ),
  'headers of gzip that a program writes': joined('\x7fELF\0', '\x1f\x8b\x08\0\0\0\0\0\0\x03'.repeat(50)),
  'headers of zip that a program writes': joined('\x7fELF\0', 'PK\x03\x04\x14\0\0\0\x08\0'.repeat(50)),
  'the pixels of an image': joined('\x89PNG\r\n\x1a\n\0\0\0\x99IDAT', deflateSync(Buffer.alloc(4000, 'ab'))),
  'the pixels of an image in parts': joined(
    '\x89PNG\r\n\x1a\n\0\0\x02\0IDAT',
    deflateSync(random(9000, (at) => (at * at * 31) >> 7)).subarray(0, 2000),
    'CRCC\0\0\x02\0IDAT more',
  ),
  'a font': joined(
    'wOF2\0\x01\0\0',
    random(9000, (at) => (at * at * 2654435761) >>> 13),
  ),
  'names of formats': latin1('BZh91AY&SY LZIP Rar! MSCF PACK stream\n 7z'),
};
