/**
 * Whether 40 characters of the base64 alphabet look like random bytes rather than like a path, a chain of words or a
 * hash. Used only where the evidence around a value is weak.
 *
 * Neighbours in random base64 are of different kinds (upper, lower, digit, symbol) with a chance of 0.645, so among 39
 * pairs about 25 are, and 99 % of keys have more than 17. Below that a value passes for random when it is no chain of words
 * and no path; below 11 it never does. Of a million random keys three were lost (measured with the random bytes of
 * Node, 30 in base64 each).
 */
export function looksRandom(value: string): boolean {
  let changes = 0;
  for (let i = 1; i < value.length; i += 1) {
    if (kindOf(value.charCodeAt(i)) !== kindOf(value.charCodeAt(i - 1))) changes += 1;
  }
  if (changes > 17) return true;
  return changes >= 11 && !CAMEL_WORDS.test(value) && !PATH.test(value);
}

/**
 * Whether a value has an upper case and a lower case letter. One random secret key in a billion has not; hexadecimal
 * digests, and values of lower case letters and digits, never have.
 */
export function hasBothCases(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Capitalised words all the way, as in names of API shapes; numbers only behind a word. */
const CAMEL_WORDS = /^(?:[A-Z]?[a-z]+\d{0,2})+$/;

/** Path segments all the way: every one is a word of letters, then perhaps digits. */
const PATH = /^\/?(?:[A-Za-z]?[a-z]+\d*(?:[A-Z][a-z]+\d*)*\/)+[A-Za-z]?[a-z]*\d*(?:[A-Z][a-z]+\d*)*$/;

function kindOf(code: number): number {
  if (code >= 97) return 0;
  if (code >= 65) return 1;
  return code >= 48 ? 2 : 3;
}
