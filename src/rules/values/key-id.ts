import { isPlaceholder } from './placeholder.ts';
import { readsAsWords } from './word-model.ts';
import { SHORT_ESCAPE } from './base64-boundary.ts';

/**
 * The part of an access key ID after the prefix: 16 characters of base32 (`A-Z2-7`), so 0, 1, 8 and 9 never occur. An escape
 * counts as a boundary on the left: in `"\nAKIA…"` and `%2FAKIA…` the ID follows a letter or digit that is not part of it.
 */
const BODY = '[A-Z2-7]{16}(?![A-Za-z0-9])';
/** Escapes, entities without their semicolon, and terminal control sequences. */
const SEPARATORS = [
  SHORT_ESCAPE,
  String.raw`%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}`,
  '&(?:amp|gt|lt|nbsp|quot)',
  String.raw`(?:\x1b|\\(?:e|x1[bB]|033|u001[bB]))\[[0-9:;<=>?]{0,20}[A-Zhl]`,
].join('|');
const LEFT = `(?:(?<![A-Za-z0-9].{4})|(?<=(?:${SEPARATORS}).{4}))`;

/** Returns a global expression for IDs with one of the prefixes. The prefix comes first because a literal is fast to find. */
export function keyIdPattern(prefixes: string): RegExp {
  return new RegExp(`(?:${prefixes})${LEFT}${BODY}`, 'g');
}

/** Like {@link keyIdPattern}, but also matches words that look like IDs to people: with 0, 1, 8 or 9. */
export function keyIdLikePattern(prefixes: string): RegExp {
  return new RegExp(`(?:${prefixes})${LEFT}${BODY.replace('A-Z2-7', 'A-Z0-9')}`, 'g');
}

/**
 * True if a text that looks like a key ID has a digit that base32 lacks, so that AWS cannot have issued it. The examples of AWS's
 * documentation, which end in `EXAMPLE`, are not meant.
 */
export function isImpossibleKeyId(id: string): boolean {
  return /[0189]/.test(id) && !id.endsWith('EXAMPLE');
}

/** True if a text in the format of a key ID is none: it is a placeholder, or words in capital letters. */
export function isNotKeyId(id: string): boolean {
  return isPlaceholder(id) || readsAsWords(id);
}

/** An ID without boundaries, for content in which a letter next to it means nothing. */
const ANYWHERE = /(?:AKIA|ASIA)[A-Z2-7]{16}/g;

/** The maximum number of base32 characters directly before and after an ID, taken together. */
const MAX_MORE_BASE32 = 11;

/**
 * Finds key IDs, even with letters or digits directly next to them.
 *
 * Random bytes match the format of an ID at one position in 2^80. Base32 text, such as a digest or a protein sequence,
 * matches at one position in a million, so an ID in a long run of these characters does not count. Nor do words in capital
 * letters.
 */
export function* keyIdsInRuns(text: string): Generator<{ start: number; end: number }> {
  for (const { 0: id, index: start } of text.matchAll(ANYWHERE)) {
    const end = start + id.length;
    let more = 0;
    for (let offset = start - 1; more <= MAX_MORE_BASE32 && isBase32(text, offset); offset -= 1) more += 1;
    for (let offset = end; more <= MAX_MORE_BASE32 && isBase32(text, offset); offset += 1) more += 1;
    if (more > MAX_MORE_BASE32) continue;
    const isInRun = isCapital(text, start - 1) || isCapital(text, end);
    if (!readsAsWords(id, isInRun)) yield { start, end };
  }
}

function isCapital(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code >= 65 && code <= 90;
}

function isBase32(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return isCapital(text, offset) || (code >= 50 && code <= 55);
}

/**
 * Returns the account ID that an access key ID contains, or undefined if it contains none.
 *
 * IDs issued since March 2019 have it in the top 40 of the 80 bits after the prefix, after one marker bit; older ones
 * (`AKIAI…`, `AKIAJ…`) do not contain it. Source: https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
 *
 * @returns 12 digits
 */
export function accountIdOf(keyId: string): string | undefined {
  const first = keyId.charAt(4);
  if (first === 'I' || first === 'J') return undefined;
  let bits = 0n;
  for (const character of keyId.slice(4, 14)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  // ten characters are 50 bits: the marker bit, 40 bits of the account ID, and nine that are not needed
  const account = (bits >> 9n) & 0xff_ffff_ffffn;
  return account <= 999_999_999_999n ? account.toString().padStart(12, '0') : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
