import { accountIdOf, keyIdPattern } from '../key-id.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Rule } from '../rule.ts';

/** The id of a temporary access key, issued by AWS STS together with a secret key and a session token. */
export const temporaryAccessKeyId: Rule = {
  id: 'aws-temporary-access-key-id',
  severity: 'medium',
  sentinel: /ASIA/,
  pattern: keyIdPattern('ASIA'),
  // an id inside a signed address is public to whoever holds the address; the address itself is another matter
  confirm: ({ value, start }, { fragment }) =>
    !isPlaceholder(value) && !/X-Amz-Credential=$/i.test(fragment.text.slice(Math.max(0, start - 17), start)),
  shows: 'both-ends',
  accountId: accountIdOf,
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  variable: 'AWS_ACCESS_KEY_ID',
  examples: {
    found: [
      (s) => example(s.accessKeyId('ASIA'), 'AWS_ACCESS_KEY_ID='),
      (s) => example(s.accessKeyId('ASIA'), '{"AccessKeyId":"'),
    ],
    passed: [
      () => 'ASIAIOSFODNN7EXAMPLE',
      () => 'TODAYINASIAASACKOFRICEFELLOVER',
      (s) => `https://b.s3.amazonaws.com/k?X-Amz-Credential=${s.accessKeyId('ASIA')}%2F20200101%2Fus-east-1`,
    ],
  },
};

function example(value: string, before: string): { text: string; value: string } {
  return { text: `${before}${value}"\n`, value };
}
