import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, firstLinesOf, type Fragment } from '../shared/fragment.ts';
import { decode, type Encoding, unitOf } from './charset.ts';

/** Bytes of one window. */
const WINDOW = 1 << 20;

/** The most that two windows share: evidence is never further away than this. */
const OVERLAP = EVIDENCE_CHARACTERS * 4;

/**
 * Cuts a file into windows that overlap by the evidence distance, so that memory and the time of a rule are bounded by a
 * window and no value is seen without its evidence.
 */
export function windowsOf(
  place: Pick<Fragment, 'path' | 'inside'>,
  bytes: Buffer,
  encoding: Encoding,
): Generator<Fragment> {
  const windows = (matchesInFile?: Fragment['matchesInFile']) =>
    new Windows({ ...place, matchesInFile }, encoding).next(bytes, true);
  return windows(bytes.length > WINDOW ? matcherOf(windows) : undefined);
}

/** Looks for patterns in all windows of a file, for each pattern once. */
function matcherOf(windows: () => Iterable<Fragment>): (pattern: RegExp) => boolean {
  const known = new Map<RegExp, boolean>();
  return (pattern) => {
    const answer = known.get(pattern) ?? Array.from(windows()).some(({ text }) => pattern.test(text));
    known.set(pattern, answer);
    return answer;
  };
}

/** The last bytes of some pieces, as many as two windows share. */
export interface Tail {
  readonly bytes: Buffer;
  /** The line of the first of them, from 1. */
  readonly line: number;
}

/** The tail of pieces of which the last one is given. */
export function tailOf(before: Tail, piece: Buffer): Tail {
  const bytes = before.bytes.length === 0 ? piece : Buffer.concat([before.bytes, piece]);
  const most = Math.max(bytes.length - OVERLAP, 0);
  const start = most === 0 ? 0 : bytes.lastIndexOf(10, most - 1) + 1 || most;
  let { line } = before;
  for (let at = bytes.indexOf(10); at !== -1 && at < start; at = bytes.indexOf(10, at + 1)) line += 1;
  return { bytes: Buffer.from(bytes.subarray(start)), line };
}

/** The windows of a file whose bytes come in pieces. */
export class Windows {
  readonly #place: Pick<Fragment, 'path' | 'inside' | 'matchesInFile'>;
  readonly #encoding: Encoding;
  #rest: Buffer = Buffer.alloc(0);
  #isFirst = true;
  #line = 1;
  #storedLine = 1;
  #column = 1;
  #head: string | undefined;

  /** @param from the end of what comes before, and its line; for a file that is not read in this encoding from its start */
  constructor(
    { path, inside, matchesInFile }: Pick<Fragment, 'path' | 'inside' | 'matchesInFile'>,
    encoding: Encoding,
    from?: Tail,
  ) {
    this.#place = { path, inside, matchesInFile };
    this.#encoding = encoding;
    if (from === undefined) return;
    this.#rest = from.bytes;
    this.#line = from.line;
    this.#isFirst = false;
  }

  /** The windows that one more piece completes; with the last piece, all that there are. */
  *next(piece: Buffer, isLast: boolean): Generator<Fragment> {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let start = 0;
    for (;;) {
      const isWhole = start + WINDOW >= bytes.length;
      if (isWhole && !isLast) break;
      const end = isWhole ? bytes.length : cutBefore(bytes, start + WINDOW, this.#encoding);
      yield this.#window(bytes.subarray(start, end));
      if (isWhole) return;
      const next = overlapStart(bytes, start, end, this.#encoding);
      this.#pass(bytes.subarray(start, next));
      start = next;
    }
    // a copy, so that the piece can go
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  #window(bytes: Buffer): Fragment {
    const decoded = decode(bytes, this.#encoding);
    const text = this.#isFirst ? withoutMark(decoded) : decoded;
    const head = this.#head;
    if (this.#isFirst) this.#head = firstLinesOf(text);
    this.#isFirst = false;
    const unit = unitOf(this.#encoding);
    const wide = unit === 1 ? undefined : { unit, line: this.#storedLine };
    return {
      ...this.#place,
      kind: 'content',
      text,
      head,
      line: this.#line,
      column: this.#column,
      multiByte: wide,
    };
  }

  #pass(bytes: Buffer): void {
    const text = decode(bytes, this.#encoding);
    const lastLineEnd = text.lastIndexOf('\n');
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#line += 1;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.#storedLine += 1;
    this.#column = lastLineEnd === -1 ? this.#column + text.length : text.length - lastLineEnd;
  }
}

/** Removes a byte order mark, which takes no column in an editor. */
function withoutMark(text: string): string {
  return text.replace(/^(?:\uFEFF|\xFF\xFE|\xFE\xFF)/, '');
}

/** The last place at or before `at` where a window may end: not inside a character. */
function cutBefore(bytes: Buffer, at: number, encoding: Encoding): number {
  const unit = unitOf(encoding);
  if (unit > 1) return at - (at % unit);
  if (encoding !== 'utf-8') {
    // where characters begin cannot be told backwards; a line end is never part of one
    const lineEnd = bytes.lastIndexOf(10, at - 1) + 1;
    return lineEnd > at - OVERLAP / 2 ? lineEnd : at;
  }
  let cut = at;
  while (cut > at - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
}

/** Where the next window starts: twenty lines before the end of this one, or less where lines are long. */
function overlapStart(bytes: Buffer, start: number, end: number, encoding: Encoding): number {
  const unit = unitOf(encoding);
  const floor = Math.max(end - OVERLAP, start + 1);
  // in wide characters, which may be among others, a line end's byte may be a part of others
  if (unit > 1 || bytes.subarray(floor, end).includes(0)) return cutBefore(bytes, floor + unit - 1, encoding);
  let at = end;
  for (let lines = 0; lines <= EVIDENCE_LINES + 1; lines += 1) {
    at = bytes.lastIndexOf(10, at - 1);
    if (at < floor) return cutBefore(bytes, floor + 3, encoding);
  }
  return at + 1;
}
