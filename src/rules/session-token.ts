import { ENDS_HERE, STARTS_HERE } from './values/base64-boundary.ts';
import { isEmulatorPartner } from './evidence/emulator-evidence.ts';
import type { Evidence } from './evidence/index.ts';
import { isPlaceholder } from './values/placeholder.ts';
import { isInSignedAddress } from './values/presigned-query.ts';
import { looksRandom } from './values/randomness.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';

/**
 * A session token of AWS STS. Its structure is base64 of a version byte and a protobuf field that contains the issuer, such
 * as `er/aws` or `origin_ec`. AWS guarantees no length; all known tokens have hundreds of characters. A token with another
 * structure counts if its name says AWS, or if it is named a token and is next to a temporary key ID.
 *
 * Source: https://medium.com/@TalBeerySec/revealing-the-inner-structure-of-aws-session-tokens-a6c76469cba7
 */
export const sessionToken: Rule = {
  id: 'aws-session-token',
  severity: 'high',
  keywords: [/YXdz|[GJ]b3JpZ2lu/, /(?:ssion|urity)[_-]?token/i, /ASIA/],
  pattern: new RegExp(`${STARTS_HERE}[A-Za-z0-9/+]{100,16384}={0,2}${ENDS_HERE}`, 'g'),
  minRun: 100,
  // the plus sign of an added line in a patch is not part of the token
  expand: ({ value, start }, text) =>
    value.startsWith('+') && (start === 0 || text[start - 1] === '\n')
      ? { value: value.slice(1), start: start + 1 }
      : { value, start },
  confirm(match, evidence) {
    const { value } = match;
    // one random token in ten billion contains this word; the tokens in AWS's documentation do
    if (value.includes('EXAMPLE') || isInSignedAddress(match, evidence.fragment.text)) return 'none';
    if (!hasStructure(value) && !isNamed(match, evidence)) return 'none';
    return isEmulatorPartner(match, evidence) ? 'none' : 'credential';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  revocation: 'access-key',
  variable: 'AWS_SESSION_TOKEN',
  examples: {
    found: [
      (s) => example(s.sessionToken(), 'AWS_SESSION_TOKEN='),
      (s) => example(s.sessionToken(120), '"SessionToken": "', '"'),
      (s) => example(s.sessionToken(), 'x-amz-security-token: '),
      (s) => {
        const value = `Z${s.bytes(300).toString('base64')}`;
        return { value, text: `${s.accessKeyId('ASIA')}\nsessionToken: "${value}"\n` };
      },
      (s) => {
        const value = `Z${s.bytes(300).toString('base64')}`;
        return { value, text: `id: ${s.accessKeyId('ASIA')}\nsecret: x\nsession: ${value}\n` };
      },
      (s) => example(`Z${s.bytes(300).toString('base64')}`, 'export AWS_SESSION_TOKEN="', '"'),
    ],
    passed: [
      (s) => `AWS_SESSION_TOKEN=${s.sessionToken().slice(0, 40)}EXAMPLETOKEN${s.sessionToken()}`,
      (s) => `AWS_SESSION_TOKEN=${s.sessionToken().slice(0, 30)}`,
      (s) => s.bytes(400).toString('base64'),
      (s) => `${s.accessKeyId('ASIA')}\nsessionToken: MIICiTCC${s.bytes(300).toString('base64')}`,
      (s) => `${s.accessKeyId()}\nsession: Z${s.bytes(300).toString('base64')}`,
      (s) => `session_token = ${s.bytes(300).toString('base64')}`,
      () => `AWS_SESSION_TOKEN=${'your/session/token/goes/here/'.repeat(5)}`,
      (s) =>
        `https://x/?X-Amz-Security-Token=${encodeURIComponent(s.sessionToken())}&X-Amz-Signature=${s.hex(64)}`,
      (s) => `https://x/?X-Amz-Security-Token=${s.sessionToken()}&X-Amz-Signature=${s.hex(64)}`,
    ],
  },
};

/** True if the value decodes to a version byte, the tag of field 1, a length, and an issuer name of that length. */
function hasStructure(value: string): boolean {
  const bytes = Buffer.from(value.slice(0, 48), 'base64');
  const length = bytes[2] ?? 0;
  if (bytes[1] !== 0x0a || length < 3 || length > 24) return false;
  const issuer = bytes.subarray(3, 3 + length).toString('latin1');
  return /^[a-z_/.-]+$/.test(issuer) && /aws|origin/.test(issuer);
}

function isNamed(match: Match, evidence: Evidence): boolean {
  if (match.value.startsWith('MII') || isPlaceholder(match.value.slice(0, 100))) return false;
  const before = evidence.before(match, 60);
  const [, owner] = NAME.exec(before) ?? [];
  if (owner === undefined)
    return SHORT_NAME.test(before) && looksRandom(match.value) && evidence.hasNear(match, TEMPORARY_ID, 5);
  return owner === '' ? evidence.hasNear(match, TEMPORARY_ID, 5) : looksRandom(match.value);
}

const NAME = /((?:aws|amazon)[_.-]?|)(?:session|security)[_-]?token["']?\s{0,8}(?:[:=]>?|\s|,)\s{0,8}["']?$/i;

/** Less specific names, for a token next to a temporary key ID. */
const SHORT_NAME = /(?:(?<![\w.-])|(?<=\\[nrt]))(?:session|token)["']?\s{0,8}[:=]>?\s{0,8}["']?$/i;

const TEMPORARY_ID = /ASIA[A-Z2-7]{16}/g;
