import { type Candidate, detect, detectIn, mightMatch } from './detect.ts';
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

/** Texts to scan, and what could not be unfolded, as they come. */
type Unfolded = Iterable<Part> | AsyncIterable<Part>;
type Part = Fragment | Sealed;

/** What was not unfolded. */
interface Sealed extends Omit<Unscanned, 'path'> {
  /** Where it stands, when it is a part of a text. */
  readonly at?: Span | undefined;
}

/** What a scan looks at and how. */
export interface ScanOptions {
  readonly source: Source;
  readonly rules: readonly Rule[];
  /** Bytes to texts; yields a reason for each part that it could not unfold. */
  readonly extractTexts: (path: string, content: Content, inside?: string) => Unfolded;
  /** Worth its price where there is much to scan. */
  readonly narrow?: () => Promise<Prefilter>;
  /** Asked for once, and only when there is something to judge. */
  readonly policy: () => Policy | Promise<Policy>;
  readonly now: Date;
  /** Called for each item when it is done. */
  readonly done?: (item: SourceItem, outcome: Outcome) => void;
  /** Count added lines also where nothing was found, which costs one more run of git. */
  readonly count?: boolean;
}

/** What an item holds: something, nothing under the name that it has, or nothing under any name. */
export type Outcome = 'found' | 'nothing-here' | 'nothing';

/** Tells what has to be looked at, in no more time than it takes to read it. */
export interface Prefilter {
  /** Whether a name may be evidence, or hold a key. */
  pathMayMatter(name: string): boolean;
  /** For each item the parts outside which there is nothing to find; nothing where that cannot be told. */
  parts(items: readonly SourceItem[]): Iterable<readonly Buffer[] | undefined>;
  /** The same of texts that are not items yet. */
  readonly sieve: BatchPrefilter;
  /** Whether any rule may find something in a text in which there is nothing more to unfold, if its name tells nothing. */
  mayBeFoundIn(text: string): boolean;
}

/** The outcome of a scan that could be done. */
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
  /** Credentials whose time has run out: no findings. */
  readonly expired: readonly Finding[];
}

/**
 * Scans a change.
 *
 * @throws AppError when anything could not be read
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
    options.count ? seen.commits : [...seen.candidates, ...seen.sealed].map(({ commit }) => commit),
  );
  const isAsked = found || options.count === true || seen.sealed.some(({ part }) => part.at !== undefined);
  const wanted = options.count === true ? undefined : linesOfAll(seen);
  // asked for at the same time, and first, as it takes longer; who needs it is told of its failure
  const policy = found ? Promise.resolve(options.policy()) : undefined;
  policy?.catch(() => undefined);
  const judging = policy && prepare(options, policy, seen.candidates);
  judging?.catch(() => undefined);
  const added = await (isAsked ? options.source.addedLines?.(commits, wanted) : undefined);
  const lines = (key: string) => (options.source.addedLines === undefined ? 'all' : (added?.get(key) ?? []));
  const touched = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  const verdict = touched.length > 0 ? await (await judging)?.(touched) : undefined;
  const all = verdict && policy && (await withOtherPlaces(options, policy, touched, verdict));
  return {
    source: options.source.kind,
    scanned: {
      files: seen.lineCounts.size,
      addedLines: options.count
        ? sum([...seen.lineCounts].map(([key, n]) => countAdded(lines(key), n)))
        : null,
      bytes: seen.bytes,
      notUnfolded: listed(
        // what stands in a line that was there before is not of this change
        seen.sealed.filter(({ part, commit }) => part.at === undefined || isAdded(part.at, commit, lines)),
        (text) => redactPath(text, options.rules, options.now),
      ),
    },
    ...(all ?? NO_VERDICT),
  };
}

/** The judgement of candidates that touch an added line. */
type Judged = Pick<ScanResult, 'findings' | 'allowed' | 'expired'>;

const NO_VERDICT: Judged = { findings: [], allowed: [], expired: [] };

/** Makes ready what judging takes. Most scans end before, and are spared loading it. */
async function prepare(
  options: ScanOptions,
  policy: Promise<Policy>,
  found: readonly Candidate[],
  values?: FoundValues,
): Promise<(touched: readonly Candidate[]) => Promise<Judged>> {
  const before = await heldBefore(options, found, values);
  return async (touched) => {
    const candidates = touched.filter((candidate) => !before.inArchives.has(placeInArchive(candidate)));
    if (candidates.length === 0) return NO_VERDICT;
    const { judge } = await import('./judge.ts');
    const show = (path: string) => redactPath(values?.redactIn(path) ?? path, options.rules, options.now);
    return judge(candidates, await policy, options.now, show, before.values);
  };
}

