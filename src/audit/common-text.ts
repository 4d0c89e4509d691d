import type { Difference } from '../prefilter/batch.ts';

/**
 * Returns how a text differs from a base: the part between their common start and their common end. It includes a byte on
 * either side, because that byte has another neighbor than in the base.
 */
export function changeFrom(base: Buffer, text: Buffer): Difference {
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

/** Returns the length of the common start of two texts in bytes, or a few less. */
function commonStart(base: Buffer, text: Buffer): number {
  const isSame = (from: number, to: number) => text.compare(base, from, to, from, to) === 0;
  return commonLength(Math.min(base.length, text.length), isSame);
}

/** Returns the length of the common end of two texts after their common start in bytes, or a few less. */
function commonEnd(base: Buffer, text: Buffer, start: number): number {
  const isSame = (from: number, to: number) =>
    text.compare(base, base.length - to, base.length - from, text.length - to, text.length - from) === 0;
  return commonLength(Math.min(base.length, text.length) - start, isSame);
}

/** Compares longer and longer parts until one differs, then bisects that part. */
function commonLength(maxLength: number, isSame: (from: number, to: number) => boolean): number {
  let done = 0;
  for (let step = FIRST_STEP_BYTES; done < maxLength; step *= 2) {
    const to = Math.min(maxLength, done + step);
    if (!isSame(done, to)) return bisected(done, to, isSame);
    done = to;
  }
  return maxLength;
}

function bisected(from: number, to: number, isSame: (from: number, to: number) => boolean): number {
  let [same, other] = [from, to];
  while (other - same > PRECISION_BYTES) {
    const middle = (same + other) >> 1;
    if (isSame(same, middle)) same = middle;
    else other = middle;
  }
  return same;
}

const FIRST_STEP_BYTES = 4096;
/** Finding the exact end of the common part costs more than scanning the last few bytes. */
const PRECISION_BYTES = 64;
