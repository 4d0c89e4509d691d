import type { Evidence } from './evidence/index.ts';
import { ENDS_HERE, STARTS_HERE } from './values/base64-boundary.ts';
import { isDocumented, isPlaceholder } from './values/placeholder.ts';
import { hasBothCases, looksRandom } from './values/randomness.ts';
import type { Match } from './match.ts';
import { example, type Example, type Rule } from './rule.ts';
import type { FakeCredentials } from './fake-credentials.ts';

/**
 * A sign-in token of IAM Identity Center (SSO), AWS Builder ID, Amazon Q, Kiro or `aws login`. It can be exchanged for
 * credentials of every account and role that its user may use, or for a new sign-in token.
 *
 * Tokens of Identity Center start with `aoa` (access) or `aor` (refresh) and the zero bytes of a time in base64url. About 90
 * more characters follow, usually with a colon and a signature in base64. They count under any name. A token in another
 * format counts if it has the field name and the other fields of a token cache.
 *
 * Sources: https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html,
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html for the format with a colon; the
 * five As from the clients of Kiro and Amazon Q, which check for them
 */
export const ssoToken: Rule = {
  id: 'aws-sso-token',
  severity: 'high',
  keywords: [
    /ao[ar]AAAAA/,
    /trationExp|titycenter|awsapps|sigv4|(?:aws|cn|gov):signin|ccount:access|(?:sso|login)\/cache|dpopKey/,
  ],
  pattern: new RegExp(
    String.raw`${STARTS_HERE}ao[ar]AAAAA[\w-]{40,1024}(?::[A-Za-z0-9/+]{40,400}={0,2})?${ENDS_HERE}(?![\w-]|\.\.\.|…)|` +
      String.raw`(?<="(?:access_?[Tt]oken|refresh_?[Tt]oken|client_?[Ss]ecret)"\s{0,8}:\s{0,8}")[\w.~+/=:%|-]{40,16384}(?=")`,
    'g',
  ),
  confirm(match, evidence, now) {
    const random = match.value.slice(0, 200).replace(FIXED_START, '');
    const isExample = isPlaceholder(random) || isDocumented(match.value);
    if (isExample || !isToken(match, evidence)) return 'none';
    const expiry = expiryOf(match, evidence);
    return expiry !== undefined && expiry <= now ? 'expired' : 'credential';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html',
  revocation: 'sign-in',
  examples: {
    found: [
      (s) => cache(s, '2099-01-01T00:00:00Z', 'accessToken'),
      (s) => cache(s, '2099-01-01T00:00:00Z', 'refreshToken'),
      (s) => cache(s, '2099-01-01T00:00:00Z', 'accessToken', 'AAAG'),
      (s) =>
        loginCache(s, '"tokenType": "aws_sigv4", ', ', "clientId": "arn:aws:signin:::devtools/same-device"'),
      (s) => loginCache(s, '"dpopKey": "…", ', ''),
      (s) => example(s.signInToken('refresh'), '"refresh_token": "', '",'),
      (s) => example(s.signInToken('refresh'), 'mail@example.com:'),
      (s) => example(s.signInToken('refresh'), 'mail@example.com----password----client----'),
      (s) => example(s.signInToken('access'), 'Authorization: Bearer '),
      (s) => example(s.signInToken('access'), "TOKEN='", "'"),
      (s) => example(s.signInToken('refresh').replace(/:.*/, ''), 'refresh_token: '),
      (s) => example(s.signInToken('refresh'), String.raw`"a\n`, String.raw`\n"`),
      (s) => {
        // another account of the list has expired, and the expiry of a refresh token is not that of its access token
        const value = s.signInToken('refresh');
        const expired = `"accessToken": "${s.signInToken('access')}", "expiresAt": "2020-01-01T00:00:00Z"`;
        return { value, text: `[{${expired}}, {"refreshToken": "${value}", ${expired}}]` };
      },
      (s) => {
        const value = `eyJraWQiOiJrZXkt${s.bytes(200).toString('base64url')}`;
        return { value, text: `{"refresh_token": "aorAAAAAG", "client_secret": "${value}"}` };
      },
    ],
    passed: [
      (s) => cache(s, '2020-01-01T00:00:00Z', 'accessToken').text,
      (s) => `{"accessToken": "${s.string('ABCDEFabcdef0123456789', 80)}", "expiresIn": 3600}`,
      () => '{"startUrl": "https://x.awsapps.com/start", "accessToken": "<token>"}',
      (s) => `{"startUrl": "/index.html", "accessToken": "${s.string('ABCDEFabcdef0123456789', 80)}"}`,
      (s) =>
        `{"access_token": "${s.signInToken('access')}", "expires_at": "2020-01-01T00:00:00.123456+00:00"}`,
      () => 'refresh tokens begin with aorAAAAAG, access tokens with aoaAAAAAG',
      (s) => `{"refreshToken": "${s.signInToken('refresh').slice(0, 30)}"}`,
      (s) => `"${s.signInToken('refresh').slice(0, 60)}..."`,
      () => `"aorAAAAAG${'x'.repeat(90)}"`,
      () => '"aoaAAAAAG_this-is-not-a-token-but-a-long-name-of-a-test-fixture-file"',
      (s) => `src="data:image/png;base64,iVBO${s.signInToken('access').replace(/:.*/, '')}`,
      (s) => `aoaAAAAAAAAAAAAA${s.bytes(60).toString('base64')}`,
      (s) => `{"refresh_token": "aorAAAAAG", "client_secret": "${s.string('ABCDEFabcdef0123456789', 40)}"}`,
    ],
  },
};

/** The start of every Identity Center token. Followed by two random As, it must not count as the repetition of a placeholder. */
const FIXED_START = /^ao[ar]A{5}/;

/**
 * True if the value is a token. With the prefix it must be random, and have a signature or no run of As (zero bytes), which
 * other content has. Otherwise it must be in a token cache.
 */
function isToken(match: Match, evidence: Evidence): boolean {
  if (!FIXED_START.test(match.value)) return isCache(match, evidence);
  const [body = '', signature] = match.value.replace(FIXED_START, '').split(':', 2);
  // the letter after the five As is part of the time, not random
  const isRandom = hasBothCases(body.slice(1)) && looksRandom(body.replace(/-/g, '+').replace(/_/g, '/'));
  return isRandom && (signature !== undefined || !body.includes('AAAA') || isCache(match, evidence));
}

function isCache(match: Match, evidence: Evidence): boolean {
  return (
    evidence.isIn(CACHE_FILE) ||
    evidence.hasNear(match, CACHE_WORDS) ||
    // the client registration, which together with the token next to it can renew the token
    (match.value.startsWith('eyJ') && evidence.hasNear(match, SIGN_IN_TOKEN))
  );
}

const CACHE_FILE = /\.aws\/(?:sso|login)\/cache\/[^/]+\.json$/;
const CACHE_WORDS =
  /"registrationExpiresAt"|identitycenter\.amazonaws|awsapps\.com\/start|"aws_sigv4"|arn:aws[\w-]{0,12}:signin:|sso:account:access|"dpopKey"/g;
const SIGN_IN_TOKEN = /ao[ar]AAAAA/g;

/**
 * Returns when a token expires, from the JSON object that contains it: an access token at `expiresAt`, a refresh token at
 * the expiry of its client registration.
 */
function expiryOf(match: Match, evidence: Evidence): Date | undefined {
  const before = evidence.before(match, 8192);
  const after = evidence.after(match, 8192);
  const start = Math.max(before.lastIndexOf('{'), before.lastIndexOf('}')) + 1;
  const object = before.slice(start) + after.slice(0, after.search(/[{}]|$/));
  const isAccess = match.value.startsWith('aoa') || /"access_?[Tt]oken"\s{0,8}:\s{0,8}"$/.test(before);
  const name = isAccess ? 'expires_?[Aa]t' : 'registration_?[Ee]xpires_?[Aa]t';
  const date = new RegExp(`"${name}"\\s{0,8}:\\s{0,8}"(\\d{4}-\\d\\d-\\d\\dT[\\d:]{8})`).exec(object)?.[1];
  return date === undefined ? undefined : new Date(`${date}Z`);
}

function cache(
  s: FakeCredentials,
  until: string,
  which: 'accessToken' | 'refreshToken',
  start = '',
): Example {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const value = `ao${which === 'accessToken' ? 'a' : 'r'}AAAAA${start}${s.string(letters, 140)}`;
  return {
    value,
    text: `{"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "${which}": "${value}", "expiresAt": "${until}", "registrationExpiresAt": "${until}"}`,
  };
}

function loginCache(s: FakeCredentials, before: string, after: string): Example {
  const value = s.string('ABCDEFabcdef0123456789', 120);
  return { value, text: `{${before}"refreshToken": "${value}"${after}}` };
}
