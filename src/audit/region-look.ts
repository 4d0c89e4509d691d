import { createHash } from 'node:crypto';
import { type Candidate, detectIn, type Detected } from '../scan/detect.ts';
import type { FoundValues } from '../scan/found-values.ts';
import { firstLinesOf, type Fragment, originalSpan } from '../shared/fragment.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceItem } from '../scan/source.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import { isDividable, type Region, regionsOf } from './regions.ts';

/** The cached results for a region and the text around it, in any file. */
interface KnownRegion {
  /** The text and its decoded forms; undefined if they can only be decoded as part of the whole file. */
  readonly fragments: readonly Fragment[] | undefined;
  readonly size: number;
  /** The candidates, keyed by everything that they depend on except the rest of the file. */
  readonly found: Map<string, RegionCandidates>;
  /** Whether a pattern matches in any of the fragments. */
  readonly matches: Map<RegExp, boolean>;
  /** The positions of values that were found before. */
  readonly foundValues: WeakMap<FoundValues, Map<string, RegionCandidates>>;
}

/** A candidate without its file. */
interface Hit extends Omit<Candidate, 'fragment'> {
  /** The index of its fragment. */
  readonly index: number;
  /** Its offset in the text of the region and around it. */
  readonly offset: number;
}

/** The candidates in a region and around it. */
interface RegionCandidates {
  /** All candidates, including those that are only around the region. */
  readonly hits: readonly Hit[];
  readonly dependsOnPath: boolean;
  readonly tested: Tested;
}

/**
 * The results of the patterns that were tested on the rest of the file, separately for plain and for decoded texts, because
 * one pattern may have different results there.
 */
interface Tested {
  readonly plain: Map<RegExp, boolean>;
  readonly decoded: Map<RegExp, boolean>;
}

/** A region of the scanned text. */
interface Placed {
  readonly region: Region;
  readonly known: KnownRegion & { readonly fragments: readonly Fragment[] };
}

/** The scanned text. */
interface Whole {
  readonly item: SourceItem;
  readonly text: string;
  readonly head: string;
  readonly placed: readonly Placed[];
}

/**
 * Scans many versions of texts. Regions that they share are scanned only once, each with all the text around it that may
 * contain evidence for its values.
 */
export class RegionLook {
  readonly #rules: readonly Rule[];
  readonly #now: Date;
  /** The cached results by a hash of the text, least recently used first. */
  readonly #known = new Map<string, KnownRegion>();
  #size = 0;

  constructor(rules: readonly Rule[], now: Date) {
    this.#rules = rules;
    this.#now = now;
  }

