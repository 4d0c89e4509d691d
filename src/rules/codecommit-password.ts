import { STARTS_HERE } from './values/base64-boundary.ts';
import { isPlaceholder } from './values/placeholder.ts';
import { hasBothCases } from './values/randomness.ts';
import { serviceKeyAccount } from './values/service-key.ts';
import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';

/**
 * The password of a service-specific credential, for CodeCommit over HTTPS or for Keyspaces. The user name before it,
 * `<user>-at-<account>`, is sufficient evidence.
 *
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html
 */
export const codecommitPassword: Rule = {
  id: 'aws-codecommit-password',
  severity: 'critical',
  keywords: [/-at-[0-9]/],
  pattern: new RegExp(`${STARTS_HERE}[A-Za-z0-9/+]{30,64}={0,2}(?![A-Za-z0-9/+=%])`, 'g'),
  minRun: 30,
  confirm: (match, evidence) =>
    isPlaceholder(match.value) ||
    !hasBothCases(match.value) ||
    !hasUser(match, evidence) ||
    isServiceKey(match, evidence)
      ? 'none'
      : 'credential',
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html',
  revocation: 'service-credential',
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
      (s) =>
        example(
          s.bytes(32).toString('base64'),
          `{"ServiceUserName": "bob-at-${s.digits(12)}",\n "ServicePassword": "`,
          '"}',
        ),
      (s) =>
        example(s.bytes(32).toString('base64'), `{"password":"`, `","username":"bob-at-${s.digits(12)}"}`),
      (s) => example(s.bytes(32).toString('base64'), `cqlsh x -u "bob-at-${s.digits(12)}" -p "`, '"'),
    ],
    passed: [
      (s) => `https://dev-at-${s.digits(12)}:\${PASSWORD}@git-codecommit.us-east-1.amazonaws.com/v1/repos/x`,
      (s) => `dev-at-${s.digits(12)}: ${s.hex(40)}`,
      (s) => `dev-at-${s.digits(12)}:${'x'.repeat(40)}@git-codecommit`,
    ],
  },
};

/** True if a user name is directly before the value, or near a value that is named a password. */
function hasUser(match: Match, evidence: Evidence): boolean {
  const before = evidence.before(match, 80);
  return BESIDE.test(before) || (NAMED.test(before) && evidence.hasNear(match, USER, 5));
}

const BESIDE = /-at-\d{12}\\?["']?(?::|(?:\s|\\{1,8}[nrt]){0,9}[,;|\t /](?:\s|\\{1,8}[nrt]){0,9}\\?["']?)$/;
const NAMED =
  /(?:pass(?:wd|word|phrase)?|pwd)[\w.-]{0,12}(?:\s|\\{1,8}[nrt]|[^\w\n]){1,12}(?:value\W{1,12})?$|\s-p[ =]\\?["']?$/i;
const USER = /-at-\d{12}(?!\d)/g;

/** True if the value was decoded from a service API key, which has its own rule; false for HTTP basic authentication. */
function isServiceKey({ start }: Match, { fragment }: Evidence): boolean {
  let offset = start;
  for (let { origin } = fragment; origin !== undefined; { origin } = origin.fragment) {
    offset = origin.startOf(offset);
    if (isInServiceKey(origin.fragment.text, offset)) return true;
  }
  return false;
}

function isInServiceKey(text: string, offset: number): boolean {
  const head = /[A-Za-z0-9/+]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const run = head + (/^[A-Za-z0-9/+=]*/.exec(text.slice(offset, offset + 800))?.[0] ?? '');
  const before = text.slice(Math.max(0, offset - head.length - 12), offset - head.length);
  // a letter of an escape, or a sign, may be before it
  const isKey = [0, 1, 2].some((skip) => serviceKeyAccount(run.slice(skip)) !== undefined);
  return isKey && !/\bbasic\s{1,4}$/i.test(before);
}
