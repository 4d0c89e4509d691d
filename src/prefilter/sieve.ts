import type { Narrowed, Sieve, Stored, Texts } from '../core/source.ts';
import { Bases, type Seen } from './bases.ts';
import { isTelling, learn } from './names.ts';
import { isPlain, partsAround } from './stretches.ts';
import { type Difference, differenceOf, hitsBehind, type Stretch } from './versions.ts';
import { isWalkable, type Walked } from './walk.ts';
import { walker } from './walkers.ts';

/** Makes one that remembers what came before, at less cost for each text than making anything of it. */
export function makeSieve(): Sieve {
  const bases = new Bases();
  return {
    ofTexts: (texts, of) => partsOf(texts, of, bases),
    ofFiles,
    ofNames(names) {
      learn(names);
      return names.map(isTelling);
    },
  };
}

function ofFiles(texts: Texts): Uint8Array {
  const { bytes, starts, ends } = texts;
  const told = new Uint8Array(starts.length);
  const whole = { first: 0, count: starts.length, start: starts[0] ?? 0, end: ends.at(-1) ?? 0 };
  const walked = isWalkable() ? walker().walk([bytes.subarray(whole.start, whole.end)]) : undefined;
  if (walked === undefined) return told.fill(1);
  // most of the time there is nothing in any of them
  if (walked[0]?.hits.length !== 0)
    for (const [nth, hits] of hitsWithin(texts, [whole], walked).entries())
      if (hits?.length !== 0) told[nth] = 1;
  for (const [nth, isUnread] of unread(texts).entries()) if (isUnread) told[nth] = 1;
  return told;
}

/** A text to look at, and what is not the same in its base: that is all that has to be walked through. */
interface Plan {
  readonly seen: Seen;
  readonly base?: Seen | undefined;
  readonly difference?: Difference | undefined;
}

/** Bytes that are walked through: of several texts all, or of one a part. */
interface Piece {
  readonly first: number;
  count: number;
  readonly start: number;
  end: number;
}

/** As {@link Sieve.ofTexts}. */
function* partsOf(texts: Texts, of: readonly Stored[], bases: Bases): Generator<Narrowed | undefined> {
  const plans = plansOf(texts, of, bases);
  const pieces = piecesOf(texts, plans);
  const bytes = pieces.map(({ start, end }) => texts.bytes.subarray(start, end));
  const walked = isWalkable() ? walker().walk(bytes) : undefined;
  const within = walked && hitsWithin(texts, pieces, walked);
  const isUnread = unread(texts);
  for (const [nth, { seen, base, difference }] of plans.entries()) {
    const found = isUnread[nth] === true ? undefined : within?.[nth];
    if (difference === undefined) seen.hits = found;
    else if (found !== undefined && base?.hits !== undefined)
      seen.hits = hitsBehind(base.hits, found, difference);
    const windows = base?.isClean === true ? difference?.windows : undefined;
    yield (
      seen.hits && {
        parts: partsAround(seen.text, seen.hits, windows),
        proved: () => {
          seen.isClean = true;
        },
      }
    );
  }
  for (const [nth, { seen }] of plans.entries()) {
    const object = of[nth];
    if (object?.base !== undefined) bases.inherited(object.base);
    if (object !== undefined && seen.text.length >= WORTH) bases.keep(object, seen);
  }
}

function plansOf({ bytes, starts, ends }: Texts, of: readonly Stored[], bases: Bases): Plan[] {
  const news = new Map<Stored, Seen>();
  return starts.map((start, nth) => {
    const seen: Seen = { text: bytes.subarray(start, ends[nth]), hits: undefined, isClean: false };
    const object = of[nth];
    if (object === undefined || seen.text.length < WORTH) return { seen };
    if (object.heirs > 0) news.set(object, seen);
    const base = object.base && (news.get(object.base) ?? bases.get(object.base));
    return { seen, base, difference: base && differenceOf(base.text, seen.text) };
  });
}

/** From so many bytes on a text is compared with its base. */
const WORTH = 4096;

function piecesOf({ starts, ends }: Texts, plans: readonly Plan[]): Piece[] {
  const pieces: Piece[] = [];
  let isOpen = false;
  for (const [nth, { difference }] of plans.entries()) {
    const [start = 0, end = 0] = [starts[nth], ends[nth]];
    const last = pieces.at(-1);
    if (difference !== undefined)
      for (const window of difference.windows)
        pieces.push({ first: nth, count: 1, start: start + window.start, end: start + window.end });
    else if (isOpen && last !== undefined) {
      last.count += 1;
      last.end = end;
    } else pieces.push({ first: nth, count: 1, start, end });
    isOpen = difference === undefined;
  }
  return pieces;
}

/** Of each text the hits in what was walked through of it; nothing where they may mean more. */
function hitsWithin(
  { starts }: Texts,
  pieces: readonly Piece[],
  walked: readonly Walked[],
): (Stretch[] | undefined)[] {
  const within: (Stretch[] | undefined)[] = starts.map(() => []);
  for (const [nth, { first, count, start }] of pieces.entries()) {
    const { hits, isFar } = walked[nth] ?? { hits: [], isFar: true };
    let at = first;
    const behind = first + count;
    for (const hit of hits) {
      const [from, to] = [hit.start + start, hit.end + start];
      while (at + 1 < behind && (starts[at + 1] ?? Infinity) <= from) at += 1;
      // hits near one another are one, so that a text between them counts as well
      for (let each = at; each < behind && (each === at || (starts[each] ?? Infinity) <= to); each += 1) {
        const base = starts[each] ?? 0;
        if (isFar) within[each] = undefined;
        else within[each]?.push({ start: Math.max(from - base, 0), end: to - base });
      }
    }
  }
  return within;
}

/** Of each text whether what it is cannot be told from a walk. */
function unread({ bytes, starts, ends }: Texts): readonly boolean[] {
  return isPlain(bytes) ? [] : starts.map((start, nth) => !isPlain(bytes.subarray(start, ends[nth])));
}
