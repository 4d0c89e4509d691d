import { type Fragment, positionAt } from '../shared/fragment.ts';
import type { RuleId } from '../rules/rule.ts';
import { redactText } from '../rules/redact-text.ts';

/** One value that is allowed. */
export interface AllowEntry {
  readonly rule: string;
  readonly path?: string | undefined;
  readonly reason: string;
  /** The last day on which it counts, `YYYY-MM-DD`, UTC. */
  readonly expires?: string | undefined;
}

/** Paths in which findings of some rules are allowed. */
export interface PathEntry {
  readonly glob: string;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly broad?: boolean | undefined;
  readonly expires?: string | undefined;
}

export interface Allowlist {
  readonly $schema?: string | undefined;
  readonly allow: Readonly<Record<string, AllowEntry>>;
  readonly paths: readonly PathEntry[];
}

export const EMPTY_ALLOWLIST: Allowlist = { allow: {}, paths: [] };

/** A finding as far as an allowlist asks about it. `path` is the real one. */
interface Subject {
  readonly ruleId: RuleId;
  readonly path: string;
  readonly fingerprint: string;
}

interface Verdict {
  readonly permission: Permission;
  readonly expired: boolean;
}

/** Whether a path matches a glob. */
export type Matches = (glob: string, path: string) => boolean;

/** Whether an allowlist speaks of paths. */
export function hasGlobs({ allow, paths }: Allowlist): boolean {
  return paths.length > 0 || Object.values(allow).some(({ path }) => path !== undefined);
}

/** The entry that covers a finding, one that still counts before one that has expired. */
export function permissionFor(
  list: Allowlist,
  subject: Subject,
  now: Date,
  matches: Matches,
): Verdict | undefined {
  const verdicts = [
    ...entryVerdicts(list, subject, now, matches),
    ...pathVerdicts(list, subject, now, matches),
  ];
  return verdicts.find(({ expired }) => !expired) ?? verdicts[0];
}

function entryVerdicts(list: Allowlist, subject: Subject, now: Date, matches: Matches): Verdict[] {
  const entry = Object.hasOwn(list.allow, subject.fingerprint) ? list.allow[subject.fingerprint] : undefined;
  if (entry === undefined || entry.rule !== subject.ruleId) return [];
  if (entry.path !== undefined && !matches(entry.path, subject.path)) return [];
  const permission = { fingerprint: subject.fingerprint, reason: entry.reason, ...expiry(entry) };
  return [{ permission, expired: isExpired(entry, now) }];
}

function pathVerdicts(list: Allowlist, subject: Subject, now: Date, matches: Matches): Verdict[] {
  return list.paths
    .filter((entry) => entry.rules.includes(subject.ruleId) && matches(entry.glob, subject.path))
    .map((entry) => ({
      permission: { glob: entry.glob, reason: entry.reason, ...expiry(entry) },
      expired: isExpired(entry, now),
    }));
}

/**
 * An allow comment in the line that holds a value, bound to this value: `keyward:allow kw1_… -- reason`.
 *
 * @param fragment a text that was not decoded
 * @param offset where the value starts in it
 * @param mark the fingerprint of the value
 */
export function inlinePermission(fragment: Fragment, offset: number, mark: string): Permission | undefined {
  const { line } = positionAt(fragment, offset);
  const reason = reasonsIn(fragment).get(commentKey(line, mark));
  if (reason === undefined) return undefined;
  // the rest of the line may be code again, with the value in it
  const words = redactText(reason.replace(/\*\/.*|-->.*/, '').trimEnd());
  return { fingerprint: mark, inline: true, reason: words };
}

/** The reasons in all allow comments of a text. Read once: a line may be as long as a file, and hold thousands of values. */
function reasonsIn(fragment: Fragment): ReadonlyMap<string, string> {
  const known = REASONS.get(fragment);
  if (known !== undefined) return known;
  const reasons = new Map<string, string>();
  for (const { 1: mark = '', 2: reason = '', index } of fragment.text.matchAll(ALLOW_COMMENT)) {
    const key = commentKey(positionAt(fragment, index).line, mark);
    if (!reasons.has(key)) reasons.set(key, reason);
  }
  REASONS.set(fragment, reasons);
  return reasons;
}

const ALLOW_COMMENT = /keyward:allow (kw1_[0-9a-f]{32}) -- (\S[^\n\r]{0,200})/g;

const REASONS = new WeakMap<Fragment, ReadonlyMap<string, string>>();

function commentKey(line: number, mark: string): string {
  return `${line} ${mark}`;
}

/** An entry counts to the end of its day, UTC, so that a commit and its CI agree. */
export function isExpired(entry: { readonly expires?: string | undefined }, now: Date): boolean {
  return entry.expires !== undefined && now.toISOString().slice(0, 10) > entry.expires;
}

function expiry(entry: { readonly expires?: string | undefined }): { expires?: string } {
  return entry.expires === undefined ? {} : { expires: entry.expires };
}

/** Why a finding is allowed. */
export interface Permission {
  readonly fingerprint?: string;
  readonly glob?: string;
  readonly inline?: true;
  readonly reason: string;
  readonly expires?: string;
}