/**
 * Looks at the change once more where something was found: every added place at which such a value is again is a finding,
 * whatever its name is. What the allowlist allows is judged at each place by itself.
 */
async function withOtherPlaces(
  options: ScanOptions,
  policy: Promise<Policy>,
  touched: readonly Candidate[],
  verdict: Judged,
): Promise<Judged> {
  if (verdict.findings.length === 0) return verdict;
  const marks = new Set(verdict.findings.map(({ fingerprint: mark }) => mark));
  const { FoundValues: Values } = await import('./found-values.ts');
  const values = new Values(
    touched.filter(({ value, expired }) => !expired && marks.has(fingerprint(value))),
  );
  const seen = await collect(options, values);
  if (seen.candidates.length === 0) return verdict;
  const { addedLines } = options.source;
  const commits = new Set(seen.candidates.map(({ commit }) => commit));
  const added = await options.source.addedLines?.(commits, linesOfAll(seen));
  const lines = (key: string) => (addedLines === undefined ? 'all' : (added?.get(key) ?? []));
  const others = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  if (others.length === 0) return verdict;
  const order = new Map([...seen.commits].map((commit, nth) => [commit, nth]));
  const nthOf = ({ commit }: Candidate) => order.get(commit) ?? -1;
  const all = [...touched, ...others].sort((a, b) => nthOf(a) - nthOf(b));
  return (await prepare(options, policy, all, values))(all);
}

/** Whether a stretch touches an added line. */
function isAdded(stretch: Span, commit: string | undefined, lines: (key: string) => AddedLines): boolean {
  const place = linesOf(stretch, commit);
  return place === undefined || touches(lines(place.key), ...place.range);
}

/** The lines by which it shows whether a stretch is added. A name has none, and those of an archive's members are not the change's. */
function linesOf(stretch: Span, commit: string | undefined): { key: string; range: LineRange } | undefined {
  const span = originalSpan(stretch);
  if (stretch.fragment.kind === 'name' || span.fragment.inside !== undefined) return undefined;
  const first = gitLineAt(span.fragment, span.start);
  const last = gitLineAt(span.fragment, span.end);
  // far below where such a value begins, a patch no longer shows what it is
  const isThin = span.end - span.start < SHORT_LINE * (last - first);
  const key = fileKey({ path: span.fragment.path, commit });
  return { key, range: [first, isThin ? Math.min(last, first + FEW_LINES) : last] };
}

/** All lines by which it shows what of a scan is added. */
function linesOfAll({ candidates, sealed }: Collected): Map<string, LineRange[]> {
  const all = new Map<string, LineRange[]>();
  const places = [
    ...candidates.map((candidate) => linesOf(candidate, candidate.commit)),
    ...sealed.map(({ part, commit }) => part.at && linesOf(part.at, commit)),
  ];
  for (const place of places) {
    if (place === undefined) continue;
    const ranges = all.get(place.key);
    if (ranges === undefined) all.set(place.key, [place.range]);
    else ranges.push(place.range);
  }
  return all;
}

/** Of a value in lines shorter than this on average, in characters, only the first ones tell a change of it. */
const SHORT_LINE = 44;

/** So many; the first look of the hook shows as many more lines than evidence may be away. */
export const FEW_LINES = 10;

interface Collected {
  candidates: Candidate[];
  sealed: { path: string; commit: string | undefined; part: Sealed }[];
  commits: Set<string | undefined>;
  /** Lines of each item, by its place. */
  lineCounts: Map<string, number>;
  bytes: number;
}

