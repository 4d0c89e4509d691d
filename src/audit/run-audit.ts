import { AppError } from '../shared/errors.ts';
import {
  type AuditResult,
  type CommitInfo,
  type Limit,
  LIMITS,
  type LocatedFinding,
  objectsOf,
  secretsOf,
  type Shard,
  type ShardRecord,
  type Whereabouts,
} from '../scan/audit-result.ts';
import type { Finding } from '../scan/finding.ts';
import type { Policy } from '../policy/policy.ts';
import { rulesOff } from '../scan/policy-notes.ts';
import { rules } from '../rules/index.ts';
import { scan, type ScanResult } from '../scan/scan.ts';
import { redactText } from '../rules/redact-text.ts';
import type { GitClient } from '../git/git.ts';
import { HistorySource } from './history.ts';
import { storageOf } from '../git/repository.ts';
import { locate } from './locate.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import type { CleanRecord } from './clean-cache.ts';
import { MergedShards } from './merged-shards.ts';
import { digestOfRefs } from './shards.ts';
import { loadPrefilter } from '../scan/load-prefilter.ts';
import { RegionLook } from './region-look.ts';
import { HistorySearch } from './search-threads.ts';

/** Receives the progress of an audit, and can stop it. */
export interface Progress {
  /** Called now and then with the number of scanned objects. */
  report(done: number, all: number): void;
  /** Called when all results are saved, so that ending the program loses nothing. */
  saved(): void;
  /** Stops the audit when aborted. The results so far are kept. */
  readonly signal: AbortSignal;
}

/** How an audit is run. */
export interface AuditOptions {
  readonly policy: Policy;
  readonly now: Date;
  readonly clean: CleanRecord;
  readonly progress: Progress;
  /** The shard to scan; all objects without it. */
  readonly shard?: Shard | undefined;
}

/** Scans all objects of a repository and locates the findings in its history. */
export async function auditRepository(git: GitClient, options: AuditOptions): Promise<AuditResult> {
  const { source, result } = await scanHistory(git, options);
  return located(git, source, { scan: result, rulesOff: rulesOff(options.policy.settings) });
}

/**
 * Scans one shard of the objects of a repository. Its findings are located in the whole history.
 *
 * @param rulesVersion identifies the rules and decoders
 */
export async function auditShard(
  git: GitClient,
  shard: Shard,
  rulesVersion: string,
  options: AuditOptions,
): Promise<AuditResult> {
  const refs = await digestOfRefs(git);
  const { source, result, suspects } = await scanHistory(git, { ...options, shard });
  const whole = await located(git, source, { scan: result, rulesOff: rulesOff(options.policy.settings) });
  return {
    ...whole,
    shard: { ...shard, rules: rulesVersion, refs, ...source.digests(), suspects: suspects.toSorted() },
  };
}

/** The report of a shard, as far as a merge needs it. */
export interface ShardReport {
  /** The name of its file. */
  readonly name: string;
  readonly shard: ShardRecord;
  readonly limits: readonly Limit[];
  readonly files: number;
  readonly bytes: number;
  readonly fingerprints: readonly string[];
}

/**
 * Makes one audit of the reports of all its shards: scans what they found again, and believes that there is nothing in the
 * other objects.
 *
 * @throws AppError if the reports are not of all objects of this repository
 */
export async function mergeShards(
  git: GitClient,
  reports: readonly ShardReport[],
  options: Omit<AuditOptions, 'clean' | 'shard'>,
): Promise<AuditResult> {
  const refs = await digestOfRefs(git);
  if (!reports.every(({ shard }) => shard.refs === refs)) throw new AppError('merge-other-commits', {});
  const clean = new MergedShards(reports.map(({ shard }) => shard));
  const result = await auditRepository(git, { ...options, clean });
  const { findings, allowed, expired, scanned } = result.scan;
  const known = new Set([...findings, ...allowed, ...expired].map(({ fingerprint }) => fingerprint));
  const incomplete = reports.find(({ fingerprints }) => !fingerprints.every((print) => known.has(print)));
  // an LFS object that this clone does not have
  if (incomplete !== undefined) throw new AppError('merge-lost', { path: incomplete.name });
  const sum = (count: (report: ShardReport) => number) =>
    reports.reduce((all, report) => all + count(report), 0);
  return {
    ...result,
    limits: LIMITS.filter((limit) => [result, ...reports].some(({ limits }) => limits.includes(limit))),
    scan: {
      ...result.scan,
      scanned: { ...scanned, files: sum(({ files }) => files), bytes: sum(({ bytes }) => bytes) },
    },
  };
}

/** The result of scanning all objects of a repository. */
interface HistoryScan {
  readonly source: HistorySource;
  readonly result: ScanResult;
  /** The IDs of the objects with findings, including allowed ones and possible ones under another path. */
  readonly suspects: readonly string[];
}

