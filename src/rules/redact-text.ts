import { keyIdPattern } from './values/key-id.ts';
import { redact } from './redact.ts';

/**
 * Redacts everything that could be a credential in a text written for people, such as a reason or an author. It needs no
 * evidence, because such texts lose nothing without a long run of letters.
 */
export function redactText(text: string): string {
  return text
    .replace(KEY_ID, (id) => redact(id, 'both-ends'))
    .replace(/[A-Za-z0-9/+=]{40,}/g, (run) => redact(run, 'start'));
}

/**
 * Redacts a command line argument that consists only of a value: 40 or more characters of base64 with letters of both cases
 * and a digit. Users may paste a key where a path is expected.
 */
export function redactWord(word: string): string {
  const isValue =
    /^[A-Za-z0-9/+=_-]{40,}$/.test(word) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word));
  return isValue ? redact(word, 'start') : word;
}

const KEY_ID = keyIdPattern('AKIA|ASIA');
