import type { ByteRange } from '../shared/byte-range.ts';
import type { BatchPrefilter, CandidateRegions, Version } from './batch.ts';
import { hitsIn, partsAround, startsTable } from './candidate-regions.ts';
import { pathMayMatter } from './path-filter.ts';
import { hitsAfterChange, windowsOf } from './versions.ts';

/** Returns a batch prefilter that remembers earlier texts. */
export function makeBatchPrefilter(): BatchPrefilter {
  const known = new Known();
  return {
    *ofVersions<T extends object>(versions: Iterable<Version<T>>) {
      for (const version of versions) yield [version, regionsOf(version, known)];
    },
    ofNames: (names) => names.map(pathMayMatter),
  };
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

/** Returns the candidate regions of a version of a text; undefined if all of it needs a scan. */
function regionsOf(version: Version, known: Known): CandidateRegions | undefined {
  const seen: Seen = { hits: undefined, isClean: false };
  const base = version.base && known.get(version.base);
  known.add(version.of, seen);
  try {
    const { size, read } = version;
    const old = size < MIN_COMPARED_BYTES ? undefined : base?.hits;
    const windows = old && windowsOf(version);
    const hits = old && windows ? hitsInVersion(version, old, windows) : hitsIn(read(0, size));
    if (hits === undefined) return undefined;
    seen.hits = hits;
    const proved = () => {
      seen.isClean = true;
    };
    if (hits.length === 0) return { parts: [], proved };
    const bytes = read(0, size);
    if (startsTable(bytes, hits)) return undefined;
    return { parts: partsAround(bytes, hits, base?.isClean === true ? windows : undefined), proved };
  } catch {
    // the full scan reports the error
    return undefined;
  }
}

/** Returns the hits in a version of a text, of which only the windows are matched. */
function hitsInVersion(
  { change, read }: Version,
  old: readonly ByteRange[],
  windows: readonly ByteRange[],
): readonly ByteRange[] | undefined {
  const within: ByteRange[] = [];
  for (const window of windows) {
    const hits = hitsIn(read(window.start, window.end));
    if (hits === undefined) return undefined;
    for (const { start, end } of hits) within.push({ start: start + window.start, end: end + window.start });
  }
  return change && hitsAfterChange(old, within, change);
}

/** Smaller texts are not compared with their base. */
const MIN_COMPARED_BYTES = 4096;
