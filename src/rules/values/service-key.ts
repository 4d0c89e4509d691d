import type { Evidence } from '../evidence/index.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import type { Match } from '../match.ts';
import type { Verdict } from '../rule.ts';

/**
 * Whether a value with the prefix of a service's keys is one: by its structure, or, where AWS should ever change that, by
 * a name that says so and a look of randomness.
 *
 * @param names what such keys are called, at the end of the text before them
 */
export function serviceKeyVerdict(match: Match, evidence: Evidence, names: RegExp): Verdict {
  if (serviceKeyAccount(match.value) !== undefined) return 'credential';
  const isNamed = names.test(evidence.before(match, 80)) && !isPlaceholder(match.value);
  return isNamed && looksRandom(match.value) ? 'credential' : 'none';
}

/**
 * The structure that AWS gives the long-term keys of its services: base64 of three tag bytes (or none) and
 * `<user>-at-<account>:<secret>`. The user need not be one that the console made.
 *
 * @returns the account, 12 digits, or nothing where the value has another structure
 */
export function serviceKeyAccount(value: string): string | undefined {
  return partsOf(value)?.[2];
}

/** The name of the user that a service's key was issued to, or nothing where the value has another structure. */
export function serviceKeyUser(value: string): string | undefined {
  return partsOf(value)?.[1];
}

function partsOf(value: string): RegExpExecArray | undefined {
  const bytes = Buffer.from(value, 'base64');
  for (const tag of [3, 0]) {
    const parts = SERVICE_KEY.exec(bytes.subarray(tag, tag + 400).toString('latin1'));
    if (parts !== null) return bytes.includes('EXAMPLE') ? undefined : parts;
  }
  return undefined;
}

const SERVICE_KEY = /^([\w+=,.@-]{1,64})-at-(\d{12}):[\x21-\x7e]{16,}/;
