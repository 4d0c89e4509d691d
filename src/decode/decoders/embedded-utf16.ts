import { isAmbiguous, isCommonCharacter } from '../../shared/code-points.ts';
import { decode, type Encoding, unitOf } from '../charset.ts';
import type { Edit } from '../source-map.ts';

/**
 * Decodes UTF-16 and UTF-32 within a text of another encoding, at any offset and in either byte order, such as output
 * that PowerShell's `>>` appends to a file, or the strings of a Windows program. It removes adjacent byte order marks.
 *
 * @param text a text in which each character up to U+00FF may be a byte
 * @param isWider true to include one more character on either side, whose bytes could also be two ASCII characters
 */
export function embeddedUtf16(text: string, isWider = false): Edit[] {
  if (!text.includes('\0')) return [];
  const edits: Edit[] = [];
  let done = 0;
  for (let run = runFrom(text, 0); run !== undefined; run = runFrom(text, done)) {
    const range = rangeOf(text, run, done);
    const { start, end, encoding } = isWider ? widened(text, range, done) : range;
    const markStart = markBefore(text, start);
    if (markStart < start && markStart >= done)
      edits.push({ start: markStart, end: start, text: '', step: 0 });
    const bytes = Buffer.from(text.slice(start, end), 'latin1');
    edits.push({ start, end, text: decode(bytes, encoding), step: unitOf(encoding) });
    done = text.startsWith(UTF_8_MARK, end) ? end + UTF_8_MARK.length : end;
    if (done > end) edits.push({ start: end, end: done, text: '', step: 0 });
  }
  return edits;
}

/** A run of characters in the encoding of a layout. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly layout: Layout;
}

/** The next run of characters in one encoding. */
function runFrom(text: string, from: number): Run | undefined {
  HIGH_BYTES.lastIndex = from;
  for (let high = HIGH_BYTES.exec(text); high !== null; high = HIGH_BYTES.exec(text)) {
    for (let start = Math.max(high.index - 2, from); start <= high.index; start += 1) {
      RUN.lastIndex = start;
      const match = RUN.exec(text);
      if (match !== null) return whole(text, match);
    }
    HIGH_BYTES.lastIndex = high.index + 1;
  }
  return undefined;
}

/** Returns all of a run of which the expression has matched the first part. */
function whole(text: string, match: RegExpExecArray): Run {
  const index = UNITS.findIndex((_, nth) => match[nth + 1] !== undefined);
  const more = MORE[index] as RegExp;
  let end = match.index + match[0].length;
  for (more.lastIndex = end; more.test(text); end = more.lastIndex) continue;
  return { start: match.index, end, layout: LAYOUTS[index] ?? LAYOUTS[0] };
}

type MultiByteEncoding = Extract<Encoding, `utf-${'16' | '32'}${'le' | 'be'}`>;

/** The minimum number of characters in a run. */
const MIN_RUN_CHARACTERS = 8;

/** The maximum number that an expression takes at a time: for a run of millions, V8 has no room. */
const MAX_PART_CHARACTERS = 65_536;

/** The number of non-ASCII letters that decide the byte order. */
const MIN_DECISIVE_LETTERS = 3;

const ASCII = String.raw`[\t\n\r\x20-\x7e]`;

/** The low byte of katakana, which Japanese names of values mostly use; the high byte is the digit zero in ASCII. */
const KATAKANA = String.raw`[\xa1-\xfe]`;

/** An ASCII or katakana character in each encoding. One of UTF-16 is not the first character of a UTF-32 run after it. */
const UNITS = [
  String.raw`(?:${ASCII}\0\0\0|${KATAKANA}0\0\0)`,
  String.raw`(?:\0\0\0${ASCII}|\0\x000${KATAKANA})`,
  String.raw`(?:${ASCII}\0(?!\0\0${ASCII}\0\0\0)|${KATAKANA}0(?!\0\0))`,
  String.raw`(?:\0${ASCII}|0${KATAKANA})`,
] as const;

/** The first part of a run of such characters, one group per encoding. */
const RUN = new RegExp(
  UNITS.map((unit) => `(${unit}{${MIN_RUN_CHARACTERS},${MAX_PART_CHARACTERS}})`).join('|'),
  'y',
);

/** A further part, in each encoding. */
const MORE = UNITS.map((unit) => new RegExp(`${unit}{1,${MAX_PART_CHARACTERS}}`, 'y'));

/** The high bytes of such characters: searching for them first takes a fifth of the time. */
const HIGH_BYTES = new RegExp(
  String.raw`[\x000](?:(?:L[\x000]){7}|(?:\0\0L[\x000]){7}|(?:L\0\0[\x000]){7})`.replaceAll(
    'L',
    String.raw`[\t\n\r\x20-\x7e\xa1-\xfe]`,
  ),
  'g',
);

