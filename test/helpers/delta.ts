import type { Difference, Same } from '../../src/prefilter/batch.ts';
import type { ByteRange } from '../../src/shared/byte-range.ts';

/** Returns the blocks that a text shares with another one, as git would find them. */
export function changeBetween(base: Buffer, text: Buffer): Difference {
  const same = blocksInBoth(base, text);
  return { changed: (near) => between(same, base.length, text.length, near), same: () => same };
}

const BLOCK = 16;

function blocksInBoth(base: Buffer, text: Buffer): Same[] {
  const blocks = new Map<string, number>();
  for (let at = 0; at + BLOCK <= base.length; at += BLOCK)
    blocks.set(base.toString('latin1', at, at + BLOCK), at);
  const same: Same[] = [];
  for (let start = 0; start < text.length;) {
    const from = blocks.get(text.toString('latin1', start, start + BLOCK));
    if (from === undefined) {
      start += 1;
      continue;
    }
    let end = start + BLOCK;
    while (end < text.length && text[end] === base[from + end - start]) end += 1;
    same.push({ start, end, shift: start - from });
    start = end;
  }
  return same;
}

/** Returns the ranges outside these blocks, and the seams between blocks that are not adjacent in the other text. */
function between(same: readonly Same[], baseLength: number, length: number, near: number): ByteRange[] {
  const changed: { start: number; end: number }[] = [];
  const ends = [...same, { start: length, end: length, shift: length - baseLength }];
  let last = { end: 0, shift: 0 };
  for (const each of ends) {
    if (last.end !== each.start || last.shift !== each.shift) {
      const before = changed.at(-1);
      if (before !== undefined && last.end - before.end < near) before.end = each.start;
      else changed.push({ start: last.end, end: each.start });
    }
    last = each;
  }
  return changed;
}
