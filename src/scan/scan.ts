import type { Candidate } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint } from '../shared/fingerprint.ts';
import type { FoundValues } from './found-values.ts';
import { isAdded, linesOfAll } from './added-lines.ts';
import { collect } from './collect.ts';
import type { Policy } from '../policy/policy.ts';
import { placeInArchive, previousValues } from './previous-values.ts';
import { countAdded } from '../shared/line-ranges.ts';
import { redactPath } from './redact-path.ts';
import type { ScanOptions } from './scan-options.ts';
import type { Unscanned } from '../decode/content.ts';
import type { SourceKind } from './source.ts';
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
      unscanned: withoutDuplicates(
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
type Judged = Pick<ScanResult, 'findings' | 'allowed' | 'expired' | 'impossible'>;

const NO_VERDICT: Judged = { findings: [], allowed: [], expired: [], impossible: [] };

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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
