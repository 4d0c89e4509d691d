import { STARTS_HERE } from '../values/boundary.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import { hasBothCases } from '../values/randomness.ts';
import { example, type Rule } from '../rule.ts';

const USER = String.raw`-at-\d{12}`;
const QUOTE = String.raw`\\?["']?`;
const BLANK = String.raw`(?:\s|\\{1,8}[nrt])`;
/** What may stand between the name and the password: a separator, or a label. */
const BETWEEN = [
  `${BLANK}{0,9}[,;\\t ]${BLANK}{0,9}${QUOTE}`,
  `${BLANK}{0,9},?${BLANK}{0,30}${QUOTE}pass\\w{0,8}${QUOTE}${BLANK}{0,4}[:= ]{0,2}${BLANK}{0,4}${QUOTE}`,
].join('|');

/**
 * The password of a service-specific credential: for git over HTTPS to CodeCommit, or for Keyspaces. The user name that
 * stands before it, `<user>-at-<account>`, is evidence enough.
 *
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html
 */
export const codecommitPassword: Rule = {
  id: 'aws-codecommit-password',
  severity: 'critical',
  sentinel: /-at-[0-9]/,
  pattern: new RegExp(
    `${STARTS_HERE}(?=[A-Za-z0-9/+]{30})(?<=${USER}${QUOTE}(?::|${BETWEEN}))(?!pass)[A-Za-z0-9/+]{30,64}={0,2}(?![A-Za-z0-9/+=%])`,
    'gi',
  ),
  confirm: ({ value }) => (isPlaceholder(value) || !hasBothCases(value) ? 'none' : 'credential'),
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html',
  examples: {
    found: [
      (s) =>
        example(
          s.bytes(32).toString('base64'),
          `https://dev-at-${s.digits(12)}:`,
          '@git-codecommit.us-east-1.amazonaws.com/v1/repos/x',
        ),
      (s) => example(s.bytes(32).toString('base64'), `User Name,Password\nalice-at-${s.digits(12)},`),
      (s) =>
        example(
          s.bytes(32).toString('base64'),
          `machine git-codecommit.eu-west-1.amazonaws.com login bob-at-${s.digits(12)} password `,
        ),
      (s) => example(s.bytes(32).toString('base64'), `username: "app-at-${s.digits(12)}"\npassword: "`, '"'),
    ],
    passed: [
      (s) => `https://dev-at-${s.digits(12)}:\${PASSWORD}@git-codecommit.us-east-1.amazonaws.com/v1/repos/x`,
      (s) => `dev-at-${s.digits(12)}: ${s.hex(40)}`,
      (s) => `dev-at-${s.digits(12)}:${'x'.repeat(40)}@git-codecommit`,
    ],
  },
};
