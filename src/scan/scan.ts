import { type Candidate, detect, type Detected, detectIn, mightMatch } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint, valueKey } from '../shared/fingerprint.ts';
import type { FoundValues } from './found-values.ts';
import { type Fragment, originalSpan, type Span, gitLineAt } from '../shared/fragment.ts';
import type { Policy } from '../policy/policy.ts';
import { type AddedLines, countAdded, type LineRange, touches } from '../shared/line-ranges.ts';
import type { Rule } from '../rules/rule.ts';
import { redactPath } from './redact-path.ts';
import { type Content, type Unscanned } from '../decode/content.ts';
import { fileKey, type Source, type SourceItem, type SourceKind } from './source.ts';
import { type BatchPrefilter } from '../prefilter/batch.ts';

/** Texts to scan and unscanned parts, in order. */
type ExtractedTexts = Iterable<Part> | AsyncIterable<Part>;
type Part = Fragment | UnscannedPart;

/** A part that could not be decoded. */
interface UnscannedPart extends Omit<Unscanned, 'path'> {
  /** Its range, if it is part of a text. */
  readonly at?: Span | undefined;
}

/** Input and settings of a scan. */
export interface ScanOptions {
  readonly source: Source;
  readonly rules: readonly Rule[];
  /** Extracts texts from bytes; yields a reason for each part that it cannot decode. */
  readonly extractTexts: (path: string, content: Content, inside?: string) => ExtractedTexts;
  /**
   * Searches an item at less cost than by decoding all of it; returns nothing if it cannot.
   *
   * @param values only these are searched for, if given
   */
  readonly look?: (item: SourceItem, values?: FoundValues) => Promise<Detected | undefined>;
  /** Loads the prefilter, which pays off for large inputs. */
  readonly prefilter?: () => Promise<Prefilter>;
  /** Loads the policy; called at most once, and only if there are candidates. */
  readonly policy: () => Policy | Promise<Policy>;
  readonly now: Date;
  /** Called after each item. */
  readonly done?: (item: SourceItem, outcome: Outcome) => void;
  /** Count added lines even without findings, at the cost of one more git process. */
  readonly count?: boolean;
}

/** The result for an item: a candidate, none under its path, or none under any path. */
export type Outcome = 'found' | 'nothing-here' | 'nothing';

/** Finds the parts that need a full scan, about as fast as they can be read. */
export interface Prefilter {
  /** True if a name may be evidence or contain a key. */
  pathMayMatter(name: string): boolean;
  /** For each item, the only regions that may contain a finding; undefined where this is unknown. */
  parts(items: readonly SourceItem[]): Iterable<readonly Buffer[] | undefined>;
  /** The same for texts that are not items yet. */
  readonly sieve: BatchPrefilter;
  /** True if any rule may match in a fully decoded text whose path matters to no rule. */
  mayBeFoundIn(text: string): boolean;
}

/** The result of a completed scan. */
export interface ScanResult {
  readonly source: SourceKind;
  readonly scanned: {
    readonly files: number;
    readonly addedLines: number | null;
    readonly bytes: number;
    readonly notUnfolded: readonly Unscanned[];
  };
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
  /** Credentials that have expired; they are not findings. */
  readonly expired: readonly Finding[];
  /** A path as it may be printed: also without what was found here and has no form of its own. */
  readonly redactPath: (path: string) => string;
}

/**
 * Scans a change.
 *
 * @throws AppError if anything could not be read
 */
export async function scan(options: ScanOptions): Promise<ScanResult> {
  let result: ScanResult;
  try {
    result = await scanned(options);
  } catch (error) {
    await options.source.close?.().catch(() => undefined);
    throw error;
  }
  await options.source.close?.();
  return result;
}

