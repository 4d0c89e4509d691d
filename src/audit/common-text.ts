import type { Change } from '../prefilter/batch.ts';

/**
 * How a text differs from another one: all between what both begin with and what both end with is new, and a byte on either
 * side, which has another neighbour.
 */
export function changeFrom(base: Buffer, text: Buffer): Change {
  const common = commonStart(base, text);
  const tail = Math.max(commonEnd(base, text, common) - 1, 0);
  const start = Math.max(common - 1, 0);
  const end = text.length - tail;
  const all = [
    { start: 0, end: start, shift: 0 },
    { start: end, end: text.length, shift: text.length - base.length },
  ];
  return {
    changed: () => [{ start, end }],
    same: () => all.filter((same) => same.start < same.end),
  };
}

/** How many bytes two texts begin with are the same, or a few less. */
function commonStart(base: Buffer, text: Buffer): number {
  const isSame = (from: number, to: number) => text.compare(base, from, to, from, to) === 0;
  return commonLength(Math.min(base.length, text.length), isSame);
}

/** How many bytes two texts end with are the same, or a few less, without those that they begin with. */
function commonEnd(base: Buffer, text: Buffer, start: number): number {
  const isSame = (from: number, to: number) =>
    text.compare(base, base.length - to, base.length - from, text.length - to, text.length - from) === 0;
  return commonLength(Math.min(base.length, text.length) - start, isSame);
}

/** Compares longer and longer parts until one is not the same, and that one by halves. */
function commonLength(most: number, isSame: (from: number, to: number) => boolean): number {
  let done = 0;
  for (let step = FIRST_STEP; done < most; step *= 2) {
    const to = Math.min(most, done + step);
    if (!isSame(done, to)) return halved(done, to, isSame);
    done = to;
  }
  return most;
}

function halved(from: number, to: number, isSame: (from: number, to: number) => boolean): number {
  let [same, other] = [from, to];
  while (other - same > NEAR) {
    const middle = (same + other) >> 1;
    if (isSame(same, middle)) same = middle;
    else other = middle;
  }
  return same;
}

/** In bytes. */
const FIRST_STEP = 4096;
/** Finding out the last few bytes costs more than looking at them. */
const NEAR = 64;
