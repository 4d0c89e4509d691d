import { isUtf8 } from 'node:buffer';
import type { Markers } from './marker.ts';

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
 * The encodings to read a file in, told by its byte order mark, by where its zero bytes are, or by trying; the first is
 * the one in which a person sees it.
 *
 * @param packed whether the bytes are an archive's, which is no text
 */
export function encodingsOf(bytes: Buffer, packed: boolean): readonly Encoding[] {
  const marked = packed ? undefined : (byMark(bytes) ?? withoutMark(bytes.subarray(0, 4096)));
  if (marked !== undefined) return [marked];
  if (packed) return ['latin1'];
  if (isUtf8(bytes)) return ['utf-8'];
  // no text: its strings are ASCII
  if (bytes.subarray(0, 8192).includes(0)) return ['latin1'];
  const japanese = guessJapanese(bytes);
  return japanese === undefined ? ['latin1', 'masked'] : [japanese, 'latin1', 'masked'];
}

function byMark(bytes: Buffer): Encoding | undefined {
  if (bytes.length < 2) return undefined;
  const start = bytes.readUInt16BE(0);
  const next = bytes.length >= 4 ? bytes.readUInt16BE(2) : undefined;
  if (start === 0xfffe) return next === 0 ? 'utf-32le' : 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  return start === 0 && next === 0xfeff ? 'utf-32be' : undefined;
}

/** UTF-16 without a mark: mostly Latin letters, so every other byte is mostly zero. */
function withoutMark(head: Buffer): Encoding | undefined {
  if (!head.includes(0)) return undefined;
  const pairs = head.length >> 1;
  let low = 0;
  let high = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[2 * i] === 0) high += 1;
    if (head[2 * i + 1] === 0) low += 1;
  }
  if (low > pairs * 0.6 && high < pairs * 0.1) return 'utf-16le';
  return high > pairs * 0.6 && low < pairs * 0.1 ? 'utf-16be' : undefined;
}

/** Shift-JIS or EUC-JP, when what it decodes to is Japanese: no text of another language holds that many kana. */
function guessJapanese(bytes: Buffer): Encoding | undefined {
  const cut = bytes.length > 65_536 ? bytes.lastIndexOf(10, 65_536) + 1 : bytes.length;
  const head = bytes.subarray(0, cut || 65_536);
  const counted = (['shift_jis', 'euc-jp'] as const).map(
    (encoding) => [encoding, countKana(head, encoding)] as const,
  );
  const best = counted.reduce((a, b) => (b[1] > a[1] ? b : a));
  return best[1] >= 2 ? best[0] : undefined;
}

function countKana(bytes: Buffer, encoding: 'shift_jis' | 'euc-jp'): number {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return (text.match(/[\u3041-\u30fe]/g) ?? []).length;
  } catch {
    // not this encoding, or a Node without it: the others are read in any case
    return 0;
  }
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
    '^[ +].*[\x01-\x08\x0e-\x1f\x7f]',
    // some tools take a zero byte for a line's end: then this line has no sign
    '^[^-+ @\\dinosr\x1e]',
    '[\xc0\xc1\xf5-\xff]',
    `[\x01-\x7f]${NEXT_BYTE}`,
    `[\xc2-\xdf](${OTHER_BYTE}|${NEXT_BYTE}{2}|$)`,
    `[\xe0-\xef](${NEXT_BYTE}?(${OTHER_BYTE}|$)|${NEXT_BYTE}{3})`,
    `[\xf0-\xf4](${NEXT_BYTE}{0,2}(${OTHER_BYTE}|$)|${NEXT_BYTE}{4})`,
  ],
};
