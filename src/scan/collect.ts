import { type Candidate, type Detected, detectIn, mightMatch } from './detect.ts';
import type { FoundValues } from './found-values.ts';
import type { Content } from '../decode/content.ts';
import type { Fragment } from '../shared/fragment.ts';
import { Measure } from './measure.ts';
import type { Prefilter, ScanOptions, UnscannedPart } from './scan-options.ts';
import { fileKey, type Source, type SourceItem } from './source.ts';

/** Everything that a pass over a source found. */
export interface Collected {
  candidates: Candidate[];
  unscanned: { path: string; commit: string | undefined; part: UnscannedPart }[];
  commits: Set<string | undefined>;
  /** The number of lines of each item, by {@link fileKey}. */
  lineCounts: Map<string, number>;
  bytes: number;
}

/**
 * Decodes every item of a source once and searches every text once.
 *
 * @param values values of the first pass; if given, only these are searched for
 */
export async function collect(options: ScanOptions, values?: FoundValues): Promise<Collected> {
  const { source, rules, unfold: extractTexts, now, count } = options;
  const seen: Collected = {
    candidates: [],
    unscanned: [],
    commits: new Set(),
    lineCounts: new Map(),
    bytes: 0,
  };
  let dependsOnName = false;
  const take = ({ candidates, dependsOnPath }: Detected, commit: string | undefined) => {
    dependsOnName ||= dependsOnPath;
    for (const candidate of candidates)
      seen.candidates.push(commit === undefined ? candidate : { ...candidate, commit });
  };
  const add = (fragment: Fragment, commit: string | undefined) =>
    take(
      values === undefined
        ? detectIn(fragment, rules, now)
        : { candidates: values.placesIn(fragment, rules, now), dependsOnPath: false },
      commit,
    );
  const { prefilter: load } = options;
  for await (const items of values === undefined ? source.items() : itemsAgain(source, values)) {
    for (const item of items) {
      const filter = isWorthFilter(seen.bytes, items, item) ? await load?.() : undefined;
      const { path, commit } = item;
      const measure = new Measure(count === true);
      seen.commits.add(commit);
      const foundBefore = seen.candidates.length + seen.unscanned.length;
      dependsOnName = false;
      const regions = filter?.candidateRegions(item);
      if (item.newName && (values !== undefined || filter?.pathMayMatter(path) !== false))
        add(nameOf(item), commit);
      const looked = regions?.length === 0 ? undefined : await options.look?.(item, values);
      if (looked !== undefined) take(looked, commit);
      // most content of a large scan has no finding and skips the full scan
      const isEmpty =
        looked === undefined &&
        filter !== undefined &&
        regions !== undefined &&
        (values === undefined
          ? regions.length === 0 || (await hasNoFindings(regions, options, filter, item))
          : await values.areNotIn(item, regions, extractTexts));
      const content = measure.of(item.bytes);
      const mayMatch = values === undefined ? filter && windowFilter(filter, item) : undefined;
      const parts = isEmpty || looked !== undefined ? [] : extractTexts(path, content, item.inside, mayMatch);
      for await (const part of parts) {
        if ('reason' in part) seen.unscanned.push({ path, commit, part });
        else add(part, commit);
      }
      const isFound = seen.candidates.length + seen.unscanned.length > foundBefore;
      options.done?.(item, isFound ? 'found' : dependsOnName ? 'nothing-here' : 'nothing');
      seen.lineCounts.set(fileKey(item), measure.lines);
      seen.bytes += measure.bytes;
    }
  }
  return seen;
}

function sizeOf(bytes: Content): number {
  return Buffer.isBuffer(bytes) ? bytes.length : Infinity;
}

/** The test for windows of an item whose name does not matter. */
function windowFilter(
  { mayMatch, pathMayMatter }: Prefilter,
  { path, inside = '' }: SourceItem,
): Prefilter['mayMatch'] | undefined {
  return pathMayMatter(path) || pathMayMatter(inside) ? undefined : mayMatch;
}

/** The items that may contain one of the values. */
function itemsAgain(source: Source, values: FoundValues): AsyncIterable<readonly SourceItem[]> {
  return source.itemsAgain?.((bytes) => values.mayBeIn(bytes.toString('latin1'))) ?? source.items();
}

/** True if loading the prefilter pays off for an item of a batch. */
function isWorthFilter(seenBytes: number, items: readonly SourceItem[], { bytes }: SourceItem): boolean {
  return (
    seenBytes > MIN_PREFILTER_BYTES ||
    items.length > MIN_PREFILTER_ITEMS ||
    sizeOf(bytes) > MIN_LARGE_FILE_BYTES
  );
}

/** A scan that has seen more bytes than this, or gets a batch of more items, or a larger file, uses the prefilter. */
const MIN_PREFILTER_BYTES = 256 * 1024;
const MIN_PREFILTER_ITEMS = 500;
const MIN_LARGE_FILE_BYTES = 5 * 1024 * 1024;

/**
 * True if no candidate region contains a finding. If one does, the whole text is scanned.
 *
 * @param item the item to which the regions belong, whose path may not matter to any rule; without it, any item
 */
export async function hasNoFindings(
  parts: readonly Buffer[],
  { unfold, rules, now }: Pick<ScanOptions, 'unfold' | 'rules' | 'now'>,
  { mayBeFoundIn }: Pick<Prefilter, 'mayBeFoundIn'>,
  item?: SourceItem,
): Promise<boolean> {
  const { path = '', inside } = item ?? {};
  for (const part of parts)
    for await (const text of unfold(path, part, inside)) {
      if ('reason' in text) return false;
      // the name of a member that was unpacked here was not checked
      const isPart = text.inside === inside;
      const texts = text.head === undefined ? [text.text] : [text.text, text.head];
      if (isPart && !texts.some(mayBeFoundIn)) continue;
      // the rest of the text is not available here
      const fragment = isPart ? { ...text, matchesInFile: () => true } : text;
      if (mightMatch(fragment, rules, now)) return false;
    }
  return true;
}

function nameOf({ path }: SourceItem): Fragment {
  return { path, kind: 'name', text: path, line: 1, column: 1 };
}
