import { type Allowlist, EMPTY_ALLOWLIST } from './allowlist.ts';
import { FINGERPRINT } from '../shared/fingerprint.ts';
import { rules } from '../rules/index.ts';
import { redactText } from '../rules/redact-text.ts';

/** Matches a valid reason. */
export const REASON: RegExp = /\S.{2,}/;

/** Tests that a text contains no credential. Reasons and globs are printed, so they must not. */
export const holdsNoValue = (text: string): boolean => redactText(text) === text;

/**
 * Returns an allowlist whose entries only have a rule and a reason, as `keyward allow` writes them; undefined for any other
 * value. This avoids the validator, which takes a long time to load.
 */
export function plainAllowlist(value: unknown): Allowlist | undefined {
  if (!isObject(value)) return undefined;
  const { version, allow, ...others } = value;
  if (version !== 1 || !isObject(allow) || !isEmpty(others)) return undefined;
  const isPlain = Object.entries(allow).every(
    ([fingerprint, entry]) => FINGERPRINT.test(fingerprint) && isPlainEntry(entry),
  );
  return isPlain ? { ...EMPTY_ALLOWLIST, ...value } : undefined;
}

function isPlainEntry(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { rule, reason, ...others } = entry;
  const isReason = typeof reason === 'string' && REASON.test(reason) && holdsNoValue(reason);
  return isReason && rules.some(({ id }) => id === rule) && isEmpty(others);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
