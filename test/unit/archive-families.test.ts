import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detect } from '../../src/scan/detect.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { CONTAINERS, HOSTS, LOOK_ALIKES, packOf, SEALED, zipEntryOf } from '../helpers/archives.ts';
import { zipOf } from '../helpers/encodings.ts';
import { seed } from '../helpers/seed.ts';
import { NOW, scanText } from '../helpers/text.ts';

const s = new FakeCredentials(seed);
const content = Buffer.from(
  `${'# a configuration\n'.repeat(30)}[default]\naws_secret_access_key = ${s.secretAccessKey()}\n`,
);

/** The number of findings, and the reasons of unscanned parts. */
async function look(bytes: Buffer, path = 'file.bin') {
  const { findings, scanned } = await scanText(bytes, path);
  return { found: findings.length, named: scanned.unscanned.map(({ reason }) => reason) };
}

const hosts = Object.entries(HOSTS);
const containers = Object.entries(CONTAINERS);

describe.each(containers)('finds a key in %s', (_container, pack) => {
  test.each(hosts)('%s', async (_host, place) => {
    expect(await look(place(pack(content)))).toEqual({ found: 1, named: [] });
  });

  test('in every other container', async () => {
    for (const [other, packAgain] of containers)
      for (const [host, place] of hosts.filter((_, nth) => nth % 4 === 0))
        expect(await look(place(packAgain(pack(content)))), `${other}, ${host}`).toEqual({
          found: 1,
          named: [],
        });
  });
});

/** Unsupported archives with their reason; the name of a variant continues after a comma. */
const sealed = Object.entries(SEALED).map(([name, bytes]) => [name, name.replace(/,.*/, ''), bytes] as const);

describe.each(sealed)('reports %s as unscanned', (_name, format, bytes) => {
  test.each(hosts)('%s', async (_host, place) => {
    expect(await look(place(bytes))).toEqual({ found: 0, named: [format] });
  });
});

describe('reports nothing in', () => {
  test.each(Object.entries(LOOK_ALIKES))('%s', async (_name, bytes) => {
    expect((await look(bytes)).named).toEqual([]);
    expect((await look(gzipSync(bytes))).named).toEqual([]);
  });

  test('random bytes', async () => {
    for (let nth = 0; nth < 50; nth += 1)
      expect((await look(Buffer.concat([Buffer.from('\0'), s.bytes(20_000)]))).named).toEqual([]);
  });
});

describe('reports a damaged or unsupported archive after other bytes', () => {
  const program = Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(500)]);
  const long = Buffer.concat([content, s.bytes(4000)]);
  const damaged = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 3000), Buffer.alloc(900, 0xff)]);

  test.each<[string, Buffer, string]>([
    ['an encrypted entry without a central directory', zipEntryOf('a', content, { flags: 1 }), 'encrypted'],
    [
      'an entry with an unsupported method without a central directory',
      zipEntryOf('a', content, { method: 12 }),
      'unknown-method',
    ],
    ['a damaged entry without a central directory', damaged(zipEntryOf('a', long)), 'corrupt'],
    ['a damaged gzip', damaged(gzipSync(long)), 'corrupt'],
    ['a truncated gzip', gzipSync(long).subarray(0, 3000), 'corrupt'],
    ['a delta object', packOf(content, 7), 'git-delta'],
    ['a decompression bomb', gzipSync(Buffer.alloc(40 << 20)), 'too-large'],
  ])('%s', async (_name, bytes, reason) => {
    expect((await look(Buffer.concat([program, bytes]))).named).toContain(reason);
  });
});

test.each([
  ['/Encrypt 5 0 R', 'encrypted'],
  ['/Filter/LZWDecode', 'unknown-method'],
  ['/Filter[/ASCII85Decode/FlateDecode]', 'unknown-method'],
])('reports a PDF with %s as partly unscanned', async (words, reason) => {
  const bytes = Buffer.concat([CONTAINERS['a PDF']?.(content) ?? content, Buffer.from(`<<${words}>>`)]);
  expect(await look(bytes)).toEqual({ found: 1, named: [reason] });
});

describe('a large file', () => {
  /** The number of findings, and the reasons of unscanned parts. */
  async function lookInPieces(bytes: Buffer) {
    const seen = { found: 0, named: [] as string[] };
    async function* parts() {
      for (let at = 0; at < bytes.length; at += 1 << 20)
        yield await Promise.resolve(bytes.subarray(at, at + (1 << 20)));
    }
    for await (const part of extractTexts('large.bin', parts())) {
      if ('reason' in part) seen.named.push(part.reason);
      else seen.found += detect(part, rules, NOW).length;
    }
    return seen;
  }
  const piece = 4 << 20;
  const filler = (length: number) => Buffer.alloc(length, '\0 some bytes of a program\n');

  test.each([-40, -5, 0, 100])(
    'is searched for an archive that starts %d bytes from the start of a piece',
    async (from) => {
      for (const pack of [CONTAINERS['gzip'], CONTAINERS['zip']]) {
        const bytes = Buffer.concat([filler(piece + from), pack?.(content) ?? content, filler(piece)]);
        const { found, named } = await lookInPieces(bytes);
        expect(found + named.length).toBeGreaterThan(0);
        if (named.length > 0) expect(named).toEqual(['too-large']);
      }
    },
  );

  test('reports an archive that is larger than a piece as unscanned', async () => {
    const long = gzipSync(Buffer.concat([content, s.bytes(6 << 20)]), { level: 1 });
    const { found, named } = await lookInPieces(long);
    expect(found).toBeGreaterThan(0);
    expect(named).toEqual(['too-large']);
  });

  test('reports nothing without an archive', async () => {
    expect(await lookInPieces(Buffer.concat([filler(piece), s.bytes(1 << 20)]))).toEqual({
      found: 0,
      named: [],
    });
  });
});

