import { isUtf8 } from 'node:buffer';
import { isAmbiguous, isCommonCharacter } from '../shared/code-points.ts';
import type { PrefilterHint } from './prefilter-hint.ts';

/**
 * The encoding of a text. `masked` is for unknown double-byte encodings: both bytes of each character are replaced,
 * because the second one may look like a letter.
 */
export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-32le'
  | 'utf-32be'
  | 'shift_jis'
  | 'euc-jp'
  | 'latin1'
  | 'masked';

/**
 * The encodings in which a file is read, first the one in which an editor shows it. A file may combine several
 * encodings, so one that starts as UTF-16 or UTF-32 is read byte by byte as well.
 *
 * @param isPart true if the bytes may start or end within a character
 */
export function encodingsOf(bytes: Buffer, isPart = false): readonly Encoding[] {
  const multiByte = byByteOrderMark(bytes) ?? byZeroBytes(bytes.subarray(0, 4096));
  const bytewise = bytewiseEncodings(isPart ? wholeCharacters(bytes) : bytes, multiByte !== undefined);
  return multiByte === undefined ? bytewise : [multiByte, ...bytewise];
}

function byByteOrderMark(bytes: Buffer): Encoding | undefined {
  if (bytes.length < 2) return undefined;
  const start = bytes.readUInt16BE(0);
  const next = bytes.length >= 4 ? bytes.readUInt16BE(2) : undefined;
  if (start === 0xfffe) return next === 0 ? 'utf-32le' : 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  return start === 0 && next === 0xfeff ? 'utf-32be' : undefined;
}

/**
 * Recognizes UTF-16 or UTF-32 without a byte order mark: in mostly Latin text, the other bytes of each character are
 * zero.
 */
function byZeroBytes(head: Buffer): Encoding | undefined {
  if (!head.includes(0)) return undefined;
  const zeros = [0, 0, 0, 0];
  for (let offset = 0; offset < head.length; offset += 1)
    if (head[offset] === 0) zeros[offset % 4] = (zeros[offset % 4] ?? 0) + 1;
  const most = head.length / 4;
  const isMostly = zeros.map((count) => count > most * 0.6);
  const isRarely = zeros.map((count) => count < most * 0.1);
  const [encoding] =
    ZERO_PATTERNS.find(([, pattern]) =>
      Array.from(pattern, (byte, offset) => (byte === '0' ? isMostly[offset] : isRarely[offset])).every(
        Boolean,
      ),
    ) ?? [];
  return encoding !== undefined && beginsIn(encoding, head) ? encoding : undefined;
}

/**
 * True if the first characters look like text. If the file starts in another encoding, that one determines the line
 * numbers.
 */
function beginsIn(encoding: Encoding, head: Buffer): boolean {
  const unit = unitOf(encoding);
  const first = decode(head.subarray(0, TESTED_CHARACTERS * unit), encoding);
  return Array.from(first, (character) => character.codePointAt(0) ?? 0).every(
    (code) => isCommonCharacter(code) && !isAmbiguous(code, unit),
  );
}

const TESTED_CHARACTERS = 8;

/** For each encoding, which of four bytes are zero in Latin text. */
const ZERO_PATTERNS = [
  ['utf-16le', 'a0a0'],
  ['utf-16be', '0a0a'],
  ['utf-32le', 'a000'],
  ['utf-32be', '000a'],
] as const;

/** The ASCII-compatible encodings in which to read the bytes. */
function bytewiseEncodings(bytes: Buffer, isText: boolean): readonly Encoding[] {
  if (isUtf8(bytes)) return ['utf-8'];
  // binary content: most strings in it are ASCII
  if (!isText && bytes.subarray(0, 8192).includes(0)) return ['latin1', ...eastAsian(bytes, 3)];
  return [...eastAsian(bytes, 2), 'latin1', 'masked'];
}

/**
 * True if a part of a file would be read in an encoding of the file even if it were the whole file; always for UTF-8, in which
 * invisible and full-width characters may hide a value.
 */
export function suggests(part: Buffer, encoding: Encoding): boolean {
  return (
    encoding === 'utf-8' ||
    !EAST_ASIAN.includes(encoding) ||
    bytewiseEncodings(part, false).includes(encoding)
  );
}

