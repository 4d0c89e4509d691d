import type { Policy } from '../policy/policy.ts';
import {
  hasAllowComment,
  hasGlobs,
  inlinePermission,
  type Matches,
  permissionFor,
} from '../policy/allowlist.ts';
import { isCanaryAccount } from '../rules/values/canary.ts';
import type { Candidate } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint, valueKey } from '../shared/fingerprint.ts';
import { oncePerText } from '../shared/once.ts';
import { offsetsInArchives, originalSpan, positionAt, gitLineAt, type Span } from '../shared/fragment.ts';
import { redact } from '../rules/redact.ts';
import type { RuleId, Severity } from '../rules/rule.ts';
import type { Settings } from '../policy/settings.ts';

/** The candidates, by what is reported about them. */
export interface Judgment {
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
  /** Credentials that have expired. */
  readonly expired: readonly Finding[];
  /** Words that look like credentials, but that AWS never issued. */
  readonly impossible: readonly Finding[];
}

/**
 * Turns candidates into findings. Raw values end here: a finding has a position, a fingerprint and a redacted preview.
 *
 * @param candidates in the order of their fragments
 * @param redactPath the path as it may be printed
 * @param committed values that the changed files contained before, by {@link valueKey}
 */
export async function judge(
  candidates: readonly Candidate[],
  policy: Policy,
  now: Date,
  redactPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Promise<Judgment> {
  const matches = hasGlobs(policy.allowlist) ? (await import('../policy/glob.ts')).matchesGlob : () => false;
  const findings: Finding[] = [];
  const allowed: AllowedFinding[] = [];
  const expired: Finding[] = [];
  const impossible: Finding[] = [];
  const seen = new Set<string>();
  // a history has a value in many versions
  const fingerprintOf = oncePerText(fingerprint);
  const described = candidates
    .filter(({ rule }) => policy.settings.rules[rule.id]?.off !== true)
    .map((candidate) => ({
      candidate,
      finding: describe(candidate, fingerprintOf(candidate.value), policy.settings, redactPath, committed),
    }));
  for (const { candidate, finding } of mostDecoded(mostSpecific(described))) {
    if (isRepeated(candidate, finding, seen)) continue;
    if (candidate.impossible) impossible.push(finding);
    else if (candidate.expired) expired.push(finding);
    else {
      const verdict = permit(candidate, finding, policy, now, matches);
      if (verdict === undefined) findings.push({ ...finding, ...commentOf(candidate, policy) });
      else if (verdict.expired) findings.push({ ...finding, expired: verdict.permission });
      else allowed.push({ ...finding, allowedBy: verdict.permission });
    }
  }
  const order = new Map(
    [...new Set(candidates.map(({ commit }) => commit ?? null))].map((id, index) => [id, index]),
  );
  for (const list of [findings, allowed, expired, impossible])
    list.sort((a, b) => (order.get(a.commit) ?? 0) - (order.get(b.commit) ?? 0) || byPlace(a, b));
  return { findings, allowed, expired, impossible };
}

/** Notes an allow comment that allows nothing, because it is incomplete. */
function commentOf(candidate: Candidate, { settings }: Policy): Pick<Finding, 'incompleteComment'> {
  if (!settings.inlineAllow) return {};
  const span = originalSpan(candidate);
  return hasAllowComment(span.fragment, span.start) ? { incompleteComment: true } : {};
}

function permit(
  { fragment, start, end }: Candidate,
  { ruleId, fingerprint: valueFingerprint }: Finding,
  { allowlist, settings }: Policy,
  now: Date,
  matches: Matches,
): ReturnType<typeof permissionFor> {
  if (settings.inlineAllow) {
    const span = originalSpan({ fragment, start, end });
    const inline = inlinePermission(span.fragment, span.start, valueFingerprint);
    if (inline !== undefined) return { permission: inline, expired: false };
  }
  return permissionFor(
    allowlist,
    { ruleId, path: fragment.path, fingerprint: valueFingerprint },
    now,
    matches,
  );
}

interface Described {
  readonly candidate: Candidate;
  readonly finding: Finding;
}

/** Keeps the most specific rule where several find the same value at one position. */
function mostSpecific(described: readonly Described[]): readonly Described[] {
  const placeOf = (rule: RuleId, { candidate: { fragment }, finding }: Described) => {
    const { line, column, inName, commit } = finding;
    return [commit, fragment.path, fragment.inside, inName, line, column, finding.fingerprint, rule].join(
      '\0',
    );
  };
  if (described.every(({ candidate: { rule } }) => rule.yieldsTo === undefined)) return described;
  const places = new Set(described.map((entry) => placeOf(entry.finding.ruleId, entry)));
  return described.filter((entry) =>
    (entry.candidate.rule.yieldsTo ?? []).every((other) => !places.has(placeOf(other, entry))),
  );
}

/**
 * Keeps one candidate per position, the one decoded furthest: in an encoded text, a part of the value may look
 * complete. That part may be a value elsewhere, so what a rule finds here counts more than another place of a value.
 */
function mostDecoded(described: readonly Described[]): Iterable<Described> {
  const places = new Map<string, Described>();
  for (const entry of described) {
    const { ruleId, line, column, inName, commit } = entry.finding;
    const { isOtherPlace, fragment } = entry.candidate;
    const { path, inside, alternateReading } = fragment;
    const offsets = offsetsInArchives(entry.candidate);
    const place = [commit, path, inside, inName, ruleId, line, column, ...offsets].join('\0');
    const isLess = alternateReading !== undefined || isOtherPlace === true;
    if (!isLess || !places.has(place)) places.set(place, entry);
  }
  return places.values();
}

/** True if the value was already reported: windows overlap, and one content is read in several forms. */
function isRepeated({ fragment, start, end }: Candidate, finding: Finding, seen: Set<string>): boolean {
  const { ruleId, line, column, inName, commit, fingerprint: valueFingerprint } = finding;
  const span = originalSpan({ fragment, start, end });
  const file = [commit, fragment.path, inName, ruleId].join('\0');
  const keys = {
    file: [file, valueFingerprint].join('\0'),
    // in multi-byte texts an editor may count lines differently from git
    line: [file, fragment.inside, gitLineAt(span.fragment, span.start), valueFingerprint].join('\0'),
    place: [file, fragment.inside, line, column, ...offsetsInArchives({ fragment, start, end })].join('\0'),
    // all values of an archive in a text map to one position
    shown: [file, fragment.inside, line, column, valueFingerprint].join('\0'),
  };
  if ([keys[fragment.alternateReading ?? 'place'], keys.place, keys.shown].some((key) => seen.has(key)))
    return true;
  for (const key of Object.values(keys)) seen.add(key);
  return false;
}

function describe(
  { rule, fragment, start, end, value, commit }: Candidate,
  valueFingerprint: string,
  settings: Settings,
  redactPath: (path: string) => string,
  committed: ReadonlySet<string>,
): Finding {
  const inName = fragment.kind === 'name';
  const span = originalSpan({ fragment, start, end });
  const from = inName ? { line: 1, column: span.start + 1 } : positionAt(span.fragment, span.start);
  const to = inName ? { column: span.end + 1 } : positionAt(span.fragment, span.end);
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
    fingerprint: valueFingerprint,
    accountId,
    canary,
    commit: commit ?? null,
    inName,
    alreadyCommitted: committed.has(valueKey(commit, valueFingerprint)),
    ...(isInQuotes(span) ? { inQuotes: true } : {}),
  };
}

function isInQuotes({ fragment: { text }, start, end }: Span): boolean {
  const quote = text.charAt(start - 1);
  return /["'`]/.test(quote) && text.charAt(end) === quote;
}

/** The severity for the account: a canary key opens nothing, and a key of the project's own account is critical. */
function severityOf(usual: Severity, canary: boolean, own: boolean): Severity {
  if (canary) return 'medium';
  return own && usual === 'high' ? 'critical' : usual;
}

function byPlace(a: Finding, b: Finding): number {
  const [first, second] = [a, b].map(({ path, inside = '' }) => `${path}\0${inside}`);
  if (first !== second) return (first ?? '') < (second ?? '') ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
