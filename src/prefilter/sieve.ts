import { isUtf8 } from 'node:buffer';
import type { Sieve, Texts } from '../core/source.ts';
import { isTelling, learn } from './names.ts';
import { type Change, changeOf, hitsBehind, type Stretch, windowAround } from './versions.ts';
import { isWalkable, type Walked } from './walk.ts';
import { walkerFor } from './walkers.ts';

/** At less cost for each text than making anything of it. */
export const sieve: Sieve = {
  ofTexts: (texts) => versions.tell(texts),
  ofPatches,
  ofNames(names) {
    learn(names);
    return names.map(isTelling);
  },
};

function ofPatches(texts: Texts): Uint8Array {
  const { bytes, starts, ends } = texts;
  const told = new Uint8Array(starts.length);
  if (!isWalkable()) return told.fill(1);
  const whole = { first: 0, count: starts.length, start: starts[0] ?? 0, end: ends.at(-1) ?? 0 };
  const walked = walkerFor('patches').walk([bytes.subarray(whole.start, whole.end)]);
  if (walked === undefined) return told.fill(1);
  // most of the time there is nothing in any of them
  if (walked[0]?.hits.length !== 0)
    for (const [nth, hits] of hitsWithin(texts, [whole], walked).entries())
      if (hits.length > 0) told[nth] = 1;
  tellUnread(texts, told);
  return told;
}

/** A text that was looked at. */
interface Seen {
  readonly text: Buffer;
  readonly hits: readonly Stretch[];
}

/** A text to look at, and what is not the same in the one before: that is all that has to be walked through. */
interface Plan {
  readonly text: Buffer;
  readonly change?: Change | undefined;
}

/** Bytes that are walked through: of several texts all, or of one a part. */
interface Piece {
  readonly first: number;
  count: number;
  readonly start: number;
  end: number;
}

class VersionSifter {
  /** The text that was looked at last, in memory of its own. */
  #last: Seen | undefined;
  #room: Buffer = Buffer.alloc(0);

  /** As {@link Sieve.ofTexts}. */
  tell(texts: Texts): Uint8Array {
    const { bytes, starts } = texts;
    const told = new Uint8Array(starts.length);
    if (!isWalkable()) return told.fill(1);
    const plans = this.#plansOf(texts);
    const pieces = piecesOf(texts, plans);
    const walked = walkerFor('texts').walk(pieces.map(({ start, end }) => bytes.subarray(start, end)));
    let before = this.#last;
    this.#last = undefined;
    if (walked === undefined) return told.fill(1);
    const within = hitsWithin(texts, pieces, walked);
    for (const [nth, { text, change }] of plans.entries()) {
      const found = within[nth] ?? [];
      const hits = change === undefined ? found : hitsBehind(before?.hits ?? [], found, change);
      if (hits.length > 0) told[nth] = 1;
      before = { text, hits };
    }
    if (before !== undefined) this.#keep(before);
    tellUnread(texts, told);
    return told;
  }

  /** git has the versions of a file one behind the other, as it stores one as what is different in another. */
  #plansOf({ bytes, starts, ends }: Texts): Plan[] {
    let before = this.#last?.text;
    return starts.map((start, nth) => {
      const text = bytes.subarray(start, ends[nth]);
      const change = before !== undefined && text.length > WORTH ? changeOf(before, text) : undefined;
      before = text;
      return { text, change: change && { ...change, ...windowAround(change, text) } };
    });
  }

  #keep({ text, hits }: Seen): void {
    if (text.length > MOST) return;
    if (text.length > this.#room.length) this.#room = Buffer.allocUnsafeSlow(2 * text.length);
    this.#last = { text: this.#room.subarray(0, text.copy(this.#room)), hits };
  }
}

const versions = new VersionSifter();

/** From so many bytes on a text is compared with the one before. */
const WORTH = 4096;

/** A longer text is not kept, in bytes. */
const MOST = 8 * 1024 * 1024;

function piecesOf({ starts, ends }: Texts, plans: readonly Plan[]): Piece[] {
  const pieces: Piece[] = [];
  let isOpen = false;
  for (const [nth, { change }] of plans.entries()) {
    const [start = 0, end = 0] = [starts[nth], ends[nth]];
    const last = pieces.at(-1);
    if (change !== undefined)
      pieces.push({ first: nth, count: 1, start: start + change.start, end: start + change.end });
    else if (isOpen && last !== undefined) {
      last.count += 1;
      last.end = end;
    } else pieces.push({ first: nth, count: 1, start, end });
    isOpen = change === undefined;
  }
  return pieces;
}

/** Of each text the hits in what was walked through of it, from where that begins. */
function hitsWithin({ starts }: Texts, pieces: readonly Piece[], walked: readonly Walked[]): Stretch[][] {
  const within: Stretch[][] = starts.map(() => []);
  for (const [nth, { first, count, start }] of pieces.entries()) {
    let at = first;
    const behind = first + count;
    for (const hit of walked[nth]?.hits ?? []) {
      const [from, to] = [hit.start + start, hit.end + start];
      while (at + 1 < behind && (starts[at + 1] ?? Infinity) <= from) at += 1;
      // hits near one another are one, so that a text between them counts as well
      for (let each = at; each < behind && (each === at || (starts[each] ?? Infinity) <= to); each += 1) {
        const base = count === 1 ? start : (starts[each] ?? 0);
        within[each]?.push({ start: Math.max(from - base, 0), end: to - base });
      }
    }
  }
  return within;
}

/** What a zero byte means depends on more than what stands around it, as in an archive. */
function tellUnread({ bytes, starts, ends }: Texts, told: Uint8Array): void {
  if (!bytes.includes(0) && isUtf8(bytes)) return;
  for (const [nth, start] of starts.entries()) {
    const text = bytes.subarray(start, ends[nth]);
    if (text.includes(0) || !isUtf8(text)) told[nth] = 1;
  }
}
