import type { Evidence } from '../evidence/index.ts';
import { isDocumented, isPlaceholder } from '../values/placeholder.ts';
import type { Match } from '../match.ts';
import { type Example, type Rule } from '../rule.ts';
import type { Sample } from '../sample.ts';

/**
 * A token in the caches of `aws sso login` and `aws login`: it fetches credentials for every account and role that the
 * person may use. Told by the name that the cache gives it, and by what else stands in the cache.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html
 */
export const ssoToken: Rule = {
  id: 'aws-sso-token',
  severity: 'high',
  sentinels: [/trationExp|titycenter|awsapps|sigv4|(?:aws|cn|gov):signin|ccount:access|(?:sso|login)\/cache/],
  pattern:
    /(?<="(?:accessToken|refreshToken|clientSecret)"\s{0,8}:\s{0,8}")[A-Za-z0-9._~+/=:-]{40,16384}(?=")/g,
  confirm(match, evidence, now) {
    const random = match.value.slice(0, 200).replace(FIXED_START, '');
    const isExample = isPlaceholder(random) || isDocumented(match.value);
    if (isExample || !isCache(match, evidence)) return 'none';
    const expiry = expiryOf(match, evidence);
    return expiry !== undefined && expiry <= now ? 'expired' : 'credential';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html',
  examples: {
    found: [
      (s) => cache(s, '2099-01-01T00:00:00Z', 'accessToken'),
      (s) => cache(s, '2099-01-01T00:00:00Z', 'refreshToken'),
      (s) => cache(s, '2099-01-01T00:00:00Z', 'accessToken', 'AAAG'),
      (s) => {
        const value = s.string('ABCDEFabcdef0123456789', 120);
        return {
          value,
          text: `{"tokenType": "aws_sigv4", "refreshToken": "${value}", "clientId": "arn:aws:signin:::devtools/same-device"}`,
        };
      },
    ],
    passed: [
      (s) => cache(s, '2020-01-01T00:00:00Z', 'accessToken').text,
      (s) => `{"accessToken": "${s.string('ABCDEFabcdef0123456789', 80)}", "expiresIn": 3600}`,
      () => '{"startUrl": "https://x.awsapps.com/start", "accessToken": "<token>"}',
      (s) => `{"startUrl": "/index.html", "accessToken": "${s.string('ABCDEFabcdef0123456789', 80)}"}`,
    ],
  },
};

/** What every token of the cache begins with: its five As and two random ones are no placeholder's row. */
const FIXED_START = /^ao[ar]A{5}/;

function isCache(match: Match, evidence: Evidence): boolean {
  return evidence.isIn(CACHE_FILE) || evidence.hasNear(match, CACHE_WORDS);
}

const CACHE_FILE = /\.aws\/(?:sso|login)\/cache\/[^/]+\.json$/;
const CACHE_WORDS =
  /"registrationExpiresAt"|identitycenter\.amazonaws|awsapps\.com\/start|"aws_sigv4"|arn:aws[\w-]{0,12}:signin:|sso:account:access/g;

/** The access token runs out at `expiresAt`, what renews it with its registration. */
function expiryOf(match: Match, evidence: Evidence): Date | undefined {
  const around = evidence.before(match, 8192) + evidence.behind(match, 8192);
  const isAccess = /"accessToken"\s{0,8}:\s{0,8}"$/.test(evidence.before(match, 40));
  const name = isAccess ? 'expiresAt' : 'registrationExpiresAt';
  const date = new RegExp(`"${name}"\\s{0,8}:\\s{0,8}"(\\d{4}-\\d\\d-\\d\\dT[\\d:]{8})`).exec(around)?.[1];
  return date === undefined ? undefined : new Date(`${date}Z`);
}

function cache(s: Sample, until: string, which: 'accessToken' | 'refreshToken', start = ''): Example {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const value = `ao${which === 'accessToken' ? 'a' : 'r'}AAAAA${start}${s.string(letters, 140)}`;
  return {
    value,
    text: `{"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "${which}": "${value}", "expiresAt": "${until}", "registrationExpiresAt": "${until}"}`,
  };
}
