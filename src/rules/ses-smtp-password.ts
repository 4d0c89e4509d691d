import { ENDS_HERE, STARTS_HERE } from './values/base64-boundary.ts';
import type { Evidence } from './evidence/index.ts';
import { looksRandom } from './values/randomness.ts';
import { isPlaceholder } from './values/placeholder.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';

/**
 * The SMTP password of Amazon SES, derived from a secret key: base64 of a version byte (4, formerly 2) and 32 bytes. Its
 * user name is the access key ID.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
export const sesSmtpPassword: Rule = {
  id: 'aws-ses-smtp-password',
  severity: 'critical',
  keywords: [/AKIA|ASIA/, /ses[_.-]?(?:smtp[_.-]?)?pass|mail[_.-]smtp|azonses/i],
  // version 4 starts with B and a letter from A to P, version 2 with A and a letter from g to v
  pattern: new RegExp(`${STARTS_HERE}(?:B[A-P]|A[g-v])[A-Za-z0-9/+]{42}${ENDS_HERE}`, 'g'),
  minRun: 44,
  confirm: (match, evidence) =>
    isPlaceholder(match.value) || !looksRandom(match.value) || !hasEvidence(match, evidence)
      ? 'none'
      : 'credential',
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
  revocation: 'smtp',
  examples: {
    found: [
      (s) => {
        const value = s.sesSmtpPassword();
        return { value, text: `SMTP_USER=${s.accessKeyId()}\nSMTP_PASS=${value}\n` };
      },
      (s) => example(s.sesSmtpPassword(), 'host: email-smtp.us-east-1.amazonaws.com\npassword: "', '"'),
      (s) => example(s.sesSmtpPassword(), '"ses_smtp_password_v4": "', '",'),
      (s) => example(s.sesSmtpPassword(), 'SES_SMTP_PASSWORD='),
    ],
    passed: [
      (s) => `SMTP_PASSWORD=${s.sesSmtpPassword()}`,
      (s) => `mail hash ${s.sesSmtpPassword()}`,
      (s) => `SMTP_USER=${s.accessKeyId()}\nSMTP_PASS=Z${s.sesSmtpPassword().slice(1)}`,
      (s) => `SES_SMTP_PASSWORD=${s.sesSmtpPassword()}A`,
    ],
  },
};

function hasEvidence(match: Match, evidence: Evidence): boolean {
  const before = evidence.before(match, 80);
  if (/(?:ses[_.-]?(?:smtp[_.-]?)?|email[_.-]smtp)pass\w{0,20}\W{1,12}$/i.test(before)) return true;
  if (evidence.hasNear(match, SES_HOST, 3)) return true;
  const named = /pass(?:wd|word|phrase)?\w{0,12}\W{1,40}(?:value\W{1,20})?$/i.test(before);
  if (named && evidence.hasNear(match, SES_HOST)) return true;
  if (evidence.hasKeyIdNear(match, 5)) return named || evidence.hasNear(match, SMTP, 5);
  return false;
}

const SES_HOST = /email-smtp[.-][a-z]|amazonses/gi;
const SMTP = /smtp/gi;
