import { createHash } from 'node:crypto';
import { type Candidate, detectIn, type Detected } from '../scan/detect.ts';
import type { FoundValues } from '../scan/found-values.ts';
import { firstLinesOf, type Fragment, originalSpan } from '../shared/fragment.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceItem } from '../scan/source.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import { isDividable, type Region, regionsOf } from './regions.ts';

/** What is known of the text of a region and around it, wherever it stands. */
interface Known {
  /** The text and its decoded forms; nothing where they are only understood as parts of the whole file. */
  readonly fragments: readonly Fragment[] | undefined;
  readonly size: number;
  /** What was found, by all that it depends on but the rest of the file. */
  readonly found: Map<string, Found>;
  /** Whether a pattern matches in it, in any form. */
  readonly matches: Map<RegExp, boolean>;
  /** The same of values that were found before. */
  readonly again: WeakMap<FoundValues, Map<string, Found>>;
}

/** A candidate without the file that it was found in, and where it begins in the text of the region and around it. */
interface Hit extends Omit<Candidate, 'fragment'> {
  /** The number of its fragment. */
  readonly nth: number;
  readonly at: number;
}

/** What was found in a region. */
interface Found {
  /** Also what is only around the region. */
  readonly hits: readonly Hit[];
  readonly dependsOnPath: boolean;
  /** What it asked about the rest of the file, with the answers. */
  readonly asked: ReadonlyMap<RegExp, readonly [ofForms: boolean, answer: boolean]>;
}

/** A region of a text that is looked at. */
interface Placed {
  readonly region: Region;
  readonly known: Known & { readonly fragments: readonly Fragment[] };
}

/** A text that is looked at. */
interface Whole {
  readonly item: SourceItem;
  readonly text: string;
  readonly head: string;
  readonly placed: readonly Placed[];
}

/**
 * Finds what versions of texts hold, and searches what they have in common once: regions of them, each with as much of the
 * text around it as can say something about its values.
 */
export class RegionLook {
  readonly #rules: readonly Rule[];
  readonly #now: Date;
  /** By a hash of the text, the one that was needed last at the end. */
  readonly #known = new Map<string, Known>();
  #size = 0;

  constructor(rules: readonly Rule[], now: Date) {
    this.#rules = rules;
    this.#now = now;
  }

  /**
   * @param values found before: then these are looked for, and nothing else
   * @returns nothing for what is only understood as a whole
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
    const all = placed.map((each) => this.#foundIn(each, whole, values));
    return {
      candidates: all.flatMap(({ candidates }) => candidates),
      dependsOnPath: all.some(({ dependsOnPath }) => dependsOnPath),
    };
  }

  async #knownOf(text: string): Promise<Known> {
    const hash = createHash('sha256').update(text).digest('base64');
    const known = this.#known.get(hash) ?? (await learned(text));
    if (!this.#known.delete(hash)) this.#size += known.size;
    this.#known.set(hash, known);
    for (const [oldest, { size }] of this.#known) {
      if (this.#size <= MOST) break;
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
    const all = values === undefined ? known.found : againOf(known, values);
    let found = all.get(key);
    if (found === undefined || !place.answersAs(found)) {
      found = this.#search(place, values);
      all.set(key, found);
    }
    const moved = new Map<Fragment, Fragment>();
    const { fragments } = known;
    return {
      candidates: found.hits
        .filter(({ at }) => region.from + at >= region.start && region.from + at < region.end)
        .map(({ nth, at: _at, ...hit }) => ({
          ...hit,
          fragment: place.move(fragments[nth] as Fragment, moved),
        })),
      dependsOnPath: found.dependsOnPath,
    };
  }

  #search(place: Placement, values: FoundValues | undefined): Found {
    const all = place
      .fragments()
      .map((each) =>
        values === undefined
          ? detectIn(each, this.#rules, this.#now)
          : { candidates: values.placesIn(each, this.#rules, this.#now), dependsOnPath: false },
      );
    return {
      // what is kept must not keep the file
      hits: all.flatMap(({ candidates }, nth) =>
        candidates.map(({ fragment, start, end, ...rest }) => ({
          ...rest,
          ...{ start, end, nth, at: originalSpan({ fragment, start, end }).start },
        })),
      ),
      dependsOnPath: all.some(({ dependsOnPath }) => dependsOnPath),
      asked: place.asked,
    };
  }
}

function againOf({ again }: Known, values: FoundValues): Map<string, Found> {
  const found = again.get(values) ?? new Map<string, Found>();
  again.set(values, found);
  return found;
}

/** In characters. */
const MOST = 12 * 1024 * 1024;

async function learned(text: string): Promise<Known> {
  const fragments: Fragment[] = [];
  let isWhole = true;
  for await (const part of extractTexts('', Buffer.from(text))) {
    if ('reason' in part || part.inside !== undefined || isOfArchive(part)) isWhole = false;
    else fragments.push(part);
    if (!isWhole) break;
  }
  const size = fragments.reduce((sum, each) => sum + each.text.length, text.length);
  return {
    fragments: isWhole ? fragments : undefined,
    size,
    found: new Map(),
    matches: new Map(),
    again: new WeakMap(),
  };
}

function isOfArchive({ origin }: Fragment): boolean {
  return origin !== undefined && (origin.isArchive === true || isOfArchive(origin.fragment));
}

function matchesIn({ fragments = [], matches }: Known, pattern: RegExp): boolean {
  const answer = matches.get(pattern) ?? fragments.some(({ text }) => pattern.test(text));
  matches.set(pattern, answer);
  return answer;
}

/** The fragments of a region as those of one file. */
class Placement {
  readonly #placed: Placed;
  readonly #whole: Whole;
  /** The first lines of the file, for a region that does not begin with them. */
  readonly head: string | undefined;
  readonly asked = new Map<RegExp, readonly [ofForms: boolean, answer: boolean]>();

  constructor(placed: Placed, whole: Whole) {
    this.#placed = placed;
    this.#whole = whole;
    this.head = placed.region.from === 0 ? undefined : whole.head;
  }

  /** The fragments, as rules look at them. */
  fragments(): Fragment[] {
    const moved = new Map<Fragment, Fragment>();
    return this.#placed.known.fragments.map((each) => {
      const ofForms = each.origin !== undefined;
      const matchesInFile = (pattern: RegExp) => {
        const answer = this.#answer(pattern, ofForms);
        this.asked.set(pattern, [ofForms, answer]);
        return answer;
      };
      return { ...this.move(each, moved), matchesInFile };
    });
  }

  /** Whether what was found asked nothing of the rest of a file to which this one has another answer. */
  answersAs({ asked }: Found): boolean {
    for (const [pattern, [ofForms, answer]] of asked)
      if (this.#answer(pattern, ofForms) !== answer) return false;
    return true;
  }

  #answer(pattern: RegExp, ofForms: boolean): boolean {
    const { text, placed } = this.#whole;
    return pattern.test(text) || (ofForms && placed.some(({ known }) => matchesIn(known, pattern)));
  }

  /** @param moved those that were moved before */
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
