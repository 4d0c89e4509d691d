import { binarySearch } from '../shared/binary-search.ts';
import type { Change, Version } from './batch.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { LINE_FEED } from './nfa.ts';
import { merged } from './candidate-regions.ts';
import { lettersBefore, lettersBehind } from './dfa-matcher.ts';

/**
 * What has to be walked through of a text: what is not the same as before, in whole lines, and more letters around it than an
 * expression takes.
 */
export function windowsOf({ size, read }: Version, change: Change): readonly ByteRange[] {
  const windows: { start: number; end: number }[] = [];
  for (const { start, end } of change.changed(NEAR)) {
    const window = windowAround(start, end, size, read);
    const last = windows.at(-1);
    if (last !== undefined && window.start <= last.end) last.end = window.end;
    else windows.push(window);
  }
  return windows;
}

/** In bytes. */
const NEAR = 512;

function windowAround(from: number, to: number, size: number, read: Version['read']): ByteRange {
  for (let reach = NEAR; ; reach *= 8) {
    const [first, last] = [Math.max(from - reach, 0), Math.min(to + reach, size)];
    const bytes = read(first, last);
    const letters = lettersBefore(bytes, from - first);
    const start = bytes.lastIndexOf(LINE_FEED, letters) + 1;
    const end = bytes.indexOf(LINE_FEED, lettersBehind(bytes, to - first)) + 1;
    if ((first === 0 || (letters > 0 && start > 0)) && (last === size || end > 0))
      return { start: first + start, end: end === 0 ? size : first + end };
  }
}

/**
 * The hits of a version of a text, told from those of another one and from those in what is not the same.
 *
 * @param old in order, none of which meet
 * @param within hits in the windows
 * @returns in order, none of which meet
 */
export function hitsBehind(
  old: readonly ByteRange[],
  within: readonly ByteRange[],
  change: Change,
): readonly ByteRange[] {
  if (old.length === 0) return merged(within);
  const hits = [...within];
  for (const { start, end, shift } of change.same()) {
    const first = binarySearch(0, old.length, (nth) => (old[nth] as ByteRange).end < start - shift);
    for (let nth = first; nth < old.length; nth += 1) {
      const hit = old[nth] as ByteRange;
      if (hit.start >= end - shift) break;
      hits.push({ start: Math.max(hit.start + shift, start), end: Math.min(hit.end + shift, end) });
    }
  }
  return merged(hits.sort((a, b) => a.start - b.start));
}
