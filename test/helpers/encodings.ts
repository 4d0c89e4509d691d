import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

/** A form in which a file may contain a text with a value. */
export interface Encoding {
  readonly name: string;
  /** True if the value stays on the line where it is displayed. */
  readonly keepsLines: boolean;
  /** True if it can encode more than ASCII. */
  readonly isUnicode: boolean;
  encode(text: string, value: string): string | Buffer;
}

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** Replaces each character of the value in a text. */
const each = (write: (character: string) => string) => (text: string, value: string) =>
  text.replace(value, () => Array.from(value, write).join(''));

/** Splits the value in two. */
const cut = (between: string) => (text: string, value: string) =>
  text.replace(value, () => value.slice(0, 17) + between + value.slice(17));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const wide = (text: string) => Buffer.from(text, 'utf16le');
const swap32 = (bytes: Buffer) => bytes.swap32();

const inPlace: Record<string, Encoding['encode']> = {
  unescaped: (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'UTF-8 with a mark': (text) => `\uFEFF${text}`,
  'UTF-16 with a mark': (text) => wide(`\uFEFF${text}`),
  'UTF-16 without a mark': (text) => wide(text),
  'UTF-16, big endian': (text) => wide(`\uFEFF${text}`).swap16(),
  'UTF-16, big endian, without a mark': (text) => wide(text).swap16(),
  'UTF-32': (text) => utf32(`\uFEFF${text}`),
  'UTF-32 without a mark': utf32,
  'UTF-32, big endian': (text) => swap32(utf32(`\uFEFF${text}`)),
  'UTF-32, big endian, without a mark': (text) => swap32(utf32(text)),
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
  'colours of grep': (text, value) =>
    text.replace(value, () => `\u001B[01;31m\u001B[K${value}\u001B[m\u001B[K`),
  'colours of grep inside': cut('\u001B[m\u001B[K'),
  'moves of a cursor inside': cut('\u001B[1D\u001B[1C'),
  'switches of a terminal inside, escaped': cut(String.raw`\u001b[?25l\x1b[?25h`),
  'behind ISO-2022-JP': (text) => `\u001B$B%-!<\u001B(B${text}`,
  'long lines': (text) => `${'z '.repeat(30_000)}\n${'y '.repeat(30_000)}${text}`.replace('\n', ' '),
};

const elsewhere: Record<string, Encoding['encode']> = {
  'base64, whole': base64,
  'base64, wrapped': (text) => base64(text).replace(/.{76}/g, '$&\n'),
  'base64, twice': (text) => base64(base64(text)),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in a field': (text) => `data:\n  config: ${base64(text)}\n`,
  'base64 of UTF-16': (text) => `powershell -EncodedCommand ${wide(text).toString('base64')}`,
  'among ASCII, UTF-16 in base64': (text) =>
    Buffer.concat([Buffer.from('x = 1\n'.repeat(9)), wide(text)]).toString('base64'),
  'among UTF-16, ASCII in base64': (text) =>
    Buffer.concat([wide('x = 1\n'.repeat(9)), Buffer.from(text)]).toString('base64'),
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
  zlib: (text) => deflateSync(text),
  'gzip after a script': (text) => Buffer.concat([Buffer.from('#!/bin/sh\n'), gzipSync(text)]),
  'zip after a program': (text) =>
    Buffer.concat([Buffer.from('MZ\0\x90', 'latin1'), zipOf('a.env', Buffer.from(text))]),
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

/** The encoding of one part of a file. */
interface Charset {
  readonly name: string;
  /** True if it can encode more than ASCII. */
  readonly isUnicode: boolean;
  encode(text: string): Buffer;
}

/** Adds a non-ASCII word at the end that is far from the seam of two parts. */
const legacy = (charset: 'latin1' | 'shift_jis' | 'euc-jp', word: string) => (text: string) =>
  text.startsWith('x ')
    ? Buffer.concat([inCharset(word, charset), Buffer.from(` ${text}`)])
    : Buffer.concat([Buffer.from(text), inCharset(`${word}\n`, charset)]);

export const CHARSETS: readonly Charset[] = [
  { name: 'ASCII', isUnicode: true, encode: (text) => Buffer.from(text) },
  { name: 'UTF-8 with a mark', isUnicode: true, encode: (text) => Buffer.from(`\uFEFF${text}`) },
  { name: 'Latin-1', isUnicode: false, encode: legacy('latin1', 'café') },
  { name: 'Shift-JIS', isUnicode: false, encode: legacy('shift_jis', 'キーを表示') },
  { name: 'EUC-JP', isUnicode: false, encode: legacy('euc-jp', 'キーを表示') },
  ...[true, false].flatMap((isMarked) => {
    const marked = (text: string) => (isMarked ? `\uFEFF${text}` : text);
    const mark = isMarked ? ' with a mark' : '';
    return [
      { name: `UTF-16LE${mark}`, isUnicode: true, encode: (text: string) => wide(marked(text)) },
      { name: `UTF-16BE${mark}`, isUnicode: true, encode: (text: string) => wide(marked(text)).swap16() },
      { name: `UTF-32LE${mark}`, isUnicode: true, encode: (text: string) => utf32(marked(text)) },
      { name: `UTF-32BE${mark}`, isUnicode: true, encode: (text: string) => swap32(utf32(marked(text))) },
    ];
  }),
];

/** The encodings for Japanese. */
export const JAPANESE: readonly Pick<Charset, 'name' | 'encode'>[] = [
  ...CHARSETS.filter(({ isUnicode }) => isUnicode),
  ...(['shift_jis', 'euc-jp'] as const).map((charset) => ({
    name: charset,
    encode: (text: string) => inCharset(text, charset),
  })),
];

/** The places where the first encoding may end and the second begin. */
const CUTS: Readonly<Record<string, (text: string, value: string) => number>> = {
  'before the line': (text, value) => text.lastIndexOf('\n', text.indexOf(value) - 1) + 1,
  'before the value': (text, value) => Math.max(text.indexOf(value), 0),
  'in the value': (text, value) => Math.max(text.indexOf(value), 0) + (value.length >> 1),
  'after the line': (text, value) => text.indexOf('\n', text.indexOf(value) + value.length) + 1,
};

/** Longer than the sample that detects the encoding at the beginning. */
const LONG = 'x '.repeat(3000);

/** Two encodings in one file: each pair, split at each place, with a short and a long first part. */
export const MIXED: readonly Encoding[] = CHARSETS.flatMap((first) =>
  CHARSETS.flatMap((second) =>
    Object.entries(CUTS).flatMap(([where, cutAt]) =>
      ['', LONG].map((before) => ({
        name: `${first.name}${before && ', long'}, then ${second.name} ${where}`,
        keepsLines: true,
        isUnicode: first.isUnicode && second.isUnicode,
        encode(text: string, value: string) {
          const at = cutAt(text, value);
          return Buffer.concat([first.encode(before + text.slice(0, at)), second.encode(text.slice(at))]);
        },
      })),
    ),
  ),
);

/** One encoding at an offset that is not a multiple of its character size. */
export const MISALIGNED: readonly Encoding[] = CHARSETS.flatMap(({ name, isUnicode, encode }) =>
  ['00', '78', 'ff', 'fffe78', '78fffe', '000000', '787878'].map((stray) => ({
    name: `${name} after ${stray}`,
    keepsLines: true,
    // after a zero byte, the byte order of some letters is ambiguous
    isUnicode: isUnicode && !stray.startsWith('00'),
    encode: (text: string) => Buffer.concat([Buffer.from(stray, 'hex'), encode(text)]),
  })),
);

/** Encodes a text in an encoding that Node can decode but not encode. */
export function inCharset(text: string, charset: 'latin1' | 'shift_jis' | 'euc-jp'): Buffer {
  if (charset === 'latin1') return Buffer.from(text, 'latin1');
  const codes = codesOf(charset);
  return Buffer.concat(Array.from(text, (character) => codes.get(character) ?? Buffer.from(character)));
}

/** Returns the two bytes of each character. */
function codesOf(charset: 'shift_jis' | 'euc-jp'): ReadonlyMap<string, Buffer> {
  const known = CODES.get(charset);
  if (known !== undefined) return known;
  const codes = new Map<string, Buffer>();
  const decoder = new TextDecoder(charset);
  for (let code = 0x81_40; code <= 0xfe_fe; code += 1) {
    const bytes = Buffer.of(code >> 8, code & 0xff);
    const text = decoder.decode(bytes);
    if (text.length === 1 && text !== '\uFFFD' && !codes.has(text)) codes.set(text, bytes);
  }
  CODES.set(charset, codes);
  return codes;
}

const CODES = new Map<string, ReadonlyMap<string, Buffer>>();

/** Forms of a value in double quotes, in languages that concatenate literals. */
export const JOINTS: readonly Encoding[] = listOf(
  {
    '" + "': cut('" + "'),
    '" "': cut('" "'),
    '" . "': cut('" . "'),
    '" .. "': cut('" .. "'),
    '" & "': cut('" & "'),
    '" <> "': cut('" <> "'),
    'over two lines': cut('"\n    + "'),
    'a comment between': cut('" /* first half */ + "'),
    'a comment at the end of a line': cut('" + // first half\n    "'),
    'a comment of Python': cut('"  # first half\n    "'),
    'lines of comments': cut('" +\n  // second\n  // half\n  "'),
    'the next line of a notebook': cut('\\" +\\n",\n    "    \\"'),
    'runs of a slide': cut('</a:t></a:r><a:r><a:rPr lang="en-US" dirty="0"/><a:t>'),
    'runs of a cell': cut('</t></r><r><rPr><b/></rPr><t xml:space="preserve">'),
    'spans of HTML': cut('</span><span class="x">'),
    'with a backslash': cut('" \\\n    "'),
    'a backslash inside': cut('\\\n'),
  },
  true,
);

function utf32(text: string): Buffer {
  const characters = Array.from(text);
  const bytes = Buffer.alloc(4 * characters.length);
  for (const [at, character] of characters.entries())
    bytes.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * at);
  return bytes;
}

/** Returns a zip archive of one file. `flags` 1 marks it as encrypted; the sizes are those in its central directory. */
export function zipOf(
  name: string,
  content: Buffer,
  { method = 8, flags = 0, size = content.length, packedSize = -1 } = {},
): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
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
 * Returns a tar archive of one file.
 *
 * @param lies wrong values for its header
 */
export function tarOf(name: string, content: Buffer, lies: { size?: string; kind?: string } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(lies.size ?? content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(lies.kind ?? '0', 156);
  header.write('ustar\x0000', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc(1536 - (content.length % 512))]);
}
