import { isPlaceholder } from './placeholder.ts';
import { readsAsWords } from './word-model.ts';
import { SHORT_ESCAPE } from './base64-boundary.ts';

/**
 * What an access key id tells by itself: its shape, and the account inside it.
 *
 * The 16 characters after the prefix are base32 (`A-Z2-7`), so 0, 1, 8 and 9 never occur. The boundary on the left lets
 * an escape pass as one: in `"\nAKIA…"` and `%2FAKIA…` the id follows a letter or digit that is not part of it.
 */
const BODY = '[A-Z2-7]{16}(?![A-Za-z0-9])';
/** Escapes, entities without their end, and moves of a terminal's cursor. */
const SEPARATORS = [
  SHORT_ESCAPE,
  String.raw`%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}`,
  '&(?:amp|gt|lt|nbsp|quot)',
  String.raw`(?:\x1b|\\(?:e|x1[bB]|033|u001[bB]))\[[0-9:;<=>?]{0,20}[A-Zhl]`,
].join('|');
const LEFT = `(?:(?<![A-Za-z0-9].{4})|(?<=(?:${SEPARATORS}).{4}))`;

/** A global expression for ids with one of the prefixes. The prefix comes first: it is what can be looked for quickly. */
export function keyIdPattern(prefixes: string): RegExp {
  return new RegExp(`(?:${prefixes})${LEFT}${BODY}`, 'g');
}

/** Whether a text with the shape of a key ID is none that AWS issued: a placeholder, or words in capital letters. */
export function isNoKeyId(id: string): boolean {
  return isPlaceholder(id) || readsAsWords(id);
}

/** IDs without a boundary, for content in which a neighbouring letter says nothing; none in a longer text of base32. */
const ANYWHERE = /(?:AKIA|ASIA)[A-Z2-7]{16}/g;

/** At most so many more characters of base32 may be directly before and after an ID, taken together. */
const MAX_MORE_BASE32 = 11;

/**
 * Finds key IDs also where letters or digits are next to them.
 *
 * Random bytes have the shape of an ID once in 2^80 places. Text in base32, such as a digest or a protein's amino acids, has
 * it once in a million places, so an ID in the middle of a long run of these characters is none. Nor are words in capital
 * letters.
 */
export function* keyIdsInRuns(text: string): Generator<{ start: number; end: number }> {
  for (const { 0: id, index: start } of text.matchAll(ANYWHERE)) {
    const end = start + id.length;
    let more = 0;
    for (let at = start - 1; more <= MAX_MORE_BASE32 && isBase32(text, at); at -= 1) more += 1;
    for (let at = end; more <= MAX_MORE_BASE32 && isBase32(text, at); at += 1) more += 1;
    if (more > MAX_MORE_BASE32) continue;
    const isInRun = isCapital(text, start - 1) || isCapital(text, end);
    if (!readsAsWords(id, isInRun)) yield { start, end };
  }
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 65 && code <= 90;
}

function isBase32(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isCapital(text, at) || (code >= 50 && code <= 55);
}

/**
 * The account id inside an access key id, or nothing where it does not decode.
 *
 * Ids issued since March 2019 hold it in the top 40 of the 80 bits that follow the prefix (after one marker bit); older
 * ones (`AKIAI…`, `AKIAJ…`) hold none. Source: https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
 *
 * @returns 12 digits
 */
export function accountIdOf(keyId: string): string | undefined {
  const first = keyId.charAt(4);
  if (first === 'I' || first === 'J') return undefined;
  let bits = 0n;
  for (const character of keyId.slice(4, 14)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  // ten characters are 50 bits: the marker, 40 bits of account, and nine that are not needed
  const account = (bits >> 9n) & 0xff_ffff_ffffn;
  return account <= 999_999_999_999n ? account.toString().padStart(12, '0') : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
