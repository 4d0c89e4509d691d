import { isUtf8 } from 'node:buffer';
import type { Sieve, Texts } from '../core/source.ts';
import type { Stretch } from './versions.ts';
import { isWalkable, type Walked } from './walk.ts';
import { type Form, walkerFor } from './walkers.ts';

/** At less cost for each text than making anything of it. */
export const sieve: Sieve = {
  ofTexts: (texts) => sift(texts, 'texts'),
  ofPatches: (texts) => sift(texts, 'patches'),
};

/**
 * Tells of many texts at once which of them may hold something.
 *
 * @returns as a {@link Sieve}
 */
function sift({ bytes, starts }: Texts, form: Form): Uint8Array {
  const told = new Uint8Array(starts.length);
  if (!isWalkable()) return told.fill(1);
  // what a zero byte means depends on more than what stands around it, as in an archive
  if (bytes.includes(0) || !isUtf8(bytes))
    for (const [nth, start] of starts.entries()) {
      const text = bytes.subarray(start, starts[nth + 1]);
      if (text.includes(0) || !isUtf8(text)) told[nth] = 1;
    }
  const middle = starts.find((start) => start >= bytes.length / 2) ?? bytes.length;
  const halves = middle < bytes.length ? [bytes.subarray(0, middle), bytes.subarray(middle)] : [bytes];
  const walked = walkerFor(form).walk(halves);
  if (walked === undefined) return told.fill(1);
  let at = 0;
  for (const { start, end } of inAll(walked, middle)) {
    while ((starts[at + 1] ?? Infinity) <= start) at += 1;
    // hits near one another are one, so that a text between them counts as well
    for (let nth = at; nth < starts.length && (starts[nth] ?? 0) <= end; nth += 1) told[nth] = 1;
  }
  return told;
}

/** The hits of both halves, as places of the whole. */
function inAll([first, second]: readonly Walked[], middle: number): Stretch[] {
  return [
    ...(first?.hits ?? []),
    ...(second?.hits ?? []).map(({ start, end }) => ({ start: start + middle, end: end + middle })),
  ];
}
