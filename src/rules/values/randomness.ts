import { once } from '../../shared/once.ts';
import { PAIRS } from './bigram-table.ts';

/**
 * True if a run of base64 characters looks like random bytes rather than like written text, such as a path, words or a name.
 * Used only if the evidence around a value is weak.
 *
 * It sums up how much likelier each pair of neighbors is in written text than in random bytes. This is a likelihood ratio
 * test of a uniform distribution against a first-order Markov chain that was fitted to real code (see
 * bench/fit-randomness.mjs). Base64 of readable text does not count as random either.
 *
 * @returns true for all but about one in a million random keys of 40 characters
 */
export function looksRandom(value: string): boolean {
  return writtenBits(value) < LIMIT && !isText(Buffer.from(value, 'base64'));
}

/**
 * True if a value is a name or a path of words, such as `GetTemporaryGlueTableCredentialsResponse` or
 * `com/amazonaws/services/s3/model/S3Object`. Such a value is no key under any variable name: one in four random keys has
 * the format of a name and one in thirty that of a path, and about one in a billion of these is as likely to be words.
 */
export function isOfWords(value: string): boolean {
  return (
    /^(?:[A-Za-z][A-Za-z0-9]*|[a-z][A-Za-z0-9]*(?:\/[A-Za-z0-9]+){2,})$/.test(value) &&
    writtenBits(value) >= WORDS_LIMIT
  );
}

/** Returns the evidence for written text over random bytes, in bits. */
function writtenBits(value: string): number {
  let bits = 0;
  const rows = tableRows();
  let row = rows[value.charCodeAt(0)];
  for (let index = 1; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    bits += row?.[code] ?? 0;
    row = rows[code];
  }
  return bits;
}

/**
 * True if a value has letters of both cases. One random secret key in a billion does not; hexadecimal digests and values of
 * lower case letters and digits never do.
 */
export function hasBothCases(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/**
 * From this many bits on, a run of 40 characters counts as written text. Random keys have a median of -128 and a maximum of
 * -29 in a million; written text has about +92.
 */
const LIMIT = -30;

/** From this many bits on, a name or path consists of words, whatever the variable is called. */
const WORDS_LIMIT = 0;

/** True if 90 % of the bytes are printable ASCII, as in one random key of a hundred million. */
function isText(bytes: Buffer): boolean {
  let printable = 0;
  for (const byte of bytes) if (byte >= 0x20 && byte < 0x7f) printable += 1;
  return printable >= bytes.length * 0.9;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bits of {@link PAIRS}, by the codes of the first and the second character. */
const tableRows = once((): readonly (Float32Array | undefined)[] =>
  Array.from({ length: 128 }, (_, first) => {
    const pairs = PAIRS[ALPHABET.indexOf(String.fromCharCode(first))];
    if (pairs === undefined) return undefined;
    const row = new Float32Array(128);
    for (let index = 0; index < ALPHABET.length; index += 1)
      row[ALPHABET.charCodeAt(index)] = (pairs.charCodeAt(index) - 64) / 2;
    return row;
  }),
);
