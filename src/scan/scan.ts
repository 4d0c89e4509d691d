import type { Candidate } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import type { Judgment } from './judge.ts';
import { fingerprint } from '../shared/fingerprint.ts';
import type { FoundValues } from './found-values.ts';
import { isAdded, linesOfAll, lookupIn } from './added-lines.ts';
import { collect } from './collect.ts';
import type { Policy } from '../policy/policy.ts';
import { placeInArchive, type PreviousValues, previousValues } from './previous-values.ts';
import { countAdded } from '../shared/line-ranges.ts';
import { oncePerText } from '../shared/once.ts';
import { redactPath } from './redact-path.ts';
import type { ScanOptions } from './scan-options.ts';
import type { Unscanned } from '../decode/content.ts';
import type { AddedLinesByFile, ChangeContext, ChangeQuery, Commits, Source, SourceKind } from './source.ts';
import { withoutDuplicates } from './unscanned.ts';

/** The result of a completed scan. */
export interface ScanResult {
  readonly source: SourceKind;
  readonly scanned: {
    readonly files: number;
    readonly addedLines: number | null;
    readonly bytes: number;
    readonly unscanned: readonly Unscanned[];
  };
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
  /** Credentials that have expired; they are not findings. */
  readonly expired: readonly Finding[];
  /** Words that look like access key IDs, but that AWS cannot have issued; they are not findings. */
  readonly impossible: readonly Finding[];
  /** The policy, if it was needed. */
  readonly policy?: Policy | undefined;
  /** Returns a path as it may be printed: credentials in it, and values that this scan found elsewhere, are redacted. */
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
  const { source, count } = options;
  const seen = await collect(options);
  const isFound = seen.candidates.length > 0;
  const placed = [...seen.candidates, ...seen.unscanned.filter(({ part }) => part.at !== undefined)];
  const context =
    placed.length > 0 || count === true
      ? askAbout(source, { commits: commitsOf(placed), lines: count ? 'all' : linesOfAll(seen) })
      : undefined;
  const change = isFound && context !== undefined ? knownOf(context, options) : undefined;
  // what the files held before matters only for candidates in added lines
  change?.catch(() => undefined);
  const [addedLines, policy] = await Promise.all([
    context?.addedLines ?? NO_LINES,
    // closing the source would interrupt it, and the report may need it
    isFound ? context?.policy : context?.policy.catch(() => undefined),
  ]);
  const lines = lookupIn(addedLines);
  const touched = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  const first =
    change === undefined || touched.length === 0 ? NO_VERDICT : await judged(options, touched, await change);
  const values = await valuesOf(touched, first);
  const verdict = values === undefined ? first : await withOtherPlaces(options, touched, first, values);
  const show = redactorOf(options, values);
  return {
    source: source.kind,
    scanned: {
      files: seen.lineCounts.size,
      addedLines: count ? sum([...seen.lineCounts].map(([key, n]) => countAdded(lines(key), n))) : null,
      bytes: seen.bytes,
      unscanned: withoutDuplicates(
        // an unscanned part in an old line does not belong to this change
        seen.unscanned.filter(({ part, commit }) => part.at === undefined || isAdded(part.at, commit, lines)),
        show,
      ),
    },
    ...verdict,
    policy: isFound ? policy : undefined,
    redactPath: show,
  };
}

const NO_VERDICT: Judgment = { findings: [], allowed: [], expired: [], impossible: [] };

const NO_LINES: AddedLinesByFile = new Map();

function commitsOf(places: readonly { readonly commit?: string | undefined }[]): Commits {
  return new Set(places.map(({ commit }) => commit));
}

function askAbout(source: Source, query: ChangeQuery): ChangeContext {
  const context = source.context(query);
  // a failure matters only to those who wait for the answer
  for (const answer of [context.policy, context.addedLines]) answer.catch(() => undefined);
  return context;
}

/** What is known about the change before its candidates are judged. */
interface ChangeFacts {
  readonly policy: Policy;
  readonly previous: PreviousValues;
}

async function knownOf(
  { policy, previousContents }: ChangeContext,
  options: ScanOptions,
  values?: FoundValues,
): Promise<ChangeFacts> {
  const [known, previous] = await Promise.all([policy, previousValues(options, previousContents, values)]);
  return { policy: known, previous };
}

async function judged(
  options: ScanOptions,
  touched: readonly Candidate[],
  { policy, previous }: ChangeFacts,
  values?: FoundValues,
): Promise<Judgment> {
  const candidates = touched.filter((candidate) => !previous.inArchives.has(placeInArchive(candidate)));
  if (candidates.length === 0) return NO_VERDICT;
  // loaded late, because most scans find nothing
  const { judge } = await import('./judge.ts');
  return judge(candidates, policy, options.now, redactorOf(options, values), previous.values);
}

/** Returns a function that redacts credentials in a path, and the values that were found. A history has many findings in one file. */
function redactorOf({ rules, now }: ScanOptions, values?: FoundValues): (path: string) => string {
  return oncePerText((path) => redactPath(values?.redactIn(path) ?? path, rules, now));
}

/** The values that were found, except those that are allowed or have run out. */
async function valuesOf(
  touched: readonly Candidate[],
  { findings }: Judgment,
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
  touched: readonly Candidate[],
  verdict: Judgment,
  values: FoundValues,
): Promise<Judgment> {
  const seen = await collect(options, values);
  if (seen.candidates.length === 0) return verdict;
  const context = askAbout(options.source, {
    commits: commitsOf([...touched, ...seen.candidates]),
    lines: linesOfAll(seen),
  });
  const lines = lookupIn(await context.addedLines);
  const others = seen.candidates.filter((candidate) => isAdded(candidate, candidate.commit, lines));
  if (others.length === 0) return verdict;
  const order = new Map([...seen.commits].map((commit, index) => [commit, index]));
  const positionOf = ({ commit }: Candidate) => order.get(commit) ?? -1;
  const all = [...touched, ...others].sort((a, b) => positionOf(a) - positionOf(b));
  return judged(options, all, await knownOf(context, options, values), values);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