/** Scans all objects of a repository, except those in which an earlier audit found nothing. */
export async function scanHistory(
  git: GitClient,
  { policy, now, clean, progress, shard }: AuditOptions,
): Promise<HistoryScan> {
  const search = new HistorySearch(git, {
    now,
    usesThreads: !clean.isComplete,
    foundClean: (objects) => {
      for (const object of objects) clean.add(object);
    },
    report: progress.report,
    stopped: progress.signal,
  });
  const regions = new RegionLook(rules, now);
  const found = new Set<number>();
  const unsure = new Set<number>();
  let done = 0;
  let result: ScanResult;
  let source: HistorySource;
  try {
    source = await HistorySource.open(git, {
      clean,
      policy,
      search,
      shard,
      pathsMayMatter: async (paths) => (await loadPrefilter()).batch.ofNames(paths),
    });
    done = source.size - source.left;
    result = await scan({
      source,
      rules,
      unfold: extractTexts,
      prefilter: loadPrefilter,
      look: (item, values) => regions.look(item, values),
      now,
      done: ({ commit = '' }, outcome) => {
        const object = source.numberOf(commit);
        if (outcome === 'found') found.add(object);
        // a file is scanned under each of its paths that matter
        if (object === -1) return;
        if (outcome === 'nothing-here') unsure.add(object);
        if (found.has(object) || unsure.has(object)) clean.delete(object);
        // the name of a ref is scanned in another shard than its commit
        else if (source.scans(object)) clean.add(object);
        done += 1;
        if (done % OBJECTS_PER_REPORT === 0) progress.report(Math.min(done, source.size), source.size);
        progress.signal.throwIfAborted();
      },
    });
    if (shard === undefined && found.size === 0 && !source.isMissing && source.crowdedPath === undefined)
      clean.complete(unsure);
  } finally {
    search.end();
    await clean.save();
  }
  progress.saved();
  const numbers = [...new Set([...found, ...unsure])].filter((number) => number !== -1);
  return { source, result, suspects: numbers.map((number) => source.idOf(number)) };
}

/** Returns the findings, with the commits and refs that contain them. */
async function located(
  git: GitClient,
  source: HistorySource,
  { scan: result, rulesOff: off }: Pick<AuditResult, 'scan' | 'rulesOff'>,
): Promise<AuditResult> {
  const { redactPath: show } = result;
  const objects = objectsOf(result.findings);
  const allowed = new Set(result.allowed.flatMap(({ commit }) => commit ?? []));
  const paths = source.pathsOf(new Set([...objects.values(), allowed].flatMap((ids) => [...ids])));
  const secrets = allowed.size === 0 ? objects : new Map([...objects, [ALLOWED, allowed]]);
  const [{ whereabouts, commits }, limits] = await Promise.all([
    locate(git, secrets, paths),
    limitsOf(git, source),
  ]);
  const shown = new Map([...whereabouts].map(([fingerprint, where]) => [fingerprint, redacted(where, show)]));
  const byShownPath = new Map(
    [...commits].map(([object, byPath]) => [
      object,
      new Map([...byPath].map(([path, commit]) => [show(path), commit])),
    ]),
  );
  const withCommit = <T extends Finding>(finding: T): T & LocatedFinding => ({
    ...finding,
    object: finding.commit,
    commit: byShownPath.get(finding.commit ?? '')?.get(finding.path) ?? null,
  });
  return {
    secrets: secretsOf(result.findings.map(withCommit), shown),
    objects: source.size,
    limits,
    crowdedPath: source.crowdedPath && show(source.crowdedPath),
    submodules: source.submodules.map(show),
    rulesOff: off,
    scan: { ...result, allowed: result.allowed.map(withCommit) },
  };
}

/** Used in place of a fingerprint for all objects with an allowed value. */
const ALLOWED = 'allowed';

const OBJECTS_PER_REPORT = 500;

/** Returns a location with redacted paths, refs and authors, which may contain the value. */
function redacted(where: Whereabouts, show: (name: string) => string): Whereabouts {
  const { paths, current, branches, tags, remotes, first, last } = where;
  const showAuthor = (commit: CommitInfo | null) =>
    commit && { ...commit, author: redactText(show(commit.author)) };
  return {
    ...where,
    paths: paths.map(show),
    current: current.map(show),
    branches: branches.map(show),
    tags: tags.map(show),
    remotes: remotes.map(show),
    first: showAuthor(first),
    last: showAuthor(last),
  };
}

/** Returns the reasons why the history may contain more than this clone. */
async function limitsOf(git: GitClient, { isPartial, crowdedPath }: HistorySource): Promise<Limit[]> {
  const { isShallow } = await storageOf(git);
  const all = { shallow: isShallow, partial: isPartial, 'too-many-paths': crowdedPath !== undefined };
  return LIMITS.filter((limit) => all[limit]);
}
