import { type Allowlist, inlinePermission, permissionFor } from './allowlist.ts';
import type { Candidate } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { lineTextAt, positionAt } from './fragment.ts';
import { redact } from './redact.ts';
import type { Settings } from './settings.ts';

/** What a repository allows and decides. */
export interface Policy {
  readonly allowlist: Allowlist;
  readonly settings: Settings;
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
}

/**
 * Turns candidates into findings. The raw values end here: what comes out holds position, fingerprint and a redacted
 * preview.
 *
 * @param showPath how a path may be printed
 * @param committed fingerprints of the values that the changed files held before
 */
export function judge(
  candidates: readonly Candidate[],
  policy: Policy,
  now: Date,
  showPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Judged {
  const findings: Finding[] = [];
  const allowed: AllowedFinding[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    if (policy.settings.rules[candidate.rule.id]?.off) continue;
    const finding = describe(candidate, showPath, committed);
    // windows overlap, so a value may come twice
    const place = [
      candidate.fragment.path,
      finding.inName,
      finding.line,
      finding.column,
      finding.ruleId,
    ].join('\0');
    if (seen.has(place)) continue;
    seen.add(place);
    const subject = {
      ruleId: finding.ruleId,
      path: candidate.fragment.path,
      fingerprint: finding.fingerprint,
    };
    const inline = policy.settings.inlineAllow
      ? inlinePermission(lineTextAt(candidate.fragment, candidate.start), candidate.value)
      : undefined;
    const listed = permissionFor(policy.allowlist, subject, now);
    if (inline !== undefined) allowed.push({ ...finding, allowedBy: inline });
    else if (listed === undefined) findings.push(finding);
    else if (listed.expired) findings.push({ ...finding, expired: listed.permission });
    else allowed.push({ ...finding, allowedBy: listed.permission });
  }
  return { findings: findings.sort(byPlace), allowed: allowed.sort(byPlace) };
}

function describe(
  { rule, fragment, start, value }: Candidate,
  showPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Finding {
  const inName = fragment.kind === 'name';
  const from = inName ? { line: 1, column: start + 1 } : positionAt(fragment, start);
  const to = inName ? { column: from.column + value.length } : positionAt(fragment, start + value.length);
  const mark = fingerprint(value);
  return {
    ruleId: rule.id,
    severity: rule.severity,
    path: showPath(fragment.path),
    line: from.line,
    column: from.column,
    endColumn: to.column,
    preview: redact(value, rule.shows),
    fingerprint: mark,
    accountId: rule.accountId?.(value) ?? null,
    commit: null,
    inName,
    alreadyCommitted: committed.has(mark),
  };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
