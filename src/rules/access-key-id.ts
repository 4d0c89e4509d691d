import { isEmulatorKeyId } from './values/emulator-accounts.ts';
import { accountIdOf, isImpossibleKeyId, isNotKeyId, keyIdLikePattern } from './values/key-id.ts';
import { example, type Rule } from './rule.ts';

/** The ID of a long-term access key, which belongs to an IAM user or the account's root user. */
export const accessKeyId: Rule = {
  id: 'aws-access-key-id',
  severity: 'high',
  keywords: [/AKIA/],
  pattern: keyIdLikePattern('AKIA'),
  confirm({ value }) {
    // passes, with a note
    if (isImpossibleKeyId(value)) return 'impossible';
    return isNotKeyId(value) || isEmulatorKeyId(value) ? 'none' : 'credential';
  },
  shows: 'both-ends',
  accountId: accountIdOf,
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  revocation: 'access-key',
  variable: 'AWS_ACCESS_KEY_ID',
  examples: {
    found: [
      (s) => example(s.accessKeyId(), 'aws_access_key_id = ', '\n'),
      (s) => example(s.oldAccessKeyId(), 'AWS_ACCESS_KEY_ID=', '\n'),
      (s) => example(s.accessKeyId(), 'key_', '_old'),
      (s) => example(s.accessKeyId(), String.raw`"[default]\n`, String.raw`\n"`),
      (s) => example(s.accessKeyId(), 'X-Amz-Credential=', '%2F20260101%2Fus-east-1%2Fs3%2Faws4_request'),
      (s) => example(s.accessKeyId(), 'AKIAIOSFODNN7EXAMPLE ', ''),
      (s) => example(s.accessKeyId(), '鍵', 'です'),
    ],
    passed: [
      () => 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
      () => 'aws_access_key_id = AKIAI44QH8DHBEXAMPLE',
      () => `key = AKIA${'X'.repeat(16)}`,
      () => 'AKIAABCDEFGHIJKLMNOP',
      () => 'key = AKIAYOURACCESSKEYHERE',
      () => 'const FAKE = "AKIATHISISNOTAREALID"',
      (s) => `"UserId": "AIDA${s.accessKeyId().slice(4)}"`,
      (s) => `${s.accessKeyId()}Q`,
      (s) => `x${s.accessKeyId()}`,
      (s) => s.accessKeyId().toLowerCase(),
      (s) => `AKIA0189${s.accessKeyId().slice(8)}`,
    ],
  },
};
