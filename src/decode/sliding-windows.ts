import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, firstLinesOf, type Fragment } from '../shared/fragment.ts';
import { base64End } from './base64-runs.ts';
import { MAX_BUFFERED_BYTES } from './content.ts';
import { decode, type Encoding, suggests, unitOf } from './charset.ts';

/** The size of a window in bytes. */
const WINDOW_BYTES = 1 << 20;

/** The maximum size of a window that ends inside of a block of base64, which may be an archive. */
export const MAX_WINDOW_BYTES: number = MAX_BUFFERED_BYTES;

/** The maximum overlap in bytes; evidence is never further away. */
const MAX_OVERLAP_BYTES = EVIDENCE_CHARACTERS * 4;

/**
 * Splits a file into windows that overlap by the evidence distance. Memory and the run time of rules are bounded by a
 * window, and every value is seen with its evidence.
 */
export function windowsOf(
  place: Pick<Fragment, 'path' | 'inside'>,
  bytes: Buffer,
  encoding: Encoding,
  isGuess = false,
): Generator<Fragment> {
  if (bytes.length <= WINDOW_BYTES) return new Windows(place, encoding).next(bytes, true);
  const matchesInFile = matcherOf(() => new Windows(place, encoding).next(bytes, true));
  return new Windows({ ...place, matchesInFile }, encoding, { isGuess }).next(bytes, true);
}

/** Tests patterns against all windows of a file, with a cache. */
function matcherOf(windows: () => Iterable<Fragment>): (pattern: RegExp) => boolean {
  const known = new Map<RegExp, boolean>();
  return (pattern) => {
    const answer = known.get(pattern) ?? Array.from(windows()).some(({ text }) => pattern.test(text));
    known.set(pattern, answer);
    return answer;
  };
}

/** The end of the bytes read so far, as many as two windows may share. */
export interface Tail {
  readonly bytes: Buffer;
  /** The line of the first byte, from 1. */
  readonly line: number;
}

/** The tail after one more piece. */
export function tailOf(previous: Tail, piece: Buffer): Tail {
  const bytes = previous.bytes.length === 0 ? piece : Buffer.concat([previous.bytes, piece]);
  const cut = Math.max(bytes.length - MAX_OVERLAP_BYTES, 0);
  const start = cut === 0 ? 0 : bytes.lastIndexOf(10, cut - 1) + 1 || cut;
  let { line } = previous;
  for (
    let offset = bytes.indexOf(10);
    offset !== -1 && offset < start;
    offset = bytes.indexOf(10, offset + 1)
  )
    line += 1;
  return { bytes: Buffer.from(bytes.subarray(start)), line };
}

/** Splits a file into windows while its bytes arrive in pieces. */
export class Windows {
  readonly #place: Pick<Fragment, 'path' | 'inside' | 'matchesInFile'>;
  readonly #encoding: Encoding;
  readonly #isGuess: boolean;
  #rest: Buffer = Buffer.alloc(0);
  #mayMatch: ((window: Buffer) => boolean) | undefined;
  #isFirst = true;
  #line = 1;
  #gitLine = 1;
  #column = 1;
  #head: string | undefined;

  /**
   * @param from the preceding bytes and their line, if reading in this encoding does not begin at the start of the file
   * @param isGuess true if the file is read as Latin 1 too, so that only windows with text in this encoding count
   * @param mayMatch false for a window that may be left out; the first one never is
   */
  constructor(
    { path, inside, matchesInFile }: Pick<Fragment, 'path' | 'inside' | 'matchesInFile'>,
    encoding: Encoding,
    {
      from,
      isGuess = false,
      mayMatch,
    }: {
      readonly from?: Tail | undefined;
      readonly isGuess?: boolean;
      readonly mayMatch?: ((window: Buffer) => boolean) | undefined;
    } = {},
  ) {
    this.#place = { path, inside, matchesInFile };
    this.#encoding = encoding;
    this.#isGuess = isGuess;
    this.#mayMatch = mayMatch;
    if (from === undefined) return;
    this.#rest = from.bytes;
    this.#line = from.line;
    this.#isFirst = false;
  }

