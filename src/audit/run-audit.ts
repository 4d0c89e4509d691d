import {
  type AuditResult,
  type CommitInfo,
  type Limit,
  type LocatedFinding,
  objectsOf,
  secretsOf,
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
import type { CleanObjects } from './clean-cache.ts';
import { narrow } from '../scan/load-prefilter.ts';
import { RegionLook } from './region-look.ts';
import { HistorySearch } from './search-threads.ts';

/** How an audit is going. */
export interface Progress {
  /** Told now and then how many objects are done. */
  report(done: number, all: number): void;
  /** Told when nothing is lost any more if the program is ended. */
  saved(): void;
  /** Once it is aborted, what is known so far is kept, and the audit ends. */
  readonly signal: AbortSignal;
}

/** Looks through everything that git has, and tells where what it found is. */
export async function auditRepository(
  git: GitClient,
  policy: Policy,
  now: Date,
  clean: CleanObjects,
  progress: Progress,
): Promise<AuditResult> {
  const { source, result } = await sweep(git, policy, now, clean, progress);
  return located(git, source, { scan: result, rulesOff: rulesOff(policy.settings) });
}

/** Everything that git has, looked through. */
interface Sweep {
  readonly source: HistorySource;
  readonly result: ScanResult;
  /** The numbers of the objects that hold anything, also what is allowed, or may under another name. */
  readonly full: ReadonlySet<number>;
}

/** Looks through everything that git has. Objects in which an earlier audit found nothing are passed over. */
export async function sweep(
  git: GitClient,
  policy: Policy,
  now: Date,
  clean: CleanObjects,
  progress: Progress,
): Promise<Sweep> {
  const search = new HistorySearch(git, {
    now,
    usesThreads: !clean.isComplete,
    proved: (objects) => {
      for (const object of objects) clean.add(object);
    },
    report: progress.report,
    stopped: progress.signal,
  });
  const regions = new RegionLook(rules, now);
  const full = new Set<number>();
  const unsure = new Set<number>();
  let done = 0;
  let result: ScanResult;
  let source: HistorySource;
  try {
    source = await HistorySource.open(git, {
      clean,
      search,
      areTelling: async (paths) => (await narrow()).sieve.ofNames(paths),
    });
    done = source.size - source.left;
    result = await scan({
      source,
      rules,
      unfold: extractTexts,
      prefilter: narrow,
      look: (item, values) => regions.look(item, values),
      policy: () => policy,
      now,
      done: ({ commit = '' }, outcome) => {
        const object = source.numberOf(commit);
        if (outcome === 'found') full.add(object);
        // a file comes under each of its names
        if (object === -1) return;
        if (outcome === 'nothing-here') unsure.add(object);
        if (full.has(object) || unsure.has(object)) clean.delete(object);
        else clean.add(object);
        done += 1;
        if (done % REPORTED === 0) progress.report(Math.min(done, source.size), source.size);
        progress.signal.throwIfAborted();
      },
    });
    if (full.size === 0 && !source.isMissing && source.crowdedPath === undefined) clean.complete(unsure);
  } finally {
    search.end();
    await clean.save();
  }
  progress.saved();
  return { source, result, full: new Set([...full, ...unsure]) };
}

/** The findings, with the commits and references that have them. */
async function located(
  git: GitClient,
  source: HistorySource,
  { scan: result, rulesOff: off }: Pick<AuditResult, 'scan' | 'rulesOff'>,
): Promise<AuditResult> {
  const { redactPath: show } = result;
  const objects = objectsOf(result.findings);
  const allowed = new Set(result.allowed.flatMap(({ commit }) => commit ?? []));
  const paths = source.pathsOf(new Set([...objects.values(), allowed].flatMap((each) => [...each])));
  const secrets = allowed.size === 0 ? objects : new Map([...objects, [ALLOWED, allowed]]);
  const [{ whereabouts, commits }, limits] = await Promise.all([
    locate(git, secrets, paths),
    limitsOf(git, source),
  ]);
  const shown = new Map([...whereabouts].map(([mark, where]) => [mark, redacted(where, show)]));
  const byShownPath = new Map(
    [...commits].map(([object, each]) => [
      object,
      new Map([...each].map(([path, commit]) => [show(path), commit])),
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

/** Takes the place of a fingerprint for all objects that hold an allowed value. */
const ALLOWED = 'allowed';

/** Objects between two reports. */
const REPORTED = 500;

/** Names of files and branches are written by people, and may hold what was found. */
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

/** Why there may be more than what is here. */
async function limitsOf(git: GitClient, { isPartial, crowdedPath }: HistorySource): Promise<Limit[]> {
  const { isShallow } = await storageOf(git);
  const all = { shallow: isShallow, partial: isPartial, 'too-many-paths': crowdedPath !== undefined };
  return (Object.keys(all) as Limit[]).filter((limit) => all[limit]);
}
