import type { Change, CandidateRegions, BatchPrefilter, Texts, Version } from './batch.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { ByteBuffer } from '../shared/byte-buffer.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { LINE_FEED } from './nfa.ts';
import { pathMayMatter, learn } from './path-filter.ts';
import { isPlain, merged, partsAround, startsTable } from './candidate-regions.ts';
import { hitsBehind, windowsOf } from './versions.ts';
import type { Matches } from './dfa-matcher.ts';
import { lineMatcher } from './dfa-matchers.ts';

/** Makes one that remembers what came before, at less cost for each text than making anything of it. */
export function makeBatchPrefilter(): BatchPrefilter {
  const known = new Known();
  const held = new ByteBuffer(4 * ENOUGH);
  return {
    ofVersions: (versions) => sifted(versions, known, held),
    ofFiles,
    ofNames(names) {
      learn(names);
      return names.map(pathMayMatter);
    },
  };
}

function ofFiles({ bytes, starts, ends }: Texts): Uint8Array {
  const told = new Uint8Array(starts.length);
  const pieces = starts.map((start, of) => ({ of, start, end: ends[of] ?? 0, from: 0 }));
  for (const [of, hits] of hitsIn(bytes.subarray(0, ends.at(-1)), pieces, starts.length).entries())
    if (hits?.length !== 0) told[of] = 1;
  return told;
}

/** What is known of a text. */
interface Seen {
  /** Where there may be something in it; nothing where that cannot be told. */
  hits: readonly ByteRange[] | undefined;
  /** Whether they were looked at, and there was nothing. */
  isClean: boolean;
}

/** Of the texts that were looked at last. */
class Known {
  /** The oldest first. */
  #seen = new Map<object, Seen>();
  #older: ReadonlyMap<object, Seen> = new Map();

  get(text: object): Seen | undefined {
    return this.#seen.get(text) ?? this.#older.get(text);
  }

  add(text: object, seen: Seen): void {
    this.#seen.set(text, seen);
    if (this.#seen.size < MANY) return;
    this.#older = this.#seen;
    this.#seen = new Map();
  }
}

/** So many are as many as others are stored near to. */
const MANY = 2000;

/** A text to look at, and what of it is not the same as in its base: that is all that has to be walked through. */
interface Plan<T extends object> {
  readonly version: Version<T>;
  readonly seen: Seen;
  readonly base?: Seen | undefined;
  readonly windows?: readonly ByteRange[] | undefined;
}

/** Bytes that are walked through, one behind the other, of several texts. */
interface Piece {
  /** The number of the text. */
  readonly of: number;
  readonly start: number;
  readonly end: number;
  /** Where in the text they begin. */
  readonly from: number;
}

/** As {@link BatchPrefilter.ofVersions}. */
function* sifted<T extends object>(
  versions: Iterable<Version<T>>,
  known: Known,
  held: ByteBuffer,
): Generator<[Version<T>, CandidateRegions | undefined]> {
  let some = new Some<T>(held);
  for (const version of versions) {
    const seen: Seen = { hits: undefined, isClean: false };
    const base = version.base && known.get(version.base);
    known.add(version.of, seen);
    some.add(version, seen, base);
    if (!some.isEnough) continue;
    yield* some.told();
    some = new Some(held);
  }
  yield* some.told();
}

/** Texts that are walked through together. */
class Some<T extends object> {
  readonly #plans: Plan<T>[] = [];
  readonly #pieces: Piece[] = [];
  /** What is walked through of them. */
  readonly #held: ByteBuffer;
  /** In bytes, what they take whole. */
  #size = 0;

  constructor(held: ByteBuffer) {
    held.cut(0);
    this.#held = held;
  }

  get isEnough(): boolean {
    return this.#held.length >= ENOUGH || this.#size >= MOST;
  }

