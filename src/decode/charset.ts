import { isUtf8 } from 'node:buffer';
import { isAmbiguous, isCommonCharacter } from '../shared/code-points.ts';
import type { Markers } from './prefilter-hint.ts';

/** How a file's bytes hold its text. `masked` is for two-byte codes of unknown kind: the second byte may be a letter. */
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
 * The encodings to read a file in. The first is the one in which an editor shows it. None of them decides alone: a file
 * may hold several encodings one after the other, so one that begins like UTF-16 or UTF-32 is read byte by byte as well.
 *
 * @param isPart whether the bytes are a part of a file, which may begin and end in the middle of a character
 */
export function encodingsOf(bytes: Buffer, isPart = false): readonly Encoding[] {
  const wide = byMark(bytes) ?? withoutMark(bytes.subarray(0, 4096));
  const bytewise = bytewiseEncodings(isPart ? wholeCharacters(bytes) : bytes, wide !== undefined);
  return wide === undefined ? bytewise : [wide, ...bytewise];
}

function byMark(bytes: Buffer): Encoding | undefined {
  if (bytes.length < 2) return undefined;
  const start = bytes.readUInt16BE(0);
  const next = bytes.length >= 4 ? bytes.readUInt16BE(2) : undefined;
  if (start === 0xfffe) return next === 0 ? 'utf-32le' : 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  return start === 0 && next === 0xfeff ? 'utf-32be' : undefined;
}

/** UTF-16 or UTF-32 without a mark: mostly Latin letters, so the other bytes of each are mostly zero. */
function withoutMark(head: Buffer): Encoding | undefined {
  if (!head.includes(0)) return undefined;
  const zeros = [0, 0, 0, 0];
  for (let at = 0; at < head.length; at += 1) if (head[at] === 0) zeros[at % 4] = (zeros[at % 4] ?? 0) + 1;
  const most = head.length / 4;
  const isMostly = zeros.map((count) => count > most * 0.6);
  const isRarely = zeros.map((count) => count < most * 0.1);
  const [encoding] =
    WIDE.find(([, pattern]) =>
      Array.from(pattern, (byte, at) => (byte === '0' ? isMostly[at] : isRarely[at])).every(Boolean),
    ) ?? [];
  return encoding !== undefined && beginsIn(encoding, head) ? encoding : undefined;
}

/** Whether the first characters look like text: in a file that begins in another encoding lines are counted by that one. */
function beginsIn(encoding: Encoding, head: Buffer): boolean {
  const unit = unitOf(encoding);
  const first = decode(head.subarray(0, FIRST * unit), encoding);
  return Array.from(first, (character) => character.codePointAt(0) ?? 0).every(
    (code) => isCommonCharacter(code) && !isAmbiguous(code, unit),
  );
}

const FIRST = 8;

/** Which bytes of four are zero in Latin letters. */
const WIDE = [
  ['utf-16le', 'a0a0'],
  ['utf-16be', '0a0a'],
  ['utf-32le', 'a000'],
  ['utf-32be', '000a'],
] as const;

/** The encodings, of those in which ASCII is itself, to read bytes in. */
function bytewiseEncodings(bytes: Buffer, isText: boolean): readonly Encoding[] {
  if (isUtf8(bytes)) return ['utf-8'];
  // no text: its strings are ASCII, mostly
  if (!isText && bytes.subarray(0, 8192).includes(0)) return ['latin1', ...eastAsian(bytes, 3)];
  return [...eastAsian(bytes, 2), 'latin1', 'masked'];
}

/** The encodings in which some characters in a row are East Asian; the one with most of them first. */
function eastAsian(bytes: Buffer, inRow: number): readonly Encoding[] {
  const counts = countEastAsian(bytes, inRow);
  // what follows a mark is UTF-8, whatever it is
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

/** For each first byte of an East Asian letter its encoding: of kana, which no Japanese text is without, and in UTF-8 of all. */
const KINDS = new Uint8Array(256);
KINDS.fill(UTF_8, 0xe3, 0xee);
KINDS.fill(SHIFT_JIS, 0x81, 0x84);
for (const lead of [0xa1, 0xa4, 0xa5]) KINDS[lead] = EUC_JP;

/** How many East Asian letters stand in runs of at least so many, by encoding. */
function countEastAsian(bytes: Buffer, least: number): number[] {
  const counts = [0, 0, 0, 0];
  let current = 0;
  let run = 0;
  for (let at = 0; at < bytes.length;) {
    const kind = KINDS[bytes[at] as number] as number;
    const size = kind === 0 ? 0 : sizeAt(bytes, at, kind);
    if (size === 0) {
      run = 0;
      at += 1;
      continue;
    }
    run = kind === current ? run + 1 : 1;
    current = kind;
    if (run >= least) counts[kind] = (counts[kind] ?? 0) + 1;
    at += size;
  }
  return counts;
}

/** How many bytes the East Asian letter at an offset takes; 0 where there is none. */
function sizeAt(bytes: Buffer, at: number, kind: number): number {
  const lead = bytes[at] ?? 0;
  const next = bytes[at + 1] ?? 0;
  if (kind === UTF_8) return isContinuation(next) && isContinuation(bytes[at + 2]) ? 3 : 0;
  if (kind === EUC_JP) return (lead === 0xa1 ? next === 0xbc : next >= 0xa1 && next <= 0xf6) ? 2 : 0;
  if (lead === 0x81) return next === 0x5b ? 2 : 0;
  return (lead === 0x82 ? next >= 0x9f && next <= 0xf1 : next >= 0x40 && next <= 0x96) ? 2 : 0;
}

/** Whether this Node can decode it: one without its tables of encodings knows few. */
function isKnown(encoding: Encoding): boolean {
  try {
    return new TextDecoder(encoding).encoding === encoding;
  } catch {
    return false;
  }
}

/** Bytes without the parts of characters of UTF-8 at both ends. */
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

/** Bytes of one encoding as text. What is no valid text becomes U+FFFD; ASCII around it is kept. */
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
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    characters.push(code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code));
  }
  return characters.join('');
}

/** How many bytes the smallest character takes. */
export function unitOf(encoding: Encoding): 1 | 2 | 4 {
  if (encoding.startsWith('utf-32')) return 4;
  return encoding.startsWith('utf-16') ? 2 : 1;
}

const NEXT_BYTE = '[\x80-\xbf]';
const OTHER_BYTE = '[^\x80-\xbf]';

/** What is no text in UTF-8: a zero byte, other bytes that no text has, or bytes that are no characters of UTF-8. */
export const encodingMarkers: Markers = {
  lines: [
    '[^\x01-\xff]',
    '[\x01-\x08\x0e-\x1d\x1f\x7f]',
    '.\x1e',
    // some tools take a zero byte for a line's end: then this line has no sign
    '^[^-+ @\\dinosr\x1e]',
    '[\xc0\xc1\xf5-\xff]',
    `[\x01-\x7f]${NEXT_BYTE}`,
    `[\xc2-\xdf](${OTHER_BYTE}|${NEXT_BYTE}{2}|$)`,
    `[\xe0-\xef](${NEXT_BYTE}?(${OTHER_BYTE}|$)|${NEXT_BYTE}{3})`,
    `[\xf0-\xf4](${NEXT_BYTE}{0,2}(${OTHER_BYTE}|$)|${NEXT_BYTE}{4})`,
  ],
};
