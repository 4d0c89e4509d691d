import { type Fragment, positionAt } from '../shared/fragment.ts';
import type { RuleId } from '../rules/rule.ts';
import { redactText } from '../rules/redact-text.ts';

/** An allowlist entry for one value. */
export interface AllowEntry {
  readonly rule: string;
  readonly path?: string | undefined;
  readonly reason: string;
  /** The last day on which the entry counts, `YYYY-MM-DD` in UTC. */
  readonly expires?: string | undefined;
}

/** An allowlist entry for all findings of some rules in some paths. */
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

/** The parts of a finding that an allowlist matches. `path` is not redacted. */
interface Subject {
  readonly ruleId: RuleId;
  readonly path: string;
  readonly fingerprint: string;
}

interface PermissionState {
  readonly permission: Permission;
  readonly expired: boolean;
}

/** Tests whether a path matches a glob. */
export type Matches = (glob: string, path: string) => boolean;

/** Tests whether an allowlist contains globs. */
export function hasGlobs({ allow, paths }: Allowlist): boolean {
  return paths.length > 0 || Object.values(allow).some(({ path }) => path !== undefined);
}

/** Returns the entry that matches a finding; a valid entry has precedence over an expired one. */
export function permissionFor(
  list: Allowlist,
  subject: Subject,
  now: Date,
  matches: Matches,
): PermissionState | undefined {
  const verdicts = [
    ...entryVerdicts(list, subject, now, matches),
    ...pathVerdicts(list, subject, now, matches),
  ];
  return verdicts.find(({ expired }) => !expired) ?? verdicts[0];
}

function entryVerdicts(list: Allowlist, subject: Subject, now: Date, matches: Matches): PermissionState[] {
  const entry = Object.hasOwn(list.allow, subject.fingerprint) ? list.allow[subject.fingerprint] : undefined;
  if (entry === undefined || entry.rule !== subject.ruleId) return [];
  if (entry.path !== undefined && !matches(entry.path, subject.path)) return [];
  const permission = { fingerprint: subject.fingerprint, reason: entry.reason, ...expiry(entry) };
  return [{ permission, expired: isExpired(entry, now) }];
}

function pathVerdicts(list: Allowlist, subject: Subject, now: Date, matches: Matches): PermissionState[] {
  return list.paths
    .filter((entry) => entry.rules.includes(subject.ruleId) && matches(entry.glob, subject.path))
    .map((entry) => ({
      permission: { glob: entry.glob, reason: entry.reason, ...expiry(entry) },
      expired: isExpired(entry, now),
    }));
}

/**
 * Returns the permission in an allow comment for a value on the same line: `keyward:allow kw1_… -- reason`.
 *
 * @param fragment text that was not decoded
 * @param offset start of the value in the text
 * @param fingerprint fingerprint of the value
 */
export function inlinePermission(
  fragment: Fragment,
  offset: number,
  fingerprint: string,
): Permission | undefined {
  const { line } = positionAt(fragment, offset);
  const reason = reasonsIn(fragment).get(commentKey(line, fingerprint));
  if (reason === undefined) return undefined;
  // the comment may end before the line does, and the rest may contain the value
  const words = redactText(reason.replace(/\*\/.*|-->.*/, '').trimEnd());
  return { fingerprint, inline: true, reason: words };
}

/** True if the line of a value has an allow comment. Without a permission, the comment lacks the fingerprint or the reason. */
export function hasAllowComment(fragment: Fragment, offset: number): boolean {
  let lines = COMMENT_LINES.get(fragment);
  if (lines === undefined) {
    const places = fragment.text.matchAll(/keyward:allow/g);
    lines = new Set(Array.from(places, ({ index }) => positionAt(fragment, index).line));
    COMMENT_LINES.set(fragment, lines);
  }
  return lines.has(positionAt(fragment, offset).line);
}

const COMMENT_LINES = new WeakMap<Fragment, ReadonlySet<number>>();

/** Returns the reasons of all allow comments in a text. Cached, because a text may be one line with thousands of values. */
function reasonsIn(fragment: Fragment): ReadonlyMap<string, string> {
  const known = REASONS.get(fragment);
  if (known !== undefined) return known;
  const reasons = new Map<string, string>();
  for (const { 1: fingerprint = '', 2: reason = '', index } of fragment.text.matchAll(ALLOW_COMMENT)) {
    const key = commentKey(positionAt(fragment, index).line, fingerprint);
    if (!reasons.has(key)) reasons.set(key, reason);
  }
  REASONS.set(fragment, reasons);
  return reasons;
}

const ALLOW_COMMENT = /keyward:allow (kw1_[0-9a-f]{32}) -- (\S[^\n\r]{0,200})/g;

const REASONS = new WeakMap<Fragment, ReadonlyMap<string, string>>();

function commentKey(line: number, fingerprint: string): string {
  return `${line} ${fingerprint}`;
}

/** Tests whether an entry has expired. It counts to the end of its day in UTC, so that a commit and its CI run agree. */
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
