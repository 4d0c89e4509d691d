import { isAmbiguous, isCommonCharacter } from '../../shared/code-points.ts';
import { decode, type Encoding, unitOf } from '../charset.ts';
import type { Edit } from '../source-map.ts';

/**
 * Decodes UTF-16 and UTF-32 in a text of another encoding, at any offset, in either byte order: what PowerShell's `>>`
 * appends to a file, the strings of a Windows program. Byte order marks next to it are removed.
 *
 * @param text in which each character up to U+00FF may be a byte
 * @param isWider whether one more character on either side is taken for a letter, which may be two of ASCII as well
 */
export function wide(text: string, isWider = false): Edit[] {
  if (!text.includes('\0')) return [];
  const edits: Edit[] = [];
  let done = 0;
  for (let match = runFrom(text, 0); match !== undefined; match = runFrom(text, done)) {
    const stretch = stretchOf(text, match, done);
    const { start, end, encoding } = isWider ? widened(text, stretch, done) : stretch;
    const mark = markBefore(text, start);
    if (mark < start && mark >= done) edits.push({ start: mark, end: start, text: '', step: 0 });
    const bytes = Buffer.from(text.slice(start, end), 'latin1');
    edits.push({ start, end, text: decode(bytes, encoding), step: unitOf(encoding) });
    done = text.startsWith(UTF_8_MARK, end) ? end + UTF_8_MARK.length : end;
    if (done > end) edits.push({ start: end, end: done, text: '', step: 0 });
  }
  return edits;
}

/** The next run of characters in one encoding. */
function runFrom(text: string, from: number): RegExpExecArray | undefined {
  HIGH_BYTES.lastIndex = from;
  for (let high = HIGH_BYTES.exec(text); high !== null; high = HIGH_BYTES.exec(text)) {
    for (let start = Math.max(high.index - 2, from); start <= high.index; start += 1) {
      RUN.lastIndex = start;
      const match = RUN.exec(text);
      if (match !== null) return match;
    }
    HIGH_BYTES.lastIndex = high.index + 1;
  }
  return undefined;
}

type Wide = Extract<Encoding, `utf-${'16' | '32'}${'le' | 'be'}`>;

/** A stretch in one encoding begins to count at so many characters of ASCII. */
const LEAST = 8;

/** So many letters that are not ASCII tell which byte order it is. */
const LEAST_LETTERS = 3;

const ASCII = String.raw`[\t\n\r\x20-\x7e]`;

/** The low byte of katakana, in which a name of a value is mostly written; the high one is a zero of ASCII. */
const KATAKANA = String.raw`[\xa1-\xfe]`;

/** Characters of ASCII and katakana in each encoding. The first one of UTF-32 is none of UTF-16 before it. */
const RUN = new RegExp(
  [
    String.raw`(?:${ASCII}\0\0\0|${KATAKANA}0\0\0){${LEAST},}`,
    String.raw`(?:\0\0\0${ASCII}|\0\x000${KATAKANA}){${LEAST},}`,
    String.raw`(?:${ASCII}\0(?!\0\0${ASCII}\0\0\0)|${KATAKANA}0(?!\0\0)){${LEAST},}`,
    String.raw`(?:\0${ASCII}|0${KATAKANA}){${LEAST},}`,
  ]
    .map((each) => `(${each})`)
    .join('|'),
  'y',
);

/** The high bytes of such characters, from the first one on. It finds them in a fifth of the time. */
const HIGH_BYTES = new RegExp(
  String.raw`[\x000](?:(?:L[\x000]){7}|(?:\0\0L[\x000]){7}|(?:L\0\0[\x000]){7})`.replaceAll(
    'L',
    String.raw`[\t\n\r\x20-\x7e\xa1-\xfe]`,
  ),
  'g',
);

interface Layout {
  readonly encoding: Wide;
  readonly other: Wide;
  readonly shift: number;
}

/** The encoding that each group of {@link RUN} shows, and what it may be instead, some bytes further on. */
const LAYOUTS: readonly [Layout, ...Layout[]] = [
  { encoding: 'utf-32le', other: 'utf-32be', shift: 1 },
  { encoding: 'utf-32be', other: 'utf-32le', shift: 3 },
  { encoding: 'utf-16le', other: 'utf-16be', shift: 1 },
  { encoding: 'utf-16be', other: 'utf-16le', shift: 1 },
];