test('unpacks a file named *.br, and reports it if it is not brotli', async () => {
  expect(await look(brotliCompressSync(content), 'a.txt.br')).toEqual({ found: 1, named: [] });
  expect(await look(gzipSync(brotliCompressSync(content)), 'a.txt.br.gz')).toEqual({ found: 1, named: [] });
  expect(await look(s.bytes(500), 'a.br')).toEqual({ found: 0, named: ['corrupt'] });
});

test('a zip that lists the same bytes many times is read about once', async () => {
  const size = 100_000;
  for (const method of [0, 8]) {
    const one = zipOf('a.bin', s.bytes(size), { method });
    const end = one.subarray(-22);
    const list = one.subarray(end.readUInt32LE(16), -22);
    const again = Buffer.alloc(300 * list.length, list);
    end.writeUInt16LE(300, 8);
    end.writeUInt16LE(300, 10);
    end.writeUInt32LE(again.length, 12);
    const bytes = Buffer.concat([one.subarray(0, end.readUInt32LE(16)), again, end]);
    let read = 0;
    const named = new Set<string>();
    for await (const part of extractTexts('a.zip', bytes)) {
      if ('reason' in part) named.add(part.reason);
      else read += part.inside === undefined ? 0 : part.text.length;
    }
    expect(read).toBeGreaterThanOrEqual(size);
    expect(read).toBeLessThan(10 * bytes.length);
    expect([...named]).toEqual(['too-large']);
  }
});

describe('a zip whose central directory differs from its local headers', () => {
  test('is read both ways', async () => {
    // listed as stored, so its bytes have the right checksum but are not text
    const entry = zipEntryOf('a.env', content);
    const packed = entry.subarray(35);
    const list = zipOf('a.env', packed, { method: 0 }).subarray(35 + packed.length);
    expect((await look(Buffer.concat([entry, list]))).found).toBe(1);
  });
});

describe('in base64', () => {
  const text = (bytes: Buffer) => Buffer.from(`a: 1\ndata: "${bytes.toString('base64')}"\n`);

  /** Base64 next to other text. */
  const WAYS: Readonly<Record<string, (code: string) => string>> = {
    'in quotes': (code) => `a: 1\ndata: "${code}"\n`,
    'in the other alphabet': (code) =>
      `a=1&data=${code.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}\n`,
    wrapped: (code) => `a:\n${code.replace(/.{64}/g, '  $&\n')}\n`,
    ...Object.fromEntries(
      ['x', '/', 'path/', '-_a1Zx'].map((letters) => [
        `after ${letters}`,
        (code: string) => `${letters}${code}\n`,
      ]),
    ),
  };

  describe.each(Object.entries(WAYS))('%s', (_way, write) => {
    const file = (bytes: Buffer) => Buffer.from(write(bytes.toString('base64')));

    test.each(['gzip', 'zip', 'a PDF'])('finds a key in %s', async (name) => {
      const bytes = CONTAINERS[name]?.(content) ?? content;
      expect(await look(file(bytes), 'a.yaml')).toEqual({ found: 1, named: [] });
    });

    test.each(['gzip', 'zlib'])('finds a key in tar of %s', async (name) => {
      const bytes = HOSTS['in tar']?.(CONTAINERS[name]?.(content) ?? content) ?? content;
      expect(await look(file(bytes), 'a.yaml')).toEqual({ found: 1, named: [] });
    });

    test.each(['7z', 'bzip2', 'cab', 'rar', 'xz', 'zstd'])('reports %s as unscanned', async (name) => {
      expect(await look(file(SEALED[name] ?? content), 'a.yaml')).toEqual({ found: 0, named: [name] });
    });
  });

  test.each(['lz4', 'lzip', 'lzma'])('reports %s as unscanned', async (name) => {
    expect(await look(text(SEALED[name] ?? content), 'a.yaml')).toEqual({ found: 0, named: [name] });
  });

  test('reports nothing in a text that only starts like an archive', async () => {
    // not random bytes: one in forty continues like the first block of zstd
    const rest = Buffer.alloc(60, 0xff);
    const beginnings = [gzipSync('x'), zipOf('a', Buffer.from('x')), ...Object.values(SEALED)];
    for (const bytes of beginnings)
      for (const length of [6, 7, 8]) {
        const start = bytes.subarray(0, length);
        expect((await look(text(Buffer.concat([start, rest])), 'a.yaml')).named).toEqual([]);
      }
  });
});

test('reads the bytes of an archive like those of a text', async () => {
  const tar = (text: string) =>
    Buffer.concat([HOSTS['in tar']?.(Buffer.from('x')) ?? Buffer.alloc(0), Buffer.from(text)]);
  const line = `aws_secret_access_key = ${s.secretAccessKey()}\n`;
  expect((await look(tar(line))).found).toBe(1);
  expect((await look(tar(Buffer.from(line).toString('base64')))).found).toBe(1);
  expect((await look(tar(JSON.stringify({ a: line }).replaceAll('=', String.raw`\u003d`)))).found).toBe(1);
});

test.each([
  ...['PK\x03\x04', '\x1f\x8b\x08', 'x\x01', 'x\x9c\x05'],
  ...['stream\nx\x9c', 'PACK\0\0\0\x02', 'Rar!\x1a\x07\0'],
])('searches a file full of %j with a bounded number of attempts', async (beginning) => {
  const bytes = Buffer.from(`\0${beginning.repeat(300_000 / beginning.length)}`, 'latin1');
  expect((await look(bytes)).found).toBe(0);
});
