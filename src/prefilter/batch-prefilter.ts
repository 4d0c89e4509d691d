import type { Change, CandidateRegions, BatchPrefilter, Texts, Version } from './batch.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { ByteBuffer } from '../shared/byte-buffer.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { LINE_FEED } from './nfa.ts';
import { filterPaths, pathMayMatter } from './path-filter.ts';
import { isPlain, merged, partsAround, startsTable } from './candidate-regions.ts';
import { hitsAfterChange, windowsOf } from './versions.ts';
import type { Matches } from './dfa-matcher.ts';
import { lineMatcher } from './dfa-matchers.ts';

/** Returns a batch prefilter that remembers earlier texts. */
export function makeBatchPrefilter(): BatchPrefilter {
  const known = new Known();
  const buffer = new ByteBuffer(4 * MIN_BATCH_BYTES);
  return {
    ofVersions: (versions) => filterVersions(versions, known, buffer),
    ofFiles,
    ofNames(names) {
      filterPaths(names);
      return names.map(pathMayMatter);
    },
  };
}

function ofFiles({ bytes, starts, ends }: Texts): Uint8Array {
  const results = new Uint8Array(starts.length);
  const pieces = starts.map((start, of) => ({ of, start, end: ends[of] ?? 0, from: 0 }));
  for (const [of, hits] of hitsIn(bytes.subarray(0, ends.at(-1)), pieces, starts.length).entries())
    if (hits?.length !== 0) results[of] = 1;
  return results;
}

/** The known facts about a text. */
interface Seen {
  /** The ranges that may hold something; undefined if unknown. */
  hits: readonly ByteRange[] | undefined;
  /** True if a scan of the ranges found nothing. */
  isClean: boolean;
}

/** A cache of the facts about the latest texts. */
class Known {
  #seen = new Map<object, Seen>();
  #older: ReadonlyMap<object, Seen> = new Map();

  get(text: object): Seen | undefined {
    return this.#seen.get(text) ?? this.#older.get(text);
  }

  add(text: object, seen: Seen): void {
    this.#seen.set(text, seen);
    if (this.#seen.size < MAX_KNOWN_TEXTS) return;
    this.#older = this.#seen;
    this.#seen = new Map();
  }
}

/** git stores a text near its delta base, so older texts are rarely needed. */
const MAX_KNOWN_TEXTS = 2000;

/** A text to filter. Only its windows, which differ from the base, are matched. */
interface Plan<T extends object> {
  readonly version: Version<T>;
  readonly seen: Seen;
  readonly base?: Seen | undefined;
  readonly windows?: readonly ByteRange[] | undefined;
}

/** Bytes of one text in the shared buffer. */
interface Piece {
  /** The index of the text. */
  readonly of: number;
  readonly start: number;
  readonly end: number;
  /** Their offset in the text. */
  readonly from: number;
}

/** Implements {@link BatchPrefilter.ofVersions}. */
function* filterVersions<T extends object>(
  versions: Iterable<Version<T>>,
  known: Known,
  buffer: ByteBuffer,
): Generator<[Version<T>, CandidateRegions | undefined]> {
  let batch = new Batch<T>(buffer);
  for (const version of versions) {
    const seen: Seen = { hits: undefined, isClean: false };
    const base = version.base && known.get(version.base);
    known.add(version.of, seen);
    batch.add(version, seen, base);
    if (!batch.isFull) continue;
    yield* batch.results();
    batch = new Batch(buffer);
  }
  yield* batch.results();
}

/** Texts that are matched together. */
class Batch<T extends object> {
  readonly #plans: Plan<T>[] = [];
  readonly #pieces: Piece[] = [];
  /** The bytes to match. */
  readonly #buffer: ByteBuffer;
  /** The total size of the texts, in bytes. */
  #size = 0;

  constructor(buffer: ByteBuffer) {
    buffer.cut(0);
    this.#buffer = buffer;
  }

  get isFull(): boolean {
    return this.#buffer.length >= MIN_BATCH_BYTES || this.#size >= MAX_BATCH_BYTES;
  }

  add(version: Version<T>, seen: Seen, base: Seen | undefined): void {
    const { size, change } = version;
    const of = this.#plans.length;
    this.#size += size;
    const { length } = this.#buffer;
    const count = this.#pieces.length;
    try {
      const windows = change && base && size >= MIN_COMPARED_BYTES ? windowsOf(version, change) : undefined;
      for (const { start, end } of windows ?? [{ start: 0, end: size }])
        this.#append(of, start, version.read(start, end));
      this.#plans.push({ version, seen, base, windows });
    } catch {
      // the full scan reports the error
      this.#buffer.cut(length);
      this.#pieces.length = count;
    }
  }

  *results(): Generator<[Version<T>, CandidateRegions | undefined]> {
    const within = hitsIn(this.#buffer.bytes, this.#pieces, this.#plans.length);
    for (const [index, { version, seen, base, windows }] of this.#plans.entries()) {
      const found = within[index];
      const { change } = version;
      if (windows === undefined) seen.hits = found && merged(found);
      else if (found !== undefined && base?.hits !== undefined && change !== undefined)
        seen.hits = hitsOf(base.hits, found, change);
      yield [version, narrowed(version, seen, base?.isClean === true ? windows : undefined)];
    }
  }

  #append(of: number, from: number, bytes: Buffer): void {
    const buffer = this.#buffer;
    const start = buffer.length;
    buffer.append(bytes);
    this.#pieces.push({ of, start, end: buffer.length, from });
    buffer.append(LINE_END);
  }
}

/** Returns the hits by {@link hitsAfterChange}; undefined if the change cannot be read. */
function hitsOf(
  old: readonly ByteRange[],
  within: readonly ByteRange[],
  change: Change,
): readonly ByteRange[] | undefined {
  try {
    return hitsAfterChange(old, within, change);
  } catch {
    return undefined;
  }
}

const LINE_END = Buffer.of(LINE_FEED);

/** A batch is full when it has this many bytes to match. */
const MIN_BATCH_BYTES = 128 * 1024;

/** A batch is full when its texts have this total size, because their source keeps only the latest texts in memory. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024;

/** Smaller texts are not compared with their base. */
const MIN_COMPARED_BYTES = 4096;

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

/** Returns the hits in the pieces of each text; undefined for a text that needs a full scan. */
function hitsIn(bytes: Buffer, pieces: readonly Piece[], texts: number): (ByteRange[] | undefined)[] {
  const matches = hasWebAssembly() ? lineMatcher().match([bytes])?.[0] : undefined;
  const within: (ByteRange[] | undefined)[] = Array.from({ length: texts }, () => matches && []);
  if (matches === undefined) return within;
  addHits(within, pieces, matches);
  if (!isPlain(bytes))
    for (const { of, start, end } of pieces) if (!isPlain(bytes.subarray(start, end))) within[of] = undefined;
  return within;
}

function addHits(
  within: (ByteRange[] | undefined)[],
  pieces: readonly Piece[],
  { hits, needsWholeFile }: Matches,
): void {
  let first = 0;
  for (const { start, end } of hits) {
    while (first + 1 < pieces.length && (pieces[first + 1]?.start ?? Infinity) <= start) first += 1;
    // nearby hits are merged, so a hit may cover several pieces
    for (let index = first; index < pieces.length; index += 1) {
      const piece = pieces[index] as Piece;
      if (index !== first && piece.start > end) break;
      const shift = piece.from - piece.start;
      if (needsWholeFile) within[piece.of] = undefined;
      else within[piece.of]?.push({ start: Math.max(start, piece.start) + shift, end: end + shift });
    }
  }
}