  /** The windows that one more piece completes; all remaining ones for the last piece. */
  *next(piece: Buffer, isLast: boolean): Generator<Fragment> {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let start = 0;
    for (;;) {
      const isWhole = start + WINDOW_BYTES >= bytes.length;
      if (isWhole && !isLast) break;
      const end = isWhole ? bytes.length : this.#windowEnd(bytes, start);
      // a block of base64 may go on in the next piece
      if (end === bytes.length && !isLast && end - start < MAX_WINDOW_BYTES) break;
      const window = bytes.subarray(start, end);
      if (this.#isFirst || this.#isWanted(window)) yield this.#window(window);
      if (end === bytes.length && isLast) return;
      const next = overlapStart(bytes, start, end, this.#encoding);
      this.#pass(bytes.subarray(start, next));
      start = next;
    }
    // copied so that the piece can be freed
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  #isWanted(window: Buffer): boolean {
    if (this.#isGuess && !suggests(window, this.#encoding)) return false;
    return this.#mayMatch?.(window) ?? true;
  }

  #windowEnd(bytes: Buffer, start: number): number {
    const cut = cutBefore(bytes, start + WINDOW_BYTES, this.#encoding);
    if (unitOf(this.#encoding) > 1) return cut;
    return Math.min(base64End(bytes, cut), Math.max(cut, start + MAX_WINDOW_BYTES));
  }

  #window(bytes: Buffer): Fragment {
    const decoded = decode(bytes, this.#encoding);
    const text = this.#isFirst ? withoutByteOrderMark(decoded) : decoded;
    const head = this.#head;
    if (this.#isFirst) {
      this.#head = firstLinesOf(text);
      // the first lines belong to every window
      if (this.#mayMatch?.(Buffer.from(this.#head))) this.#mayMatch = undefined;
    }
    this.#isFirst = false;
    const unit = unitOf(this.#encoding);
    const multiByte = unit === 1 ? undefined : { unit, line: this.#gitLine };
    return {
      ...this.#place,
      kind: 'content',
      text,
      head,
      line: this.#line,
      column: this.#column,
      multiByte,
    };
  }

  #pass(bytes: Buffer): void {
    const gitLines = countOf(10, bytes);
    this.#gitLine += gitLines;
    // bytewise, only the last line has to be decoded
    const isBytewise = unitOf(this.#encoding) === 1;
    const last = isBytewise ? bytes.subarray(Math.max(bytes.lastIndexOf(10), 0)) : bytes;
    const text = decode(last, this.#encoding);
    const lastLineEnd = text.lastIndexOf('\n');
    this.#line += isBytewise ? gitLines : countOf('\n', text);
    this.#column = lastLineEnd === -1 ? this.#column + text.length : text.length - lastLineEnd;
  }
}

function countOf<T>(item: T, of: { indexOf(item: T, from?: number): number }): number {
  let count = 0;
  for (let offset = of.indexOf(item); offset !== -1; offset = of.indexOf(item, offset + 1)) count += 1;
  return count;
}

/** Removes a byte order mark, which takes no column in an editor. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^(?:\uFEFF|\xFF\xFE|\xFE\xFF)/, '');
}

/** The last offset at or before `offset` that is not within a character. */
function cutBefore(bytes: Buffer, offset: number, encoding: Encoding): number {
  const unit = unitOf(encoding);
  if (unit > 1) return offset - (offset % unit);
  if (encoding !== 'utf-8') {
    // character boundaries cannot be found backwards, but a line feed is never part of a character
    const lineEnd = bytes.lastIndexOf(10, offset - 1) + 1;
    return lineEnd > offset - MAX_OVERLAP_BYTES / 2 ? lineEnd : offset;
  }
  let cut = offset;
  while (cut > offset - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
}

/** The start of the next window: the evidence distance before the end of this one, or less if lines are long. */
function overlapStart(bytes: Buffer, start: number, end: number, encoding: Encoding): number {
  const unit = unitOf(encoding);
  const floor = Math.max(end - MAX_OVERLAP_BYTES, start + 1);
  // in multi-byte text, which may be embedded, a byte 0x0A may be part of a character
  if (unit > 1 || bytes.subarray(floor, end).includes(0)) return cutBefore(bytes, floor + unit - 1, encoding);
  let offset = end;
  for (let lines = 0; lines <= EVIDENCE_LINES + 1; lines += 1) {
    offset = bytes.lastIndexOf(10, offset - 1);
    if (offset < floor) return cutBefore(bytes, floor + 3, encoding);
  }
  return offset + 1;
}
