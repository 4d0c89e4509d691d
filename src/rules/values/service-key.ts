import type { Evidence } from '../evidence/index.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import type { Match } from '../match.ts';
import type { Verdict } from '../rule.ts';

/**
 * Returns whether a value with the prefix of a service's API keys is such a key. The structure is sufficient. In case AWS
 * changes it, a random value with a matching name is sufficient, too.
 *
 * @param names matches a name of such keys at the end of the text before them
 */
export function serviceKeyVerdict(match: Match, evidence: Evidence, names: RegExp): Verdict {
  if (serviceKeyAccount(match.value) !== undefined) return 'credential';
  const isNamed = names.test(evidence.before(match, 80)) && !isPlaceholder(match.value);
  return isNamed && looksRandom(match.value) ? 'credential' : 'none';
}

/**
 * Returns the account ID (12 digits) in a long-term API key of a service, or undefined if the value has another structure.
 *
 * The structure is base64 of three tag bytes (or none) and `<user>-at-<account>:<secret>`. The user may have any name.
 */
export function serviceKeyAccount(value: string): string | undefined {
  return partsOf(value)?.[2];
}

/** Returns the user that an API key was issued to, or undefined if the value has another structure. */
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