/** @param values found before: then these are looked for, and nothing else */
async function collect(options: ScanOptions, values?: FoundValues): Promise<Collected> {
  const { source, rules, extractTexts, now, count } = options;
  const seen: Collected = {
    candidates: [],
    sealed: [],
    commits: new Set(),
    lineCounts: new Map(),
    bytes: 0,
  };
  let isNameAsked = false;
  const add = (fragment: Fragment, commit: string | undefined) => {
    const { candidates, asksForName } =
      values === undefined
        ? detectIn(fragment, rules, now)
        : { candidates: values.placesIn(fragment, rules, now), asksForName: false };
    isNameAsked ||= asksForName;
    for (const candidate of candidates)
      seen.candidates.push(commit === undefined ? candidate : { ...candidate, commit });
  };
  const { narrow: load } = options;
  // who counts lines wants to see them
  const sieve = load === undefined || count === true ? undefined : async () => (await load()).sieve;
  for await (const items of values === undefined ? source.items(sieve) : itemsAgain(source, values)) {
    const narrow = seen.bytes > MUCH || items.length > MANY ? await load?.() : undefined;
    const narrowed = narrow?.parts(items)[Symbol.iterator]();
    for (const item of items) {
      const { path, commit } = item;
      const measure = new Measure(count === true);
      seen.commits.add(commit);
      const known = seen.candidates.length + seen.sealed.length;
      isNameAsked = false;
      const less = narrowed?.next().value;
      if (item.newName && (values !== undefined || narrow?.pathMayMatter(path) !== false))
        add(nameOf(item), commit);
      // most of what is much holds nothing at all, and must not wait
      const isEmpty =
        narrow !== undefined &&
        less !== undefined &&
        (values === undefined
          ? less.length === 0 || (await hasNoFindings(less, options, narrow, item))
          : await values.areNotIn(item, less, extractTexts));
      const content = measure.of(item.bytes);
      for await (const part of isEmpty ? [] : extractTexts(path, content, item.inside)) {
        if ('reason' in part) seen.sealed.push({ path, commit, part });
        else add(part, commit);
      }
      const isFound = seen.candidates.length + seen.sealed.length > known;
      options.done?.(item, isFound ? 'found' : isNameAsked ? 'nothing-here' : 'nothing');
      seen.lineCounts.set(fileKey(item), measure.lines);
      seen.bytes += measure.bytes;
    }
  }
  return seen;
}

/** What may contain one of some values. */
function itemsAgain(source: Source, values: FoundValues): AsyncIterable<readonly SourceItem[]> {
  return source.itemsAgain?.((bytes) => values.mayBeIn(bytes.toString('latin1'))) ?? source.items();
}

/** From so many bytes or names on a scan looks for what is worth being looked at. */
const MUCH = 256 * 1024;
const MANY = 500;

/**
 * Whether there is nothing in parts of a text outside which there is nothing. Whatever stands in them, all of it is scanned.
 *
 * @param item whose text it is, whose name tells nothing by itself; without one it could be any
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
      // a member that was unfolded here has a name that was not asked about
      const isPart = text.inside === inside;
      if (isPart && !mayBeFoundIn(text.text)) continue;
      // what the rest of the text says is not known here
      const fragment = isPart ? { ...text, matchesInFile: () => true } : text;
      if (mightMatch(fragment, rules, now)) return false;
    }
  return true;
}

/** What was not unfolded, each once: what is encoded in a text may come in several of its readings. */
function listed(sealed: Collected['sealed'], show: (path: string) => string): Unscanned[] {
  const list: Unscanned[] = [];
  const known = new Set<string>();
  /** How many of each file and reason are named; where the file itself is, as many as can be. */
  const counts = new Map<string, number>();
  for (const { path, part } of sealed) {
    const { inside, reason } = part;
    const entry = { path: show(path), ...(inside === undefined ? {} : { inside: show(inside) }), reason };
    const file = [entry.path, reason].join('\0');
    const name = [file, entry.inside ?? ''].join('\0');
    const count = counts.get(file) ?? 0;
    if (known.has(name) || count > LISTED) continue;
    known.add(name);
    const isWhole = entry.inside === undefined || count === LISTED;
    counts.set(file, isWhole ? Infinity : count + 1);
    list.push(count < LISTED ? entry : { path: entry.path, reason });
  }
  return list;
}

/** So many members of one archive are named; where there are more, the archive is. */
const LISTED = 8;

/** What the changed files held before. */
interface Before {
  /** Values by {@link valueKey}: a moved one is no news, but must be told apart. */
  readonly values: ReadonlySet<string>;
  /** An archive has no lines that could tell what is new in it: a value is that was not in it before. */
  readonly inArchives: ReadonlySet<string | undefined>;
}

async function heldBefore(
  { source, rules, extractTexts, now }: ScanOptions,
  found: readonly Candidate[],
  others?: FoundValues,
): Promise<Before> {
  const values = new Set<string>();
  const inArchives = new Set<string>();
  const commits = new Set(found.map(({ commit }) => commit));
  for await (const { path, commit, bytes, inside } of source.before?.(commits) ?? []) {
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

/** Names a value in an archive, wherever in it; nothing for one in a file that has lines. */
function placeInArchive({ rule, fragment, start, end, value, commit }: Candidate): string | undefined {
  const span = originalSpan({ fragment, start, end });
  if (span.fragment.inside === undefined) return undefined;
  return [fileKey({ path: fragment.path, commit }), rule.id, value].join('\0');
}

function nameOf({ path }: SourceItem): Fragment {
  return { path, kind: 'name', text: path, line: 1, column: 1 };
}

/** Counts the bytes and, where wanted, the lines of content as it passes. */
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
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.#lineEnds += 1;
    this.#isOpen = bytes.at(-1) !== 10;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