/** The East Asian encodings that occur in runs of at least `inRow` characters, the most frequent first. */
function eastAsian(bytes: Buffer, inRow: number): readonly Encoding[] {
  const counts = countEastAsian(bytes, inRow);
  // text after a byte order mark is UTF-8
  if (bytes.includes(UTF_8_MARK)) counts[UTF_8] = Math.max(counts[UTF_8] ?? 0, 1);
  return [UTF_8, SHIFT_JIS, EUC_JP]
    .filter((kind) => (counts[kind] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .map((kind) => EAST_ASIAN[kind] as Encoding)
    .filter(isKnown);
}

const UTF_8_MARK = Buffer.from('\uFEFF');

const [UTF_8, SHIFT_JIS, EUC_JP] = [1, 2, 3] as const;
const EAST_ASIAN: readonly (Encoding | undefined)[] = [undefined, 'utf-8', 'shift_jis', 'euc-jp'];

/**
 * For each lead byte of an East Asian character its encoding. Shift_JIS and EUC-JP are recognized by kana, which all
 * Japanese texts contain.
 */
const LEAD_BYTES = new Uint8Array(256);
LEAD_BYTES.fill(UTF_8, 0xe3, 0xee);
LEAD_BYTES.fill(SHIFT_JIS, 0x81, 0x84);
for (const lead of [0xa1, 0xa4, 0xa5]) LEAD_BYTES[lead] = EUC_JP;

/** For each encoding, the number of East Asian characters in runs of at least `least`. */
function countEastAsian(bytes: Buffer, least: number): number[] {
  const counts = [0, 0, 0, 0];
  let current = 0;
  let run = 0;
  for (let offset = 0; offset < bytes.length;) {
    const kind = LEAD_BYTES[bytes[offset] as number] as number;
    const size = kind === 0 ? 0 : sizeAt(bytes, offset, kind);
    if (size === 0) {
      run = 0;
      offset += 1;
      continue;
    }
    run = kind === current ? run + 1 : 1;
    current = kind;
    if (run >= least) counts[kind] = (counts[kind] ?? 0) + 1;
    offset += size;
  }
  return counts;
}

/** The size in bytes of the East Asian character at an offset; 0 if there is none. */
function sizeAt(bytes: Buffer, offset: number, kind: number): number {
  const lead = bytes[offset] ?? 0;
  const next = bytes[offset + 1] ?? 0;
  if (kind === UTF_8) return isContinuation(next) && isContinuation(bytes[offset + 2]) ? 3 : 0;
  if (kind === EUC_JP) return (lead === 0xa1 ? next === 0xbc : next >= 0xa1 && next <= 0xf6) ? 2 : 0;
  if (lead === 0x81) return next === 0x5b ? 2 : 0;
  return (lead === 0x82 ? next >= 0x9f && next <= 0xf1 : next >= 0x40 && next <= 0x96) ? 2 : 0;
}

/** True if this Node can decode the encoding; builds without full ICU data know only a few. */
function isKnown(encoding: Encoding): boolean {
  try {
    return new TextDecoder(encoding).encoding === encoding;
  } catch {
    return false;
  }
}

/** The bytes without partial UTF-8 characters at both ends. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  let end = bytes.length;
  while (end > bytes.length - 3 && isContinuation(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, (bytes[end - 1] ?? 0) >= 0xc0 ? end - 1 : bytes.length);
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Decodes bytes. Invalid bytes become U+FFFD; the ASCII characters around them are kept. */
export function decode(bytes: Buffer, encoding: Encoding): string {
  switch (encoding) {
    case 'utf-16le':
      return bytes.toString('utf16le');
    case 'utf-16be':
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'utf-32le':
    case 'utf-32be':
      return decodeUtf32(bytes, encoding === 'utf-32le');
    case 'shift_jis':
    case 'euc-jp':
      return new TextDecoder(encoding).decode(bytes);
    case 'latin1':
      return bytes.toString('latin1');
    case 'masked':
      return bytes.toString('latin1').replace(/[\x81-\xfe][\x40-\x7e]/g, '\ufffd\ufffd');
    default:
      return bytes.toString('utf8');
  }
}

function decodeUtf32(bytes: Buffer, littleEndian: boolean): string {
  const characters: string[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const code = littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
    characters.push(code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code));
  }
  return characters.join('');
}

/** The size of a code unit in bytes. */
export function unitOf(encoding: Encoding): 1 | 2 | 4 {
  if (encoding.startsWith('utf-32')) return 4;
  return encoding.startsWith('utf-16') ? 2 : 1;
}

const NEXT_BYTE = '[\x80-\xbf]';
const OTHER_BYTE = '[^\x80-\xbf]';

/** Bytes that are not UTF-8 text: control characters, bytes that UTF-8 never uses, and invalid sequences. */
export const charsetHints: PrefilterHint = {
  lines: [
    '[^\x01-\xff]',
    '[\x01-\x08\x0e-\x1d\x1f\x7f]',
    '.\x1e',
    // some tools end a line at a zero byte, so the next line has no sign
    '^[^-+ @\\dinosr\x1e]',
    '[\xc0\xc1\xf5-\xff]',
    `[\x01-\x7f]${NEXT_BYTE}`,
    `[\xc2-\xdf](${OTHER_BYTE}|${NEXT_BYTE}{2}|$)`,
    `[\xe0-\xef](${NEXT_BYTE}?(${OTHER_BYTE}|$)|${NEXT_BYTE}{3})`,
    `[\xf0-\xf4](${NEXT_BYTE}{0,2}(${OTHER_BYTE}|$)|${NEXT_BYTE}{4})`,
  ],
};
