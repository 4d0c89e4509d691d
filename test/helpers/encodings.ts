import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** A way in which a text with a value in it may come to be in a file. */
export interface Encoding {
  readonly name: string;
  /** The value stays on the line on which a person sees it. */
  readonly keepsLines: boolean;
  /** It can hold more than ASCII. */
  readonly isUnicode: boolean;
  encode(text: string, value: string): string | Buffer;
}

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** Replaces the value in a text, each of its characters by something. */
const each = (write: (character: string) => string) => (text: string, value: string) =>
  text.replace(value, () => Array.from(value, write).join(''));

/** Cuts the value in two. */
const cut = (between: string) => (text: string, value: string) =>
  text.replace(value, () => value.slice(0, 17) + between + value.slice(17));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const wide = (text: string) => Buffer.from(text, 'utf16le');

const inPlace: Record<string, Encoding['encode']> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'UTF-8 with a mark': (text) => `\uFEFF${text}`,
  'UTF-16 with a mark': (text) => wide(`\uFEFF${text}`),
  'UTF-16 without a mark': (text) => wide(text),
  'UTF-16, big endian': (text) => wide(`\uFEFF${text}`).swap16(),
  'UTF-16, big endian, without a mark': (text) => wide(text).swap16(),
  'UTF-32': utf32,
  'among Latin-1': (text) => Buffer.from(`${text}café ü\n`, 'latin1'),
  'among Shift-JIS': (text) =>
    Buffer.concat([Buffer.from(text), Buffer.from('834c815b82f0835c8362836782d60a', 'hex')]),
  'among EUC-JP': (text) =>
    Buffer.concat([Buffer.from(text), Buffer.from('a5ada1bca4f2a5bda5c3a5c80a', 'hex')]),
  'behind a NUL': (text) => Buffer.concat([Buffer.from([0, 1, 0xff, 0]), Buffer.from(text)]),
  [String.raw`\u0041`]: each((character) => `\\u${hex(character, 4)}`),
  [String.raw`\u{41}`]: each((character) => `\\u{${hex(character, 2)}}`),
  [String.raw`\x41`]: each((character) => `\\x${hex(character, 2)}`),
  [String.raw`\101`]: each((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'percent, every character': each((character) => `%${hex(character, 2)}`),
  'HTML, hexadecimal': (text) => text.replace(/[^A-Za-z0-9\s]/g, (symbol) => `&#x${hex(symbol, 2)};`),
  'HTML, decimal': (text) => text.replace(/[^A-Za-z0-9\s]/g, (symbol) => `&#${symbol.charCodeAt(0)};`),
  'a zero-width space': cut('\u200B'),
  'a soft hyphen': cut('\u00AD'),
  colours: (text, value) => text.replace(value, () => `\u001B[31m${value}\u001B[0m`),
  'long lines': (text) => `${'z '.repeat(30_000)}\n${'y '.repeat(30_000)}${text}`.replace('\n', ' '),
};

const elsewhere: Record<string, Encoding['encode']> = {
  'base64, whole': base64,
  'base64, wrapped': (text) => base64(text).replace(/.{76}/g, '$&\n'),
  'base64, twice': (text) => base64(base64(text)),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in a field': (text) => `data:\n  config: ${base64(text)}\n`,
  'base64 of UTF-16': (text) => `powershell -EncodedCommand ${wide(text).toString('base64')}`,
  'JSON in JSON': (text) => JSON.stringify({ a: text }),
  'JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify({ a: text })),
  percent: encodeURIComponent,
  'percent, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'quoted-printable': (text) =>
    `Content-Transfer-Encoding: quoted-printable\n\n${text.replace(/=/g, '=3D').replace(/(?:=3D|[^=\n]){70}/g, '$&=\n')}`,
  gzip: (text) => gzipSync(text),
  'gzip, twice': (text) => gzipSync(gzipSync(text)),
  'gzip in base64': (text) => `blob: ${gzipSync(text).toString('base64')}\n`,
  zip: (text) => zipOf('a.env', Buffer.from(text)),
  'zip in zip': (text) => zipOf('a.zip', zipOf('b/a.env', Buffer.from(text))),
  tar: (text) => tarOf('a.env', Buffer.from(text)),
  'tar, compressed': (text) => gzipSync(tarOf('a.env', Buffer.from(text))),
};

function listOf(encodings: Readonly<Record<string, Encoding['encode']>>, keepsLines: boolean): Encoding[] {
  return Object.entries(encodings).map(([name, encode]) => ({
    name,
    keepsLines,
    isUnicode: !/^(?:among|behind)/.test(name),
    encode,
  }));
}

export const ENCODINGS: readonly Encoding[] = [...listOf(inPlace, true), ...listOf(elsewhere, false)];

/** For a value between double quotes, in a language that joins literals. */
export const JOINTS: readonly Encoding[] = listOf(
  {
    '" + "': cut('" + "'),
    '" "': cut('" "'),
    '" . "': cut('" . "'),
    '" .. "': cut('" .. "'),
    '" & "': cut('" & "'),
    '" <> "': cut('" <> "'),
    'over two lines': cut('"\n    + "'),
    'with a backslash': cut('" \\\n    "'),
    'a backslash inside': cut('\\\n'),
  },
  true,
);

function utf32(text: string): Buffer {
  const bytes = Buffer.alloc(4 * (text.length + 1));
  for (const [at, character] of Array.from(`\uFEFF${text}`).entries())
    bytes.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * at);
  return bytes;
}

/** A zip archive of one file. `flags` 1 says that it is encrypted. */
export function zipOf(
  name: string,
  content: Buffer,
  { method = 8, flags = 0, size = content.length, packedSize = -1 } = {},
): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc32(content), 16);
  entry.writeUInt32LE(packedSize < 0 ? packed.length : packedSize, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

/**
 * A tar archive of one file.
 *
 * @param lies what its header states instead of the truth
 */
export function tarOf(name: string, content: Buffer, lies: { size?: string; kind?: string } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(lies.size ?? content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(`${lies.kind ?? '0'}ustar\x0000`, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc(1536 - (content.length % 512))]);
}