async function scanned(options: ScanOptions): Promise<ScanResult> {
  const seen = await collect(options);
  const found = seen.candidates.length > 0;
  const commits = new Set(
    options.count ? seen.commits : [...seen.candidates, ...seen.unscanned].map(({ commit }) => commit),
  );
  const needsLines =
    found || options.count === true || seen.unscanned.some(({ part }) => part.at !== undefined);
  const neededLines = options.count === true ? undefined : linesOfAll(seen);
  // started early because it takes longest; the code that awaits it handles its failure
  const policy = found ? Promise.resolve(options.policy()) : undefined;
  policy?.catch(() => undefined);
  const judging = policy && prepare(options, policy, seen.candidates);
  judging?.catch(() => undefined);
  const added = await (needsLines ? options.source.addedLines?.(commits, neededLines) : undefined);
  const lines = (key: string) => (options.source.addedLines === undefined ? 'all' : (added?.get(key) ?? []));
  const touched = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  const verdict = touched.length > 0 ? await (await judging)?.(touched) : undefined;
  const values = verdict && (await valuesOf(touched, verdict));
  const all = values && policy && (await withOtherPlaces(options, policy, touched, verdict, values));
  const show = (path: string) => redactPath(values?.redactIn(path) ?? path, options.rules, options.now);
  return {
    source: options.source.kind,
    scanned: {
      files: seen.lineCounts.size,
      addedLines: options.count
        ? sum([...seen.lineCounts].map(([key, n]) => countAdded(lines(key), n)))
        : null,
      bytes: seen.bytes,
      notUnfolded: withoutDuplicates(
        // an unscanned part in an old line does not belong to this change
        seen.unscanned.filter(({ part, commit }) => part.at === undefined || isAdded(part.at, commit, lines)),
        show,
      ),
    },
    ...(all ?? verdict ?? NO_VERDICT),
    redactPath: show,
  };
}

/** The result for the candidates in added lines. */
type Judged = Pick<ScanResult, 'findings' | 'allowed' | 'expired'>;

const NO_VERDICT: Judged = { findings: [], allowed: [], expired: [] };

/** Prepares judging while git lists the added lines. Most scans find nothing and skip it. */
async function prepare(
  options: ScanOptions,
  policy: Promise<Policy>,
  found: readonly Candidate[],
  values?: FoundValues,
): Promise<(touched: readonly Candidate[]) => Promise<Judged>> {
  const before = await previousValues(options, found, values);
  return async (touched) => {
    const candidates = touched.filter((candidate) => !before.inArchives.has(placeInArchive(candidate)));
    if (candidates.length === 0) return NO_VERDICT;
    const { judge } = await import('./judge.ts');
    const show = (path: string) => redactPath(values?.redactIn(path) ?? path, options.rules, options.now);
    return judge(candidates, await policy, options.now, show, before.values);
  };
}

/** The values that were found, except those that are allowed or have run out. */
async function valuesOf(
  touched: readonly Candidate[],
  { findings }: Judged,
): Promise<FoundValues | undefined> {
  if (findings.length === 0) return undefined;
  const fingerprints = new Set(findings.map((finding) => finding.fingerprint));
  const { FoundValues: Values } = await import('./found-values.ts');
  return new Values(touched.filter(({ value, expired }) => !expired && fingerprints.has(fingerprint(value))));
}

/**
 * Runs a second pass if there are findings: every added occurrence of a found value is a finding, under any name. The
 * allowlist is applied to each occurrence separately.
 */
async function withOtherPlaces(
  options: ScanOptions,
  policy: Promise<Policy>,
  touched: readonly Candidate[],
  verdict: Judged,
  values: FoundValues,
): Promise<Judged> {
  const seen = await collect(options, values);
  if (seen.candidates.length === 0) return verdict;
  const { addedLines } = options.source;
  const commits = new Set(seen.candidates.map(({ commit }) => commit));
  const added = await options.source.addedLines?.(commits, linesOfAll(seen));
  const lines = (key: string) => (addedLines === undefined ? 'all' : (added?.get(key) ?? []));
  const others = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  if (others.length === 0) return verdict;
  const order = new Map([...seen.commits].map((commit, index) => [commit, index]));
  const positionOf = ({ commit }: Candidate) => order.get(commit) ?? -1;
  const all = [...touched, ...others].sort((a, b) => positionOf(a) - positionOf(b));
  return (await prepare(options, policy, all, values))(all);
}

/** True if the range touches an added line. */
function isAdded(range: Span, commit: string | undefined, lines: (key: string) => AddedLines): boolean {
  const place = linesOf(range, commit);
  return place === undefined || touches(lines(place.key), ...place.range);
}

/**
 * The lines that decide whether a range is added. Names have none, nor have archive members: their lines are not lines
 * of the change.
 */
