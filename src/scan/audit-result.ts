import { credentialsOf } from './credential.ts';
import type { Finding } from './finding.ts';
import type { RuleOff } from './policy-notes.ts';
import type { ExitCode } from './exit-code.ts';
import type { ScanResult } from './scan.ts';

/** A commit, as an audit reports it. */
export interface CommitInfo {
  readonly id: string;
  /** The commit date, ISO 8601. */
  readonly date: string;
  readonly author: string;
}

/** The places of a secret in the history of a repository, as far as this clone knows. */
export interface Whereabouts {
  readonly paths: readonly string[];
  /** The first and last commit that contain it; null if no commit does. */
  readonly first: CommitInfo | null;
  readonly last: CommitInfo | null;
  /** Branches, tags and other refs whose current tree contains it. */
  readonly current: readonly string[];
  /** Branches whose history contains it. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly remotes: readonly string[];
  /** The kind of reference that keeps its objects from being pruned. */
  readonly kept: Kept;
  /** True if a branch of a remote contains it now or did before: others may have a copy. */
  readonly pushed: boolean;
}

/** Refs; without one, a stash, the index or a reflog; `nothing` for unreachable objects that git has not pruned yet. */
export type Kept = 'reference' | 'stash' | 'index' | 'reflog' | 'nothing';

/** A reason why the audit may not have seen everything. */
export const LIMITS = ['shallow', 'partial', 'too-many-paths'] as const;
export type Limit = (typeof LIMITS)[number];

/** A finding of an audit. `commit` is a commit that contains it at its path; null if no commit does. */
export interface LocatedFinding extends Finding {
  /** The git object that contains it. */
  readonly object: string | null;
}

/** One of the parts in which an audit is divided: the `index`th, from 1, of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The number of some objects, and the XOR of their IDs in hexadecimal. */
export interface ObjectsDigest {
  readonly count: number;
  readonly ids: string;
}

/** What a merge must know about a shard. */
export interface ShardRecord extends Shard {
  /** Identifies the rules and decoders. */
  readonly rules: string;
  /** A digest of HEAD and all refs. */
  readonly refs: string;
  /** All objects of the repository. */
  readonly repository: ObjectsDigest;
  /** The objects of this shard. */
  readonly objects: ObjectsDigest;
  /** The IDs of the objects with anything to report, which a merge scans again. */
  readonly suspects: readonly string[];
}

/** The result of an audit. */
export interface AuditResult {
  readonly secrets: readonly Secret[];
  /** The number of objects that were scanned, by this or an earlier audit. */
  readonly objects: number;
  readonly limits: readonly Limit[];
  /** One of the paths that were not scanned because their files have too many paths. */
  readonly crowdedPath?: string | undefined;
  /** The paths of submodules, which are not scanned. */
  readonly submodules: readonly string[];
  /** The rules that are switched off. */
  readonly rulesOff: readonly RuleOff[];
  /** Set if this is one shard of an audit. */
  readonly shard?: ShardRecord | undefined;
  readonly scan: ScanResult;
}

/**
 * Tests whether all secrets are in objects that no commit and no reference holds, so that no push sends them. False if the clone
 * lacks commits, which may hold them.
 */
export function areLeftOver({ secrets, limits }: Pick<AuditResult, 'secrets' | 'limits'>): boolean {
  const isLeftOver = ({ first, kept, pushed }: Secret) =>
    first === null && !pushed && (kept === 'nothing' || kept === 'index');
  return limits.length === 0 && secrets.every(isLeftOver);
}

/** One value with all its findings. */
export interface Secret extends Whereabouts {
  readonly fingerprint: string;
  /** Findings in the first commit come first. */
  readonly findings: readonly [LocatedFinding, ...LocatedFinding[]];
}

/**
 * Groups findings by value, worst first: by severity, then in current files, pushed, reachable, and the rest, then by
 * account.
 */
export function secretsOf(
  findings: readonly LocatedFinding[],
  whereabouts: ReadonlyMap<string, Whereabouts>,
): Secret[] {
  const groups = new Map<string, [LocatedFinding, ...LocatedFinding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.fingerprint);
    if (group === undefined) groups.set(finding.fingerprint, [finding]);
    else group.push(finding);
  }
  const secrets = [...groups].map(([fingerprint, group]) => {
    const where = whereabouts.get(fingerprint) ?? NO_WHEREABOUTS;
    const isFirst = ({ commit }: LocatedFinding) => Number(commit !== null && commit === where.first?.id);
    return { ...where, fingerprint, findings: group.sort((a, b) => isFirst(b) - isFirst(a)) };
  });
  return secrets.sort((a, b) => compare(rankOf(a), rankOf(b)));
}

/** Groups secrets by credential, worst first. */
export function credentialsIn(secrets: readonly Secret[]): [Secret, ...Secret[]][] {
  const groups = credentialsOf(secrets.flatMap(({ findings }) => findings));
  const numbers = new Map(
    groups.flatMap((group, index) => group.map(({ fingerprint }) => [fingerprint, index] as const)),
  );
  const credentials = new Map<number | undefined, [Secret, ...Secret[]]>();
  for (const secret of secrets) {
    const number = numbers.get(secret.fingerprint);
    const known = credentials.get(number);
    if (known === undefined) credentials.set(number, [secret]);
    else known.push(secret);
  }
  return [...credentials.values()];
}

/** The IDs of the objects that contain each value, by fingerprint. In these findings, `commit` is the object ID. */
export function objectsOf(findings: readonly Finding[]): Map<string, Set<string>> {
  const objects = new Map<string, Set<string>>();
  for (const { fingerprint, commit } of findings) {
    const known = objects.get(fingerprint) ?? new Set();
    if (commit !== null) known.add(commit);
    objects.set(fingerprint, known);
  }
  return objects;
}

const NO_WHEREABOUTS: Whereabouts = {
  paths: [],
  first: null,
  last: null,
  current: [],
  branches: [],
  tags: [],
  remotes: [],
  kept: 'nothing',
  pushed: false,
};

const SEVERITIES = ['critical', 'high', 'medium'];

/** The sort key of a secret: smaller is worse. */
function rankOf({ current, pushed, kept, findings: [finding], fingerprint }: Secret): (string | number)[] {
  return [
    SEVERITIES.indexOf(finding.severity),
    current.length > 0 ? 0 : pushed ? 1 : kept === 'reference' ? 2 : 3,
    finding.accountId ?? '~',
    finding.path,
    fingerprint,
  ];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? '';
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/**
 * The exit code of an audit. Without findings, an incomplete audit exits with 2: it cannot prove that there are none.
 */
export function auditExitCode({ secrets, limits, scan }: AuditResult, strict: boolean): ExitCode {
  if (secrets.length > 0) return 1;
  return limits.length > 0 || (strict && scan.scanned.unscanned.length > 0) ? 2 : 0;
}
