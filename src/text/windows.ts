import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, type Fragment } from '../core/fragment.ts';
import { decode, type Encoding, unitOf } from './encoding.ts';

/** Bytes of one window. */
const WINDOW = 1 << 20;

/** The most that two windows share: evidence is never further away than this. */
const OVERLAP = EVIDENCE_CHARACTERS * 4;

/**
 * Cuts a file into windows that overlap by the evidence distance, so that memory and the time of a rule are bounded by a
 * window and no value is seen without its evidence.
 */
export function* windowsOf(
  { path, inside }: Pick<Fragment, 'path' | 'inside'>,
  bytes: Buffer,
  encoding: Encoding,
): Generator<Fragment> {
  let start = 0;
  let line = 1;
  let column = 1;
  for (;;) {
    const end = start + WINDOW >= bytes.length ? bytes.length : cutBefore(bytes, start + WINDOW, encoding);
    const text = decode(bytes.subarray(start, end), encoding);
    yield { path, inside, kind: 'content', text: start === 0 ? withoutMark(text) : text, line, column };
    if (end === bytes.length) return;
    const next = overlapStart(bytes, start, end, encoding);
    const skipped = decode(bytes.subarray(start, next), encoding);
    const lastLineEnd = skipped.lastIndexOf('\n');
    for (let at = skipped.indexOf('\n'); at !== -1; at = skipped.indexOf('\n', at + 1)) line += 1;
    column = lastLineEnd === -1 ? column + skipped.length : skipped.length - lastLineEnd;
    start = next;
  }
}

/** A byte order mark is no column that a person sees. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
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
  let at = end;
  for (let lines = 0; lines <= EVIDENCE_LINES + 1; lines += 1) {
    at = bytes.lastIndexOf(10, at - 1);
    if (at < floor) return cutBefore(bytes, floor + 3, encoding);
  }
  return Math.ceil((at + 1) / unit) * unit;
}
