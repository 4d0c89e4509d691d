import type { Finding } from './finding.ts';
import type { RuleOff } from './policy-notes.ts';
import type { ExitCode } from './exit-code.ts';
import type { ScanResult } from './scan.ts';

/** A commit, as a person looks for it. */
export interface CommitInfo {
  readonly id: string;
  /** When it was made, ISO 8601. */
  readonly date: string;
  readonly author: string;
}

/** Where in a repository's history a secret stands, as far as the repository itself can tell. */
export interface Whereabouts {
  readonly paths: readonly string[];
  /** The first and the last commit that hold it; nothing where none does. */
  readonly first: CommitInfo | null;
  readonly last: CommitInfo | null;
  /** Branches, tags and other references that hold it as they are now. */
  readonly current: readonly string[];
  /** References in whose history it is. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly remotes: readonly string[];
  /** How git still has it. */
  readonly kept: Kept;
  /** A branch of a remote has, or had, it: others may. */
  readonly pushed: boolean;
}

/** By references; else by a stash, by the index, by a reflog; or by nothing, until git cleans up. */
export type Kept = 'reference' | 'stash' | 'index' | 'reflog' | 'nothing';

/** Why an audit may not have seen everything. */
export type Limit = 'shallow' | 'partial' | 'too-many-paths';

/** A finding of an audit. `commit` is one that has it at its place; nothing where no commit does. */
export interface LocatedFinding extends Finding {
  /** The git object that has it. */
  readonly object: string | null;
}

/** The outcome of an audit. */
export interface AuditResult {
  readonly secrets: readonly Secret[];
  /** How many objects were looked at, now or before. */
  readonly objects: number;
  readonly limits: readonly Limit[];
  /** A path that was not looked at, where files have more paths than can be looked at. */
  readonly crowdedPath?: string | undefined;
  /** Where other repositories are mounted, which are not looked into. */
  readonly submodules: readonly string[];
  /** Rules by which nothing was looked for. */
  readonly rulesOff: readonly RuleOff[];
  readonly scan: ScanResult;
}

/** One credential, wherever it was found. */
export interface Secret extends Whereabouts {
  readonly fingerprint: string;
  /** Those in the first commit come first. */
  readonly findings: readonly [LocatedFinding, ...LocatedFinding[]];
}

/** Findings by the value, worst first: what is there now, then what others have, then by severity and account. */
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
    const where = whereabouts.get(fingerprint) ?? NOWHERE;
    const isFirst = ({ commit }: LocatedFinding) => Number(commit !== null && commit === where.first?.id);
    return { ...where, fingerprint, findings: group.sort((a, b) => isFirst(b) - isFirst(a)) };
  });
  return secrets.sort((a, b) => compare(rankOf(a), rankOf(b)));
}

/** Objects in which each value was found, by its fingerprint; `commit` of each finding is the object. */
export function objectsOf(findings: readonly Finding[]): Map<string, Set<string>> {
  const objects = new Map<string, Set<string>>();
  for (const { fingerprint, commit } of findings) {
    const known = objects.get(fingerprint) ?? new Set();
    if (commit !== null) known.add(commit);
    objects.set(fingerprint, known);
  }
  return objects;
}

const NOWHERE: Whereabouts = {
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

/** The less, the worse. */
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
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Where not everything is here, that nothing was found does not say that there is nothing. */
export function auditExitCode({ secrets, limits, scan }: AuditResult, strict: boolean): ExitCode {
  if (secrets.length > 0) return 1;
  return limits.length > 0 || (strict && scan.scanned.notUnfolded.length > 0) ? 2 : 0;
}
