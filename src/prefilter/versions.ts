import { LINE_FEED } from './blueprint.ts';
import { lettersBefore, lettersBehind } from './walk.ts';

/** A part of a text: the offsets of its first byte and of the byte behind its last one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a text has in common with an older one, and what not; offsets are those of the newer one. */
export interface Difference {
  readonly same: readonly Same[];
  /** What has to be walked through: what is not the same, in whole lines, and more letters around it than an expression takes. */
  readonly windows: readonly Stretch[];
}

interface Same extends Stretch {
  /** How much further back it stands than in the older one. */
  readonly shift: number;
}

/** Compares two texts, as far as that takes less than looking at the newer one. */
export function differenceOf(old: Buffer, bytes: Buffer): Difference {
  const shorter = Math.min(bytes.length, old.length);
  const head = sameAtStart(bytes, 0, old, 0, shorter);
  const tail = sameAtEnd(bytes, old, shorter - head);
  const shift = bytes.length - old.length;
  const [end, oldEnd] = [bytes.length - tail, old.length - tail];
  const same = [
    { start: 0, end: head, shift: 0 },
    // those that are no versions of one another hardly have anything in common
    ...(head + tail < bytes.length / 16 ? [] : sameBetween(bytes, old, head, end, oldEnd)),
    { start: end, end: bytes.length, shift },
  ];
  const windows: { start: number; end: number }[] = [];
  for (const [nth, { start, shift: further }] of same.entries()) {
    const before = same[nth - 1];
    // where something is only taken out, what stood around it comes together
    if (before === undefined || (before.end === start && before.shift === further)) continue;
    const window = windowAround(before.end, start, bytes);
    const last = windows.at(-1);
    if (last !== undefined && window.start <= last.end) last.end = window.end;
    else windows.push(window);
  }
  return { same, windows };
}

/** What is the same in the middle: from lines on that stand in both. */
function sameBetween(bytes: Buffer, old: Buffer, from: number, end: number, oldEnd: number): Same[] {
  const same: Same[] = [];
  let [at, oldAt] = [from, from];
  while (same.length < MOST) {
    const [news, olds] = [bytes.subarray(at, end), old.subarray(oldAt, oldEnd)];
    // what is new, or what has gone, is what stands before a line that both have
    const found = lineInBoth(olds, news)?.toReversed() ?? lineInBoth(news, olds);
    if (found === undefined) break;
    const [ahead = 0, oldAhead = 0] = found;
    at += ahead;
    oldAt += oldAhead;
    const length = sameAtStart(bytes, at, old, oldAt, Math.min(end - at, oldEnd - oldAt));
    same.push({ start: at, end: at + length, shift: at - oldAt });
    at += length;
    oldAt += length;
  }
  return same;
}

/** Where one of the first lines of a text begins, and where it stands in another one. */
function lineInBoth(text: Buffer, other: Buffer): [number, number] | undefined {
  let line = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    line = text.indexOf(LINE_FEED, line) + 1;
    if (line === 0 || line + ANCHOR > text.length) return undefined;
    const found = other.subarray(0, FAR).indexOf(text.subarray(line, line + ANCHOR));
    if (found !== -1) return [line, found];
  }
  return undefined;
}

/** So many lines are looked for, each by so many bytes, and no further than so many bytes ahead. */
const [TRIES, ANCHOR, FAR] = [3, 32, 8192] as const;

/** So many parts in the middle are worth telling apart. */
const MOST = 100;

/** How many bytes of two texts are the same from two places on, of at most so many. */
function sameAtStart(a: Buffer, start: number, b: Buffer, other: number, most: number): number {
  let same = 0;
  while (
    same + BLOCK <= most &&
    a.compare(b, other + same, other + same + BLOCK, start + same, start + same + BLOCK) === 0
  )
    same += BLOCK;
  while (same < most && a[start + same] === b[other + same]) same += 1;
  return same;
}

function sameAtEnd(a: Buffer, b: Buffer, most: number): number {
  const [ends, other] = [a.length, b.length];
  let same = 0;
  while (
    same + BLOCK <= most &&
    a.compare(b, other - same - BLOCK, other - same, ends - same - BLOCK, ends - same) === 0
  )
    same += BLOCK;
  while (same < most && a[ends - same - 1] === b[other - same - 1]) same += 1;
  return same;
}

/** Bytes that are compared at a time. */
const BLOCK = 1024;

function windowAround(from: number, to: number, bytes: Buffer): { start: number; end: number } {
  const start = bytes.lastIndexOf(LINE_FEED, lettersBefore(bytes, from)) + 1;
  const lineEnd = bytes.indexOf(LINE_FEED, lettersBehind(bytes, to));
  return { start, end: lineEnd === -1 ? bytes.length : lineEnd + 1 };
}

/**
 * The hits of a version of a text, told from those of another one and from those in what is not the same.
 *
 * @param within hits in the windows
 */
export function hitsBehind(
  old: readonly Stretch[],
  within: readonly Stretch[],
  { same }: Difference,
): readonly Stretch[] {
  const kept = same.flatMap(({ start, end, shift }) =>
    old
      .filter((hit) => hit.end >= start - shift && hit.start < end - shift)
      .map((hit) => ({
        start: Math.max(hit.start + shift, start),
        end: Math.min(hit.end + shift, end),
      })),
  );
  return [...kept, ...within].sort((a, b) => a.start - b.start);
}
