import { type CommitInfo, credentialsIn, type Kept, type Secret, type Whereabouts } from './audit-result.ts';

/** A credential in a history: one value, or an access key ID with its secret access key and session token. */
export interface AuditedCredential extends Whereabouts {
  /** An access key ID is the first. */
  readonly values: readonly [Secret, ...Secret[]];
}

/** Groups values by credential, in the order in which to deal with them: what others may use now comes first. */
export function auditedCredentials(secrets: readonly Secret[]): AuditedCredential[] {
  const credentials = credentialsIn(secrets).map((values) => {
    const ordered = values.toSorted((a, b) => Number(isKeyId(b)) - Number(isKeyId(a)));
    return { ...allPlacesOf(ordered), values: ordered as [Secret, ...Secret[]] };
  });
  return credentials.sort((a, b) => urgencyOf(a) - urgencyOf(b));
}

function isKeyId({ findings: [{ ruleId }] }: Secret): boolean {
  return ruleId.endsWith('key-id');
}

/** Returns a small number for what must be dealt with first: pushed, severe, still in a file. */
function urgencyOf({ values, pushed, current, kept }: AuditedCredential): number {
  const isBait = values.some(({ findings: [{ canary }] }) => canary);
  const severity = Math.min(...values.map(({ findings: [finding] }) => SEVERITIES.indexOf(finding.severity)));
  const place = current.length > 0 ? 0 : kept === 'reference' ? 1 : 2;
  return [Number(isBait), Number(!pushed), severity, place].reduce((sum, part) => sum * 4 + part, 0);
}

const SEVERITIES = ['critical', 'high', 'medium'];

/** Returns the places of all values together. */
function allPlacesOf(secrets: readonly Secret[]): Whereabouts {
  const all = (names: (secret: Secret) => readonly string[]) => [...new Set(secrets.flatMap(names))];
  const byDate = (commits: readonly (CommitInfo | null)[]) =>
    commits.filter((commit) => commit !== null).sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  return {
    paths: all(({ paths }) => paths),
    first: byDate(secrets.map(({ first }) => first))[0] ?? null,
    last: byDate(secrets.map(({ last }) => last)).at(-1) ?? null,
    current: all(({ current }) => current),
    branches: all(({ branches }) => branches),
    tags: all(({ tags }) => tags),
    remotes: all(({ remotes }) => remotes),
    kept: KEPT.find((kept) => secrets.some((secret) => secret.kept === kept)) ?? 'nothing',
    pushed: secrets.some(({ pushed }) => pushed),
  };
}

/** From the most to the least lasting. */
const KEPT: readonly Kept[] = ['reference', 'stash', 'index', 'reflog', 'nothing'];