  /**
   * Scans an item.
   *
   * @param values the only values to search for, if given
   * @returns undefined if the item can only be scanned as a whole
   */
  async look(item: SourceItem, values?: FoundValues): Promise<Detected | undefined> {
    const { bytes, path, inside } = item;
    if (!Buffer.isBuffer(bytes) || !isDividable(bytes, path, inside)) return undefined;
    const text = bytes.toString();
    const placed: Placed[] = [];
    for (const region of regionsOf(text)) {
      const known = await this.#knownOf(text.slice(region.from, region.to));
      const { fragments } = known;
      if (fragments === undefined) return undefined;
      placed.push({ region, known: { ...known, fragments } });
    }
    const whole = { item, text, head: firstLinesOf(text), placed };
    const all = placed.map((region) => this.#foundIn(region, whole, values));
    return {
      candidates: all.flatMap(({ candidates }) => candidates),
      dependsOnPath: all.some(({ dependsOnPath }) => dependsOnPath),
    };
  }

  async #knownOf(text: string): Promise<KnownRegion> {
    const hash = createHash('sha256').update(text).digest('base64');
    const known = this.#known.get(hash) ?? (await readRegion(text));
    if (!this.#known.delete(hash)) this.#size += known.size;
    this.#known.set(hash, known);
    for (const [oldest, { size }] of this.#known) {
      if (this.#size <= MAX_CACHED_CHARACTERS) break;
      this.#known.delete(oldest);
      this.#size -= size;
    }
    return known;
  }

  #foundIn(placed: Placed, whole: Whole, values: FoundValues | undefined): Detected {
    const { region, known } = placed;
    const place = new Placement(placed, whole);
    const { path, inside = '' } = whole.item;
    const key = [path, inside, place.head ?? ''].join('\0');
    const all = values === undefined ? known.found : foundValuesOf(known, values);
    let found = all.get(key);
    if (found === undefined || !place.agreesWith(found)) {
      found = this.#search(place, values);
      all.set(key, found);
    }
    const moved = new Map<Fragment, Fragment>();
    const { fragments } = known;
    return {
      candidates: found.hits
        .filter(({ offset }) => region.from + offset >= region.start && region.from + offset < region.end)
        .map(({ index, offset: _offset, ...hit }) => ({
          ...hit,
          fragment: place.move(fragments[index] as Fragment, moved),
        })),
      dependsOnPath: found.dependsOnPath,
    };
  }

  #search(place: Placement, values: FoundValues | undefined): RegionCandidates {
    const all = place
      .fragments()
      .map((fragment) =>
        values === undefined
          ? detectIn(fragment, this.#rules, this.#now)
          : { candidates: values.placesIn(fragment, this.#rules, this.#now), dependsOnPath: false },
      );
    return {
      // cached results must not keep the file in memory
      hits: all.flatMap(({ candidates }, index) =>
        candidates.map(({ fragment, start, end, ...rest }) => ({
          ...rest,
          ...{ start, end, index, offset: originalSpan({ fragment, start, end }).start },
        })),
      ),
      dependsOnPath: all.some(({ dependsOnPath }) => dependsOnPath),
      tested: place.tested,
    };
  }
}

function foundValuesOf({ foundValues }: KnownRegion, values: FoundValues): Map<string, RegionCandidates> {
  const found = foundValues.get(values) ?? new Map<string, RegionCandidates>();
  foundValues.set(values, found);
  return found;
}

const MAX_CACHED_CHARACTERS = 12 * 1024 * 1024;

async function readRegion(text: string): Promise<KnownRegion> {
  const fragments: Fragment[] = [];
  let isWhole = true;
  for await (const part of extractTexts('', Buffer.from(text))) {
    if ('reason' in part || part.inside !== undefined || isOfArchive(part)) isWhole = false;
    else fragments.push(part);
    if (!isWhole) break;
  }
  const size = fragments.reduce((sum, fragment) => sum + fragment.text.length, text.length);
  return {
    fragments: isWhole ? fragments : undefined,
    size,
    found: new Map(),
    matches: new Map(),
    foundValues: new WeakMap(),
  };
}

function isOfArchive({ origin }: Fragment): boolean {
  return origin !== undefined && (origin.isArchive === true || isOfArchive(origin.fragment));
}

function matchesIn({ fragments = [], matches }: KnownRegion, pattern: RegExp): boolean {
  const result = matches.get(pattern) ?? fragments.some(({ text }) => pattern.test(text));
  matches.set(pattern, result);
  return result;
}

/** The fragments of a region, moved to their place in a given file. */
class Placement {
  readonly #placed: Placed;
  readonly #whole: Whole;
  /** The first lines of the file, if the text of the region does not start with them. */
  readonly head: string | undefined;
  readonly tested: Tested = { plain: new Map(), decoded: new Map() };

  constructor(placed: Placed, whole: Whole) {
    this.#placed = placed;
    this.#whole = whole;
    this.head = placed.region.from === 0 ? undefined : whole.head;
  }

  /** Returns the fragments in the form that rules need. */
  fragments(): Fragment[] {
    const moved = new Map<Fragment, Fragment>();
    return this.#placed.known.fragments.map((fragment) => {
      const isDecoded = fragment.origin !== undefined;
      const matchesInFile = (pattern: RegExp) => {
        const result = this.#matchesInFile(pattern, isDecoded);
        this.tested[isDecoded ? 'decoded' : 'plain'].set(pattern, result);
        return result;
      };
      return { ...this.move(fragment, moved), matchesInFile };
    });
  }

  /** True if all patterns that were tested on the rest of a file have the same results in this one. */
  agreesWith({ tested }: RegionCandidates): boolean {
    const agree = (results: ReadonlyMap<RegExp, boolean>, isDecoded: boolean) =>
      [...results].every(([pattern, result]) => this.#matchesInFile(pattern, isDecoded) === result);
    return agree(tested.plain, false) && agree(tested.decoded, true);
  }

  #matchesInFile(pattern: RegExp, isDecoded: boolean): boolean {
    const { text, placed } = this.#whole;
    return pattern.test(text) || (isDecoded && placed.some(({ known }) => matchesIn(known, pattern)));
  }

  /**
   * Returns a fragment with the path and the line numbers of the file.
   *
   * @param moved the fragments that were moved before
   */
  move(fragment: Fragment, moved: Map<Fragment, Fragment>): Fragment {
    const known = moved.get(fragment);
    if (known !== undefined) return known;
    const { path, inside } = this.#whole.item;
    const { origin } = fragment;
    const result: Fragment = {
      ...fragment,
      path,
      inside,
      head: this.head,
      line: fragment.line + this.#placed.region.line - 1,
      origin: origin && { ...origin, fragment: this.move(origin.fragment, moved) },
    };
    moved.set(fragment, result);
    return result;
  }
}