function linesOf(range: Span, commit: string | undefined): { key: string; range: LineRange } | undefined {
  const span = originalSpan(range);
  if (range.fragment.kind === 'name' || span.fragment.inside !== undefined) return undefined;
  const first = gitLineAt(span.fragment, span.start);
  const last = gitLineAt(span.fragment, span.end);
  // further down than the context of a patch, the beginning of the value is not visible
  const isSparse = span.end - span.start < MIN_LINE_CHARACTERS * (last - first);
  const key = fileKey({ path: span.fragment.path, commit });
  return { key, range: [first, isSparse ? Math.min(last, first + MAX_COMPARED_LINES) : last] };
}

/** The lines that decide which parts of a scan are added, by file. */
function linesOfAll({ candidates, unscanned }: Collected): Map<string, LineRange[]> {
  const all = new Map<string, LineRange[]>();
  const places = [
    ...candidates.map((candidate) => linesOf(candidate, candidate.commit)),
    ...unscanned.map(({ part, commit }) => part.at && linesOf(part.at, commit)),
  ];
  for (const place of places) {
    if (place === undefined) continue;
    const ranges = all.get(place.key);
    if (ranges === undefined) all.set(place.key, [place.range]);
    else ranges.push(place.range);
  }
  return all;
}

/**
 * If the lines of a value are shorter than this on average, in characters, only the first {@link MAX_COMPARED_LINES} decide
 * whether it is added.
 */
const MIN_LINE_CHARACTERS = 44;

/** The fast path shows as many context lines beyond the evidence distance. */
export const MAX_COMPARED_LINES = 10;

interface Collected {
  candidates: Candidate[];
  unscanned: { path: string; commit: string | undefined; part: UnscannedPart }[];
  commits: Set<string | undefined>;
  /** The number of lines of each item, by {@link fileKey}. */
  lineCounts: Map<string, number>;
  bytes: number;
}

