import { fingerprint } from './fingerprint.ts';

/**
 * Tells values that nobody issued: placeholders, and the examples in AWS's own documentation.
 *
 * Each test below is met by a random key with a chance below 1e-7, so that no real key passes for a placeholder.
 */
export function isPlaceholder(value: string): boolean {
  return (
    /(.)\1{6}/.test(value) || WORDS.test(value) || hasSequence(value, 8) || DOCUMENTED.has(fingerprint(value))
  );
}

/** Words of seven letters and more; shorter ones occur in random keys. */
const WORDS =
  /example|placeholder|changeme|replaceme|redacted|dummykey|fakekey|testkey|secretkey|accesskey|mysecret|yoursecret|notarealkey|qwertyui/i;

/** Whether `length` neighbours count up or down by one: `ABCDEFGH`, `12345678`, `hgfedcba`. */
function hasSequence(value: string, length: number): boolean {
  let up = 1;
  let down = 1;
  for (let i = 1; i < value.length; i += 1) {
    const step = value.charCodeAt(i) - value.charCodeAt(i - 1);
    up = step === 1 ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= length || down >= length) return true;
  }
  return false;
}

/**
 * Documented values that hold no word by which to tell them, as fingerprints.
 * The secret key of the S3 developer guide's signing examples of 2006 to 2012.
 */
const DOCUMENTED: ReadonlySet<string> = new Set(['kw1_86d6d57bc9c1ca4bb64c02ce758ee0ec']);
