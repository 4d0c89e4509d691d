import { binarySearch } from './binary-search.ts';

/** The first and last line of a range, both included, counted from 1. */
export type LineRange = readonly [first: number, last: number];

/** The lines of a file that a change adds: all, or ascending ranges. */
export type AddedLines = 'all' | readonly LineRange[];

/** True if any line from `first` to `last` is added. */
export function touches(added: AddedLines, first: number, last: number): boolean {
  if (added === 'all') return true;
  const index = binarySearch(0, added.length, (rangeIndex) => (added[rangeIndex]?.[1] ?? 0) < first);
  return (added[index]?.[0] ?? Infinity) <= last;
}

/** Returns the lines that are in both. For a merge, a line is added only if every parent lacks it. */
export function intersect(a: AddedLines, b: AddedLines): AddedLines {
  if (a === 'all') return b;
  if (b === 'all') return a;
  const both: LineRange[] = [];
  for (let [inA, inB] = [0, 0]; inA < a.length && inB < b.length;) {
    const [[from, to], [first, last]] = [a[inA] as LineRange, b[inB] as LineRange];
    if (Math.max(from, first) <= Math.min(to, last)) both.push([Math.max(from, first), Math.min(to, last)]);
    if (to < last) inA += 1;
    else inB += 1;
  }
  return both;
}

/** The number of added lines in a file of `total` lines. */
export function countAdded(added: AddedLines, total: number): number {
  return added === 'all' ? total : added.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/**
 * For each range of lines, the first line whose text does not occur in `old`.
 *
 * @param ranges ranges within `bytes`
 * @returns line numbers; undefined if a range has no such line
 */
export function linesNotIn(
  old: Buffer,
  bytes: Buffer,
  ranges: readonly LineRange[],
): LineRange[] | undefined {
  const found: LineRange[] = [];
  for (const [first, last] of ranges) {
    const line = firstLineNotIn(old, bytes, first, last);
    if (line === undefined) return undefined;
    found.push([line, line]);
  }
  return found.sort(([a], [b]) => a - b);
}

function firstLineNotIn(old: Buffer, bytes: Buffer, first: number, last: number): number | undefined {
  let start = 0;
  for (let line = 1; line <= last; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    const text = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (line >= first && text.length > 0 && !old.includes(text)) return line;
    if (end === -1) return undefined;
    start = end + 1;
  }
  return undefined;
}

const LINE_FEED = 10;