  add(version: Version<T>, seen: Seen, base: Seen | undefined): void {
    const { size, change } = version;
    const of = this.#plans.length;
    this.#size += size;
    const { length } = this.#held;
    const count = this.#pieces.length;
    try {
      const windows = change && base && size >= WORTH ? windowsOf(version, change) : undefined;
      for (const { start, end } of windows ?? [{ start: 0, end: size }])
        this.#append(of, start, version.read(start, end));
      this.#plans.push({ version, seen, base, windows });
    } catch {
      // whoever looks at all of it says what is wrong
      this.#held.cut(length);
      this.#pieces.length = count;
    }
  }

  *told(): Generator<[Version<T>, CandidateRegions | undefined]> {
    const within = hitsIn(this.#held.bytes, this.#pieces, this.#plans.length);
    for (const [nth, { version, seen, base, windows }] of this.#plans.entries()) {
      const found = within[nth];
      const { change } = version;
      if (windows === undefined) seen.hits = found && merged(found);
      else if (found !== undefined && base?.hits !== undefined && change !== undefined)
        seen.hits = hitsOf(base.hits, found, change);
      yield [version, narrowed(version, seen, base?.isClean === true ? windows : undefined)];
    }
  }

  #append(of: number, from: number, bytes: Buffer): void {
    const held = this.#held;
    const start = held.length;
    held.append(bytes);
    this.#pieces.push({ of, start, end: held.length, from });
    held.append(LINE_END);
  }
}

/** As {@link hitsBehind}; nothing where it cannot be told what is the same. */
function hitsOf(
  old: readonly ByteRange[],
  within: readonly ByteRange[],
  change: Change,
): readonly ByteRange[] | undefined {
  try {
    return hitsBehind(old, within, change);
  } catch {
    return undefined;
  }
}

const LINE_END = Buffer.of(LINE_FEED);

/** So many bytes are worth being walked through; and so many are soon forgotten by whoever has made them. */
const [ENOUGH, MOST] = [128 * 1024, 2 * 1024 * 1024] as const;

/** From so many bytes on a text is compared with its base. */
const WORTH = 4096;

function narrowed(
  { read, size }: Version,
  seen: Seen,
  windows: readonly ByteRange[] | undefined,
): CandidateRegions | undefined {
  if (seen.hits === undefined) return undefined;
  const proved = () => {
    seen.isClean = true;
  };
  if (seen.hits.length === 0) return { parts: [], proved };
  try {
    const bytes = read(0, size);
    if (startsTable(bytes, seen.hits)) return undefined;
    return { parts: partsAround(bytes, seen.hits, windows), proved };
  } catch {
    return undefined;
  }
}

/** Of each text the hits in what is walked through of it; nothing where what it is cannot be told from that. */
function hitsIn(bytes: Buffer, pieces: readonly Piece[], texts: number): (ByteRange[] | undefined)[] {
  const walked = hasWebAssembly() ? lineMatcher().walk([bytes])?.[0] : undefined;
  const within: (ByteRange[] | undefined)[] = Array.from({ length: texts }, () => walked && []);
  if (walked === undefined) return within;
  addHits(within, pieces, walked);
  if (!isPlain(bytes))
    for (const { of, start, end } of pieces) if (!isPlain(bytes.subarray(start, end))) within[of] = undefined;
  return within;
}

function addHits(
  within: (ByteRange[] | undefined)[],
  pieces: readonly Piece[],
  { hits, isFar }: Matches,
): void {
  let at = 0;
  for (const { start, end } of hits) {
    while (at + 1 < pieces.length && (pieces[at + 1]?.start ?? Infinity) <= start) at += 1;
    // hits near one another are one, so that a text between them counts as well
    for (let each = at; each < pieces.length; each += 1) {
      const piece = pieces[each] as Piece;
      if (each !== at && piece.start > end) break;
      const shift = piece.from - piece.start;
      if (isFar) within[piece.of] = undefined;
      else within[piece.of]?.push({ start: Math.max(start, piece.start) + shift, end: end + shift });
    }
  }
}
