import { keyIdPattern } from './values/key-id.ts';
import { redact } from './redact.ts';

/**
 * Redacts whatever could be a credential in a text that a person wrote for people: a reason, an address. It asks for no
 * evidence, because there nobody misses a long run of letters.
 */
export function scrub(text: string): string {
  return text
    .replace(KEY_ID, (id) => redact(id, 'both-ends'))
    .replace(/[A-Za-z0-9/+=]{40,}/g, (run) => redact(run, 'start'));
}

const KEY_ID = keyIdPattern('AKIA|ASIA');
