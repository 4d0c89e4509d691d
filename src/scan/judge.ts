import type { Policy } from '../policy/policy.ts';
import { hasGlobs, inlinePermission, type Matches, permissionFor } from '../policy/allowlist.ts';
import { isCanaryAccount } from '../rules/values/canary.ts';
import type { Candidate } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint, valueKey } from '../shared/fingerprint.ts';
import { offsetsInArchives, originalSpan, positionAt, gitLineAt } from '../shared/fragment.ts';
import { redact } from '../rules/redact.ts';
import type { Severity } from '../rules/rule.ts';
import type { Settings } from '../policy/settings.ts';

interface Judged {
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
  /** Credentials whose time has run out. */
  readonly expired: readonly Finding[];
}

/**
 * Turns candidates into findings. The raw values end here: what comes out holds position, fingerprint and a redacted
 * preview.
 *
 * @param candidates in the order in which their fragments came
 * @param redactPath how a path may be printed
 * @param committed values that the changed files held before, by {@link valueKey}
 */
export async function judge(
  candidates: readonly Candidate[],
  policy: Policy,
  now: Date,
  redactPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Promise<Judged> {
  const matches = hasGlobs(policy.allowlist) ? (await import('../policy/glob.ts')).matchesGlob : () => false;
  const findings: Finding[] = [];
  const allowed: AllowedFinding[] = [];
  const expired: Finding[] = [];
  const seen = new Set<string>();
  const described = candidates
    .filter(({ rule }) => policy.settings.rules[rule.id]?.off !== true)
    .map((candidate) => ({
      candidate,
      finding: describe(candidate, policy.settings, redactPath, committed),
    }));
  for (const { candidate, finding } of mostDecoded(described)) {
    if (isRepeated(candidate, finding, seen)) continue;
    if (candidate.expired) expired.push(finding);
    else {
      const verdict = permit(candidate, finding, policy, now, matches);
      if (verdict === undefined) findings.push(finding);
      else if (verdict.expired) findings.push({ ...finding, expired: verdict.permission });
      else allowed.push({ ...finding, allowedBy: verdict.permission });
    }
  }
  const order = new Map(
    [...new Set(candidates.map(({ commit }) => commit ?? null))].map((id, at) => [id, at]),
  );
  for (const list of [findings, allowed, expired])
    list.sort((a, b) => (order.get(a.commit) ?? 0) - (order.get(b.commit) ?? 0) || byPlace(a, b));
  return { findings, allowed, expired };
}

function permit(
  { fragment, start, end }: Candidate,
  { ruleId, fingerprint: mark }: Finding,
  { allowlist, settings }: Policy,
  now: Date,
  matches: Matches,
): ReturnType<typeof permissionFor> {
  if (settings.inlineAllow) {
    const span = originalSpan({ fragment, start, end });
    const inline = inlinePermission(span.fragment, span.start, mark);
    if (inline !== undefined) return { permission: inline, expired: false };
  }
  return permissionFor(allowlist, { ruleId, path: fragment.path, fingerprint: mark }, now, matches);
}

interface Described {
  readonly candidate: Candidate;
  readonly finding: Finding;
}

/** Of values at one place, the one that was decoded furthest: an encoded text may hold a part of it that looks whole. */
function mostDecoded(described: readonly Described[]): Iterable<Described> {
  const places = new Map<string, Described>();
  for (const each of described) {
    const { ruleId, line, column, inName, commit } = each.finding;
    const { path, inside, alternateReading: again } = each.candidate.fragment;
    const offsets = offsetsInArchives(each.candidate);
    const place = [commit, path, inside, inName, ruleId, line, column, ...offsets].join('\0');
    if (again === undefined || !places.has(place)) places.set(place, each);
  }
  return places.values();
}

/** Windows overlap, and one content comes in several forms, so a value may come more than once. */
function isRepeated({ fragment, start, end }: Candidate, finding: Finding, seen: Set<string>): boolean {
  const { ruleId, line, column, inName, commit, fingerprint: mark } = finding;
  const span = originalSpan({ fragment, start, end });
  const file = [commit, fragment.path, inName, ruleId].join('\0');
  const marks = {
    file: [file, mark].join('\0'),
    // in wide characters an editor may count other lines than in bytes
    line: [file, fragment.inside, gitLineAt(span.fragment, span.start), mark].join('\0'),
    place: [file, fragment.inside, line, column, ...offsetsInArchives({ fragment, start, end })].join('\0'),
    // all that an archive in a text holds is shown at one place
    shown: [file, fragment.inside, line, column, mark].join('\0'),
  };
  if ([marks[fragment.alternateReading ?? 'place'], marks.place, marks.shown].some((each) => seen.has(each)))
    return true;
  for (const each of Object.values(marks)) seen.add(each);
  return false;
}

function describe(
  { rule, fragment, start, end, value, commit }: Candidate,
  settings: Settings,
  redactPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Finding {
  const inName = fragment.kind === 'name';
  const span = originalSpan({ fragment, start, end });
  const from = inName ? { line: 1, column: span.start + 1 } : positionAt(span.fragment, span.start);
  const to = inName ? { column: span.end + 1 } : positionAt(span.fragment, span.end);
  const mark = fingerprint(value);
  const accountId = rule.accountId?.(value) ?? null;
  const canary = accountId !== null && isCanaryAccount(accountId);
  const own = accountId !== null && settings.accounts.includes(accountId);
  return {
    ruleId: rule.id,
    severity: severityOf(rule.severity, canary, own),
    path: redactPath(fragment.path),
    inside: fragment.inside === undefined ? undefined : redactPath(fragment.inside),
    line: from.line,
    column: from.column,
    endColumn: to.column,
    preview: redact(value, rule.shows),
    fingerprint: mark,
    accountId,
    canary,
    commit: commit ?? null,
    inName,
    alreadyCommitted: committed.has(valueKey(commit, mark)),
  };
}

/** A canary opens nothing; a key of one's own account is the one that costs money. */
function severityOf(usual: Severity, canary: boolean, own: boolean): Severity {
  if (canary) return 'medium';
  return own && usual === 'high' ? 'critical' : usual;
}

function byPlace(a: Finding, b: Finding): number {
  const [first, second] = [a, b].map(({ path, inside = '' }) => `${path}\0${inside}`);
  if (first !== second) return (first ?? '') < (second ?? '') ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