interface ByteRange {
  readonly start: number;
  readonly end: number;
  readonly encoding: Wide;
}

/** All characters around a run of ASCII that have its encoding, also those that are not ASCII. */
function stretchOf(text: string, match: RegExpExecArray, floor: number): ByteRange {
  const { encoding, other, shift } = LAYOUTS.find((_, nth) => match[nth + 1] !== undefined) ?? LAYOUTS[0];
  const [first, last] = [match.index, match.index + match[0].length];
  const own = { start: first, end: endOf(text, last, encoding, false), encoding };
  // a stray byte before it makes one byte order look like the other
  const from = last + shift - unitOf(other);
  const shifted = { start: first + shift, end: endOf(text, from, other, true), encoding: other };
  const more = shifted.end - shifted.start - (own.end - own.start);
  const { start, ...stretch } = more >= LEAST_LETTERS * unitOf(other) ? shifted : own;
  return { ...stretch, start: startOf(text, start, floor, stretch.encoding) };
}

/** A stretch with the letters next to it, which keep a value between them from running into their bytes. */
function widened(text: string, { start, end, encoding }: ByteRange, floor: number): ByteRange {
  const unit = unitOf(encoding);
  const isLetter = (at: number) => isCommonCharacter(codeAt(text, at, encoding));
  return {
    start: start - unit >= floor && isLetter(start - unit) ? start - unit : start,
    end: isLetter(end) ? end + unit : end,
    encoding,
  };
}

/** How many characters in a row may be as well two or more of ASCII. */
const MOST_DOUBTFUL = 4;

/** @param isStrict whether a character that may be the halves of two in the other byte order is none */
function endOf(text: string, from: number, encoding: Wide, isStrict: boolean): number {
  const unit = unitOf(encoding);
  let end = from;
  let doubtful = 0;
  for (let at = from; doubtful <= MOST_DOUBTFUL; at += unit) {
    const code = codeAt(text, at, encoding);
    if (!isCommonCharacter(code) || (unit === 2 && isUtf32At(text, at)) || (isStrict && code % 0x100 === 0))
      break;
    doubtful = isAmbiguous(code, unit) ? doubtful + 1 : 0;
    // a letter at the end may be the first bytes of another encoding
    if (code < 0x80) end = at + unit;
  }
  return end;
}

function startOf(text: string, from: number, floor: number, encoding: Wide): number {
  const unit = unitOf(encoding);
  let start = from;
  let doubtful = 0;
  for (let at = from - unit; at >= floor && doubtful <= MOST_DOUBTFUL; at -= unit) {
    const code = codeAt(text, at, encoding);
    if (!isCommonCharacter(code)) break;
    doubtful = isAmbiguous(code, unit) ? doubtful + 1 : 0;
    if (doubtful === 0) start = at;
  }
  return start;
}

/** The character whose bytes begin at an offset; -1 where they are no bytes. */
function codeAt(text: string, at: number, encoding: Wide): number {
  const unit = unitOf(encoding);
  let code = 0;
  for (let nth = 0; nth < unit; nth += 1) {
    const byte = text.charCodeAt(encoding.endsWith('le') ? at + unit - 1 - nth : at + nth);
    if (!(byte <= 0xff)) return -1;
    code = code * 0x100 + byte;
  }
  return code;
}

/** Whether the two bytes at an offset are the first of a character in UTF-32LE. */
function isUtf32At(text: string, at: number): boolean {
  return UTF_32.test(text.slice(at, at + 8));
}

const UTF_32 = new RegExp(String.raw`^(?:${ASCII}\0\0\0${ASCII}\0\0\0|[^\0][^\0]\0\0)`);

/** Where the byte order mark before a stretch begins, as the bytes it is or as what a decoder leaves of it. */
function markBefore(text: string, start: number): number {
  const mark = MARK.exec(text.slice(Math.max(start - 4, 0), start));
  return start - (mark?.[0].length ?? 0);
}

/** The bytes of the mark with which UTF-8 may begin after a stretch. */
const UTF_8_MARK = '\xef\xbb\xbf';

const MARK = /(?:\0\0)?(?:\xff\xfe|\xfe\xff|\ufffd{1,2})(?:\0\0)?$/;
