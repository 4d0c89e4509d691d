import type { Finding } from './finding.ts';
import type { RuleId } from '../rules/rule.ts';
import { EVIDENCE_LINES } from '../shared/fragment.ts';

/** The part of a credential that a value is. A credential has at most one of each. */
type Part = 'id' | 'secret' | 'token';

const PARTS: Readonly<Partial<Record<RuleId, Part>>> = {
  'aws-access-key-id': 'id',
  'aws-temporary-access-key-id': 'id',
  'aws-secret-access-key': 'secret',
  // derived from a secret access key; its user name is the access key ID
  'aws-ses-smtp-password': 'secret',
  'aws-session-token': 'token',
};

/**
 * Groups findings by credential: an access key ID, its secret access key and its session token are one credential if they are
 * in one file within the evidence distance, nearest first. All places of one value belong to the same credential.
 *
 * @returns the credentials and the values of each, in the order of the findings
 */
export function credentialsOf<T extends Finding>(findings: readonly T[]): [T, ...T[]][] {
  const groups = new Groups(findings);
  for (const [a, b] of neighbours(findings)) groups.pair(a, b);
  const byValue = new Map<string, T>();
  for (const finding of findings) {
    const other = byValue.get(finding.fingerprint);
    if (other === undefined) byValue.set(finding.fingerprint, finding);
    else groups.join(other, finding);
  }
  return groups.all();
}

/** Numbers credentials from 1, in the order of the findings. */
export function credentialNumbers<T extends Finding>(findings: readonly T[]): Map<T, number> {
  return new Map(
    credentialsOf(findings).flatMap((values, index) => values.map((value) => [value, index + 1] as const)),
  );
}

/** Disjoint sets of findings. */
class Groups<T extends Finding> {
  readonly #members = new Map<T, T[]>();

  constructor(findings: readonly T[]) {
    for (const finding of findings) this.#members.set(finding, [finding]);
  }

  /** Joins the groups of two findings, unless both have the same part of a credential. */
  pair(a: T, b: T): void {
    const parts = [...this.#groupOf(a), ...this.#groupOf(b)].map(({ ruleId }) => PARTS[ruleId]);
    if (new Set(parts).size === parts.length) this.join(a, b);
  }

  join(a: T, b: T): void {
    const [large, small] = [this.#groupOf(a), this.#groupOf(b)].sort((x, y) => y.length - x.length);
    if (large === undefined || small === undefined || large === small) return;
    for (const member of small) {
      large.push(member);
      this.#members.set(member, large);
    }
  }

  all(): [T, ...T[]][] {
    const order = new Map([...this.#members.keys()].map((finding, index) => [finding, index]));
    const groups = new Set(this.#members.values());
    return Array.from(
      groups,
      (group) => group.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)) as [T, ...T[]],
    );
  }

  #groupOf(finding: T): T[] {
    return this.#members.get(finding) ?? [];
  }
}

/** How many values after a value may belong to the same credential. It keeps the time linear in files full of values. */
const NEIGHBOURS = 6;

/** Pairs of different parts that may belong together, nearest first. */
function neighbours<T extends Finding>(findings: readonly T[]): [T, T][] {
  const pairs: { pair: [T, T]; distance: number }[] = [];
  for (const file of filesOf(findings))
    for (const [index, a] of file.entries())
      for (const b of file.slice(index + 1, index + 1 + NEIGHBOURS)) {
        if (b.line - a.line > EVIDENCE_LINES) break;
        if (PARTS[a.ruleId] !== PARTS[b.ruleId]) pairs.push({ pair: [a, b], distance: distanceOf(a, b) });
      }
  return pairs.sort((a, b) => a.distance - b.distance).map(({ pair }) => pair);
}

/** The parts of credentials in each file, in the order of their places. */
function filesOf<T extends Finding>(findings: readonly T[]): Iterable<T[]> {
  const files = new Map<string, T[]>();
  for (const finding of findings) {
    if (PARTS[finding.ruleId] === undefined) continue;
    const file = [finding.commit, finding.path, finding.inside, finding.inName].join('\0');
    const known = files.get(file);
    if (known === undefined) files.set(file, [finding]);
    else known.push(finding);
  }
  for (const file of files.values()) file.sort((a, b) => a.line - b.line || a.column - b.column);
  return files.values();
}

/** Lines; between values on one line, a fraction of a line. */
function distanceOf(a: Finding, b: Finding): number {
  const lines = b.line - a.line;
  return lines === 0 ? (b.column - a.column) / 2 ** 32 : lines;
}
