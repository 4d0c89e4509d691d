/**
 * Whether 40 characters of the base64 alphabet look like random bytes rather than like a path, a chain of words or a
 * hash. Used only where the evidence around a value is weak.
 *
 * Neighbours in random base64 are of different kinds (upper, lower, digit, symbol) with a chance of 0.645, so among 39
 * pairs about 25 are. Fewer than 11 happen to one random key in ten million; words and paths rarely have more.
 */
export function looksRandom(value: string): boolean {
  let changes = 0;
  for (let i = 1; i < value.length; i += 1) {
    if (kindOf(value.charCodeAt(i)) !== kindOf(value.charCodeAt(i - 1))) changes += 1;
  }
  return changes >= 11 && !CAMEL_WORDS.test(value) && !PATH.test(value);
}

/**
 * Whether a value has an upper case and a lower case letter. One random secret key in a billion has not; hexadecimal
 * digests, and values of lower case letters and digits, never have.
 */
export function hasBothCases(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Capitalised words all the way: every capital is followed by at least two lower case letters. */
const CAMEL_WORDS = /^(?:[A-Z]?[a-z]{2,}\d{0,2}|[A-Z]{2,5}(?=[A-Z][a-z]))+$/;

/** Path segments all the way: every one is a word of letters, then perhaps digits. */
const PATH = /^\/?(?:[A-Za-z]?[a-z]+\d*(?:[A-Z][a-z]+\d*)*\/)+[A-Za-z]?[a-z]*\d*(?:[A-Z][a-z]+\d*)*$/;

function kindOf(code: number): number {
  if (code >= 97) return 0;
  if (code >= 65) return 1;
  return code >= 48 ? 2 : 3;
}
