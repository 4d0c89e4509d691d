import { PAIRS } from './bigram-table.ts';

/**
 * Whether a run of the base64 alphabet looks like random bytes rather than like something that people wrote: a path, a
 * chain of words, a name. Used only where the evidence around a value is weak.
 *
 * It weighs each pair of neighbours by how much likelier it is in what people write than in random bytes, and takes the
 * run for random when the sum says so: a test of two hypotheses, an even distribution against a first-order Markov chain
 * that was fitted to real code (see bench/fit-randomness.mjs). What is base64 of a readable text is not random either.
 *
 * @returns true for all but about one of a million random keys of 40 characters
 */
export function looksRandom(value: string): boolean {
  return writtenBits(value) < LIMIT && !isText(Buffer.from(value, 'base64'));
}

/**
 * Whether a value is a name of words, or a path of them, such as `GetTemporaryGlueTableCredentialsResponse` and
 * `com/amazonaws/services/s3/model/S3Object`. That holds under any name: of random keys, one in four has the form of a name and
 * one in thirty that of a path, and about one in a billion of these is as likely to be words.
 */
export function isOfWords(value: string): boolean {
  return (
    /^(?:[A-Za-z][A-Za-z0-9]*|[a-z][A-Za-z0-9]*(?:\/[A-Za-z0-9]+){2,})$/.test(value) &&
    writtenBits(value) >= WORDS_LIMIT
  );
}

/** Bits in favour of something written against random bytes. */
function writtenBits(value: string): number {
  let bits = 0;
  let row = ROWS[value.charCodeAt(0)];
  for (let at = 1; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    bits += row?.[code] ?? 0;
    row = ROWS[code];
  }
  return bits;
}

/**
 * Whether a value has an upper case and a lower case letter. One random secret key in a billion has not; hexadecimal
 * digests, and values of lower case letters and digits, never have.
 */
export function hasBothCases(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/**
 * Bits in favour of something written at which a run of 40 characters counts as that. Of random keys the middle one has
 * -128 and the highest of a million -29; what people write has about +92.
 */
const LIMIT = -30;

/** Bits in favour of something written at which a name or path is one of words, whatever it is called. */
const WORDS_LIMIT = 0;

/** Nine bytes in ten are printable ASCII: of random keys, one in a hundred million. */
function isText(bytes: Buffer): boolean {
  let printable = 0;
  for (const byte of bytes) if (byte >= 0x20 && byte < 0x7f) printable += 1;
  return printable >= bytes.length * 0.9;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By the code of the first character and that of the second: bits in favour of something written. */
const ROWS: readonly (Float32Array | undefined)[] = Array.from({ length: 128 }, (_, first) => {
  const pairs = PAIRS[ALPHABET.indexOf(String.fromCharCode(first))];
  if (pairs === undefined) return undefined;
  const row = new Float32Array(128);
  for (let at = 0; at < ALPHABET.length; at += 1)
    row[ALPHABET.charCodeAt(at)] = (pairs.charCodeAt(at) - 64) / 2;
  return row;
});
