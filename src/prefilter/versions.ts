import { binarySearch } from '../shared/binary-search.ts';
import type { Difference, Version } from './batch.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { LINE_FEED } from './nfa.ts';
import { merged } from './candidate-regions.ts';
import { isLetter } from './prefilter-nfas.ts';

/**
 * Returns the windows of a text that must be matched again: the lines that differ from its base, and more letters around them
 * than an expression takes; undefined without a base.
 */
export function windowsOf({ size, read, change }: Version): readonly ByteRange[] | undefined {
  if (change === undefined) return undefined;
  const windows: { start: number; end: number }[] = [];
  for (const { start, end } of change.changed(WINDOW_GAP_BYTES)) {
    const window = windowAround(start, end, size, read);
    const last = windows.at(-1);
    if (last !== undefined && window.start <= last.end) last.end = window.end;
    else windows.push(window);
  }
  return windows;
}

/** Changes at most this many bytes apart share a window. */
const WINDOW_GAP_BYTES = 512;

function windowAround(from: number, to: number, size: number, read: Version['read']): ByteRange {
  for (let reach = WINDOW_GAP_BYTES; ; reach *= 8) {
    const [first, last] = [Math.max(from - reach, 0), Math.min(to + reach, size)];
    const bytes = read(first, last);
    const letters = lettersBefore(bytes, from - first);
    const start = bytes.lastIndexOf(LINE_FEED, letters) + 1;
    const end = bytes.indexOf(LINE_FEED, lettersAfter(bytes, to - first)) + 1;
    if ((first === 0 || (letters > 0 && start > 0)) && (last === size || end > 0))
      return { start: first + start, end: end === 0 ? size : first + end };
  }
}

/** Returns the offset at which the letters before `from` start that an expression may take. */
function lettersBefore(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at > 0 && count < MAX_LETTERS; at -= 1)
    count += Number(isLetter(bytes[at - 1] as number));
  return at;
}

/** Returns the offset at which the letters after `from` end that an expression may take. */
function lettersAfter(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at < bytes.length && count < MAX_LETTERS; at += 1)
    count += Number(isLetter(bytes[at] as number));
  return at;
}

/** More letters than any expression takes. */
const MAX_LETTERS = 64;

/**
 * Returns the hits of a text, from the hits of its base and the hits in its windows.
 *
 * @param old hits of the base, in order and disjoint
 * @param within hits in the windows
 * @returns in order and disjoint
 */
export function hitsAfterChange(
  old: readonly ByteRange[],
  within: readonly ByteRange[],
  change: Difference,
): readonly ByteRange[] {
  if (old.length === 0) return merged(within);
  const hits = [...within];
  for (const { start, end, shift } of change.same()) {
    const first = binarySearch(0, old.length, (index) => (old[index] as ByteRange).end < start - shift);
    for (let index = first; index < old.length; index += 1) {
      const hit = old[index] as ByteRange;
      if (hit.start >= end - shift) break;
      hits.push({ start: Math.max(hit.start + shift, start), end: Math.min(hit.end + shift, end) });
    }
  }
  return merged(hits.sort((a, b) => a.start - b.start));
}