interface Layout {
  readonly encoding: MultiByteEncoding;
  readonly other: MultiByteEncoding;
  readonly shift: number;
}

/**
 * The encoding of each of the {@link UNITS}, and the other byte order, in which the run would start `shift` bytes
 * later.
 */
const LAYOUTS: readonly [Layout, ...Layout[]] = [
  { encoding: 'utf-32le', other: 'utf-32be', shift: 1 },
  { encoding: 'utf-32be', other: 'utf-32le', shift: 3 },
  { encoding: 'utf-16le', other: 'utf-16be', shift: 1 },
  { encoding: 'utf-16be', other: 'utf-16le', shift: 1 },
];

interface ByteRange {
  readonly start: number;
  readonly end: number;
  readonly encoding: MultiByteEncoding;
}

/** Extends a run of ASCII to all adjacent characters of the same encoding. */
function rangeOf(text: string, { start: first, end: last, layout }: Run, floor: number): ByteRange {
  const { encoding, other, shift } = layout;
  const own = { start: first, end: endOf(text, last, encoding, false), encoding };
  // a stray byte before the run makes one byte order look like the other
  const from = last + shift - unitOf(other);
  const shifted = { start: first + shift, end: endOf(text, from, other, true), encoding: other };
  const more = shifted.end - shifted.start - (own.end - own.start);
  const { start, ...range } = more >= MIN_DECISIVE_LETTERS * unitOf(other) ? shifted : own;
  return { ...range, start: startOf(text, start, floor, range.encoding) };
}

/** Extends a range by the letters next to it, which separate a value within it from adjacent bytes. */
function widened(text: string, { start, end, encoding }: ByteRange, floor: number): ByteRange {
  const unit = unitOf(encoding);
  const isLetter = (offset: number) => isCommonCharacter(codeAt(text, offset, encoding));
  return {
    start: start - unit >= floor && isLetter(start - unit) ? start - unit : start,
    end: isLetter(end) ? end + unit : end,
    encoding,
  };
}

/** The maximum number of consecutive characters that could also be two or more ASCII characters. */
const MAX_AMBIGUOUS_CHARACTERS = 4;

/** @param isStrict true to stop at a character that could be two halves in the other byte order */
function endOf(text: string, from: number, encoding: MultiByteEncoding, isStrict: boolean): number {
  const unit = unitOf(encoding);
  let end = from;
  let ambiguous = 0;
  for (let offset = from; ambiguous <= MAX_AMBIGUOUS_CHARACTERS; offset += unit) {
    const code = codeAt(text, offset, encoding);
    if (
      !isCommonCharacter(code) ||
      (unit === 2 && isUtf32At(text, offset)) ||
      (isStrict && code % 0x100 === 0)
    )
      break;
    ambiguous = isAmbiguous(code, unit) ? ambiguous + 1 : 0;
    // a letter at the end may be the first bytes of another encoding
    if (code < 0x80) end = offset + unit;
  }
  return end;
}

function startOf(text: string, from: number, floor: number, encoding: MultiByteEncoding): number {
  const unit = unitOf(encoding);
  let start = from;
  let ambiguous = 0;
  for (let offset = from - unit; offset >= floor && ambiguous <= MAX_AMBIGUOUS_CHARACTERS; offset -= unit) {
    const code = codeAt(text, offset, encoding);
    if (!isCommonCharacter(code)) break;
    ambiguous = isAmbiguous(code, unit) ? ambiguous + 1 : 0;
    if (ambiguous === 0) start = offset;
  }
  return start;
}

/** The character whose bytes start at an offset; -1 if they are not bytes. */
function codeAt(text: string, offset: number, encoding: MultiByteEncoding): number {
  const unit = unitOf(encoding);
  let code = 0;
  for (let index = 0; index < unit; index += 1) {
    const byte = text.charCodeAt(encoding.endsWith('le') ? offset + unit - 1 - index : offset + index);
    if (!(byte <= 0xff)) return -1;
    code = code * 0x100 + byte;
  }
  return code;
}

/** True if the two bytes at an offset start a UTF-32LE character. */
function isUtf32At(text: string, offset: number): boolean {
  return UTF_32.test(text.slice(offset, offset + 8));
}

const UTF_32 = new RegExp(String.raw`^(?:${ASCII}\0\0\0${ASCII}\0\0\0|[^\0][^\0]\0\0)`);

/** The start of the byte order mark before a range, either as its bytes or as the U+FFFD that a decoder made of it. */
function markBefore(text: string, start: number): number {
  const markStart = MARK.exec(text.slice(Math.max(start - 4, 0), start));
  return start - (markStart?.[0].length ?? 0);
}

/** The UTF-8 byte order mark, with which text may continue after a range. */
const UTF_8_MARK = '\xef\xbb\xbf';

const MARK = /(?:\0\0)?(?:\xff\xfe|\xfe\xff|\ufffd{1,2})(?:\0\0)?$/;