/** @param values values of the first pass; if given, only these are searched for */
async function collect(options: ScanOptions, values?: FoundValues): Promise<Collected> {
  const { source, rules, extractTexts, now, count } = options;
  const seen: Collected = {
    candidates: [],
    unscanned: [],
    commits: new Set(),
    lineCounts: new Map(),
    bytes: 0,
  };
  let dependsOnName = false;
  const take = ({ candidates, asksForName }: Detected, commit: string | undefined) => {
    dependsOnName ||= asksForName;
    for (const candidate of candidates)
      seen.candidates.push(commit === undefined ? candidate : { ...candidate, commit });
  };
  const add = (fragment: Fragment, commit: string | undefined) =>
    take(
      values === undefined
        ? detectIn(fragment, rules, now)
        : { candidates: values.placesIn(fragment, rules, now), asksForName: false },
      commit,
    );
  const { prefilter: load } = options;
  // counting lines requires all content
  const sieve = load === undefined || count === true ? undefined : async () => (await load()).sieve;
  for await (const items of values === undefined ? source.items(sieve) : itemsAgain(source, values)) {
    const filter =
      seen.bytes > MIN_PREFILTER_BYTES || items.length > MIN_PREFILTER_ITEMS ? await load?.() : undefined;
    const allRegions = filter?.parts(items)[Symbol.iterator]();
    for (const item of items) {
      const { path, commit } = item;
      const measure = new Measure(count === true);
      seen.commits.add(commit);
      const foundBefore = seen.candidates.length + seen.unscanned.length;
      dependsOnName = false;
      const regions = allRegions?.next().value;
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
      const parts = isEmpty || looked !== undefined ? [] : extractTexts(path, content, item.inside);
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

/** The items that may contain one of the values. */
function itemsAgain(source: Source, values: FoundValues): AsyncIterable<readonly SourceItem[]> {
  return source.itemsAgain?.((bytes) => values.mayBeIn(bytes.toString('latin1'))) ?? source.items();
}

/** A scan that has seen more bytes than this, or gets a batch of more items, uses the prefilter. */
const MIN_PREFILTER_BYTES = 256 * 1024;
const MIN_PREFILTER_ITEMS = 500;

/**
 * True if no candidate region contains a finding. If one does, the whole text is scanned.
 *
 * @param item the item to which the regions belong, whose path may not matter to any rule; without it, any item
 */
export async function hasNoFindings(
  parts: readonly Buffer[],
  { extractTexts, rules, now }: Pick<ScanOptions, 'extractTexts' | 'rules' | 'now'>,
  { mayBeFoundIn }: Pick<Prefilter, 'mayBeFoundIn'>,
  item?: SourceItem,
): Promise<boolean> {
  const { path = '', inside } = item ?? {};
  for (const part of parts)
    for await (const text of extractTexts(path, part, inside)) {
      if ('reason' in text) return false;
      // the name of a member that was unpacked here was not checked
      const isPart = text.inside === inside;
      if (isPart && !mayBeFoundIn(text.text)) continue;
      // the rest of the text is not available here
      const fragment = isPart ? { ...text, matchesInFile: () => true } : text;
      if (mightMatch(fragment, rules, now)) return false;
    }
  return true;
}

/** Unscanned parts without duplicates: several readings of a text may contain the same encoded part. */
function withoutDuplicates(unscanned: Collected['unscanned'], show: (path: string) => string): Unscanned[] {
  const list: Unscanned[] = [];
  const known = new Set<string>();
  /** The number of entries per file and reason; `Infinity` once the file itself is listed. */
  const counts = new Map<string, number>();
  for (const { path, part } of unscanned) {
    const { inside, reason } = part;
    const entry = { path: show(path), ...(inside === undefined ? {} : { inside: show(inside) }), reason };
    const file = [entry.path, reason].join('\0');
    const name = [file, entry.inside ?? ''].join('\0');
    const count = counts.get(file) ?? 0;
    if (known.has(name) || count > MAX_LISTED_MEMBERS) continue;
    known.add(name);
    const isWhole = entry.inside === undefined || count === MAX_LISTED_MEMBERS;
    counts.set(file, isWhole ? Infinity : count + 1);
    list.push(count < MAX_LISTED_MEMBERS ? entry : { path: entry.path, reason });
  }
  return list;
}

/** The largest number of members listed per archive; for more, only the archive is. */
const MAX_LISTED_MEMBERS = 8;

/** The values in the changed files before the change. */
interface PreviousValues {
  /** Values by {@link valueKey}. A moved value is still a finding, but is reported as already committed. */
  readonly values: ReadonlySet<string>;
  /**
   * Values in archives. Archives have no lines that show what is new, so only a value that was not in the archive
   * before is new.
   */
  readonly inArchives: ReadonlySet<string | undefined>;
}

async function previousValues(
  { source, rules, extractTexts, now }: ScanOptions,
  found: readonly Candidate[],
  others?: FoundValues,
): Promise<PreviousValues> {
  const values = new Set<string>();
  const inArchives = new Set<string>();
  const commits = new Set(found.map(({ commit }) => commit));
  for await (const { path, commit, bytes, inside } of source.previousContents?.(commits) ?? []) {
    for await (const part of extractTexts(path, bytes, inside)) {
      if ('reason' in part) continue;
      for (const candidate of [...detect(part, rules, now), ...(others?.placesIn(part, rules, now) ?? [])]) {
        values.add(valueKey(commit, fingerprint(candidate.value)));
        const place = placeInArchive({ ...candidate, commit });
        if (place !== undefined) inArchives.add(place);
      }
    }
  }
  return { values, inArchives };
}

/** The key of a value within an archive, anywhere in it; undefined for a file with lines. */
function placeInArchive({ rule, fragment, start, end, value, commit }: Candidate): string | undefined {
  const span = originalSpan({ fragment, start, end });
  if (span.fragment.inside === undefined) return undefined;
  return [fileKey({ path: fragment.path, commit }), rule.id, value].join('\0');
}

function nameOf({ path }: SourceItem): Fragment {
  return { path, kind: 'name', text: path, line: 1, column: 1 };
}

/** Counts bytes and optionally lines of content as it passes. */
class Measure {
  readonly #countsLines: boolean;
  #lineEnds = 0;
  #isOpen = false;
  bytes = 0;

  constructor(countsLines: boolean) {
    this.#countsLines = countsLines;
  }

  get lines(): number {
    return this.#lineEnds + (this.#isOpen ? 1 : 0);
  }

  of(content: Content): Content {
    if (!Buffer.isBuffer(content)) return this.#parts(content);
    this.#add(content);
    return content;
  }

  async *#parts(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      this.#add(part);
      yield part;
    }
  }

  #add(bytes: Buffer): void {
    this.bytes += bytes.length;
    if (!this.#countsLines || bytes.length === 0) return;
    for (let offset = bytes.indexOf(10); offset !== -1; offset = bytes.indexOf(10, offset + 1))
      this.#lineEnds += 1;
    this.#isOpen = bytes.at(-1) !== 10;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
