import { fingerprint } from '../../shared/fingerprint.ts';

/**
 * True if the value is a placeholder, or an example in AWS's own documentation.
 *
 * A random key passes each of these tests with a probability below 1e-7, so real keys do not count as placeholders.
 */
export function isPlaceholder(value: string): boolean {
  return REPEATED.test(value) || WORDS.test(value) || hasSequence(value, 8) || isDocumented(value);
}

/** A character seven times, two characters four times each, or a group more often than in any random value. */
const REPEATED = /(.)\1{6}|(.)\2{3}(.)\3{3}|(.{2,3})\4{3}|(.{4,5})\5{2}|(.{6,20})\6/;

/** Words of at least six letters; shorter ones occur in random keys. */
const WORDS =
  /example|placeholder|changeme|replaceme|redacted|dummykey|fakekey|testkey|secretkey|accesskey|mysecret|yoursecret|notarealkey|accesstoken|refreshtoken|verylong|qwertyui|asdfgh|foobar|deadbeef|loremipsum|goeshere|yourkey|yourapi|insertyour|insertkey|unittest|somethingelse|thisisnot|notreal|minioadmin|localstack|samplesecret|samplekey/i;

/** True if `length` characters in a row count up or down by one: `ABCDEFGH`, `12345678`, `hgfedcba`. */
function hasSequence(value: string, length: number): boolean {
  let up = 1;
  let down = 1;
  for (let index = 1; index < value.length; index += 1) {
    const step = value.charCodeAt(index) - value.charCodeAt(index - 1);
    up = step === 1 ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= length || down >= length) return true;
  }
  return false;
}

/** True if the value is in the documentation or tests of AWS, or of MinIO. */
export function isDocumented(value: string): boolean {
  return DOCUMENTED.has(fingerprint(value));
}

/** The fingerprints of documented values that contain no word of a placeholder. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  // secret keys in the S3 developer guide's signing examples of 2006 to 2012
  'kw1_86d6d57bc9c1ca4bb64c02ce758ee0ec',
  'kw1_0bdfdf7f23670c5953074241ca48fe55',
  // the secret key of the tests of Signature Version 4A (aws-c-auth, tests/key_derivation_tests.c)
  'kw1_2aedf0099261638b90039903db8ff089',
  // MinIO's public playground, and the pairs in the manual and tests of its client
  'kw1_40a1aa674af79bc8c48884d06e04e8c9',
  'kw1_b5458a653f67c0d2f8e52185a412384a',
  'kw1_ba01788ae286985293e9c8186c2c5917',
  // tokens in the examples of SSO OIDC's CreateTokenWithIAM
  'kw1_24ab6f2d2eaf01d89faee66789f7db6e',
  'kw1_e9d9c35df626fb1b74d77cedb60c501b',
  // passwords in the examples of IAM's CreateServiceSpecificCredential and ResetServiceSpecificCredential
  'kw1_e6639c309ec65e8ebe7931abd7dbc392',
  'kw1_3d7e4053919de6209df86e9a758ce469',
]);
