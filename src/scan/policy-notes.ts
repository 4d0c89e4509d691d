import type { AllowEntry, Allowlist, PathEntry } from '../policy/allowlist.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleId } from '../rules/rule.ts';
import { redactText } from '../rules/redact-text.ts';
import type { Settings } from '../policy/settings.ts';

/** A rule that `.keyward.json` switches off. */
export interface RuleOff {
  readonly ruleId: RuleId;
  readonly reason: string;
}

/**
 * The changes to the policy within a range of commits, which already apply to the range itself. They contain no
 * credentials.
 */
export interface PolicyChange {
  readonly rulesOff: readonly RuleOff[];
  /** Other settings that are new or changed. */
  readonly settings: Readonly<Partial<Settings>>;
  /** New or changed allowlist entries for one value, by fingerprint. */
  readonly allow: Readonly<Record<string, AllowEntry>>;
  /** New or changed allowlist entries for paths. */
  readonly paths: readonly PathEntry[];
}

/** Notes on the policy that was applied. */
export interface PolicyNotes {
  readonly rulesOff: readonly RuleOff[];
  /** `undefined` if nothing was compared or nothing changed. */
  readonly changed?: PolicyChange | undefined;
}

/** No rule is off, and nothing was compared. */
export const NO_NOTES: PolicyNotes = { rulesOff: [] };

/** The rules that are off, with the reasons given in the settings. */
export function rulesOff({ rules }: Settings): RuleOff[] {
  return Object.entries(rules).map(([id, { reason }]) => ({
    ruleId: id as RuleId,
    reason: redactText(reason),
  }));
}

/** The entries and settings of `after` that `before` lacks; undefined if there are none. */
export function policyChange(before: Policy, after: Policy): PolicyChange | undefined {
  const known = new Set(rulesOff(before.settings).map(({ ruleId }) => ruleId));
  const change: PolicyChange = {
    rulesOff: rulesOff(after.settings).filter(({ ruleId }) => !known.has(ruleId)),
    settings: newSettings(before.settings, after.settings),
    allow: newEntries(before.allowlist, after.allowlist),
    paths: newPaths(before.allowlist, after.allowlist),
  };
  const isEmpty = Object.values(change).every((part: object) => Object.keys(part).length === 0);
  return isEmpty ? undefined : change;
}

const SETTINGS = ['accounts', 'language', 'strict', 'inlineAllow', 'helpUrl'] as const;

function newSettings(before: Settings, after: Settings): Partial<Settings> {
  const changed = SETTINGS.filter((name) => !isSame(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}

function newEntries(before: Allowlist, after: Allowlist): Record<string, AllowEntry> {
  const added = Object.entries(after.allow).filter(
    ([fingerprint, entry]) => !isSame(before.allow[fingerprint], entry),
  );
  return Object.fromEntries(
    added.map(([fingerprint, entry]) => [fingerprint, { ...entry, reason: redactText(entry.reason) }]),
  );
}

function newPaths(before: Allowlist, after: Allowlist): PathEntry[] {
  return after.paths
    .filter((entry) => !before.paths.some((known) => isSame(known, entry)))
    .map((entry) => ({ ...entry, reason: redactText(entry.reason) }));
}

/** True if two plain values are deeply equal, whatever the order of keys. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name) => isSame(one[name as keyof typeof one], other[name as keyof typeof other]))
  );
}
