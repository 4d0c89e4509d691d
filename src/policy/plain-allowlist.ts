import { type Allowlist, EMPTY_ALLOWLIST } from './allowlist.ts';
import { FINGERPRINT } from '../shared/fingerprint.ts';
import { rules } from '../rules/index.ts';
import { redactText } from '../rules/redact-text.ts';

/** What a reason is at least. */
export const REASON: RegExp = /\S.{2,}/;

/** These texts are printed, so a value that was pasted into one must be refused. */
export const holdsNoValue = (text: string): boolean => redactText(text) === text;

/**
 * An allowlist that names nothing but values, each with its rule and a reason, as `keyward allow` writes them. It is told
 * without the validator, which takes as long to load as all else that a finding takes.
 *
 * @returns nothing for any other one, and for none at all
 */
export function plainAllowlist(value: unknown): Allowlist | undefined {
  if (!isObject(value)) return undefined;
  const { version, allow, ...others } = value;
  if (version !== 1 || !isObject(allow) || !isEmpty(others)) return undefined;
  const isPlain = Object.entries(allow).every(
    ([mark, entry]) => FINGERPRINT.test(mark) && isPlainEntry(entry),
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
