import { keyIdPattern } from './values/key-id.ts';
import { redact } from './redact.ts';

/**
 * Redacts whatever could be a credential in a text that a person wrote for people: a reason, an address. It asks for no
 * evidence, because there nobody misses a long run of letters.
 */
export function redactText(text: string): string {
  return text
    .replace(KEY_ID, (id) => redact(id, 'both-ends'))
    .replace(/[A-Za-z0-9/+=]{40,}/g, (run) => redact(run, 'start'));
}

/**
 * Redacts a word of the command line that is nothing but a value: 40 characters or more of base64 with letters of both cases and
 * a digit. A person may paste a key where a path is expected.
 */
export function redactWord(word: string): string {
  const isValue =
    /^[A-Za-z0-9/+=_-]{40,}$/.test(word) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word));
  return isValue ? redact(word, 'start') : word;
}

const KEY_ID = keyIdPattern('AKIA|ASIA');
