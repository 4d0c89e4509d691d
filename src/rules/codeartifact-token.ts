import { example, type Rule } from './rule.ts';
import { webTokenExpiry } from './values/jwt.ts';

/**
 * A token for a CodeArtifact repository, next to the repository's URL in `.npmrc` or `pip.conf`, or in a variable. It is
 * valid for at most twelve hours.
 *
 * Source: https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html
 */
export const codeartifactToken: Rule = {
  id: 'aws-codeartifact-token',
  severity: 'medium',
  keywords: [/codeartifact|authorizationToken/i],
  isBase64OfText: true,
  pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{40,}(?:\.[A-Za-z0-9_-]*){2,4}/g,
  confirm(match, evidence, now) {
    if (!evidence.hasNear(match, CODEARTIFACT, 5)) return 'none';
    const expiry = webTokenExpiry(match.value);
    return expiry !== undefined && expiry <= now ? 'expired' : 'credential';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html',
  revocation: 'signed',
  variable: 'CODEARTIFACT_AUTH_TOKEN',
  examples: {
    found: [
      (s) => example(s.webToken(4_102_444_800), 'CODEARTIFACT_AUTH_TOKEN='),
      (s) =>
        example(
          s.webToken(4_102_444_800),
          '//d-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/r/:_authToken=',
        ),
      (s) =>
        example(
          s.webToken(4_102_444_800),
          'index-url = https://aws:',
          '@d-111122223333.d.codeartifact.us-east-1.amazonaws.com/pypi/r/simple/',
        ),
    ],
    passed: [
      (s) => `ID_TOKEN=${s.webToken(4_102_444_800)}`,
      (s) => `CODEARTIFACT_AUTH_TOKEN=${s.webToken(1_600_000_000)}`,
      () => 'CODEARTIFACT_AUTH_TOKEN=$(aws codeartifact get-authorization-token)',
    ],
  },
};

const CODEARTIFACT = /codeartifact|"authorizationToken"/gi;
