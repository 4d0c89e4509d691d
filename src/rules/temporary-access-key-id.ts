import { isEmulatorKeyId } from './values/emulator-accounts.ts';
import { accountIdOf, isImpossibleKeyId, isNotKeyId, keyIdLikePattern } from './values/key-id.ts';
import { isInSignedAddress } from './values/presigned-query.ts';
import { example, type Rule } from './rule.ts';

/** The ID of a temporary access key, which AWS STS issues with a secret access key and a session token. */
export const temporaryAccessKeyId: Rule = {
  id: 'aws-temporary-access-key-id',
  severity: 'medium',
  keywords: [/ASIA/],
  pattern: keyIdLikePattern('ASIA'),
  // the ID in a presigned URL adds nothing: the URL itself is the credential, with its own rule
  confirm(match, { fragment }) {
    if (isImpossibleKeyId(match.value)) return 'impossible';
    const isNone =
      isNotKeyId(match.value) || isEmulatorKeyId(match.value) || isInSignedAddress(match, fragment.text);
    return isNone ? 'none' : 'credential';
  },
  shows: 'both-ends',
  accountId: accountIdOf,
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  revocation: 'access-key',
  variable: 'AWS_ACCESS_KEY_ID',
  examples: {
    found: [
      (s) => example(s.accessKeyId('ASIA'), 'AWS_ACCESS_KEY_ID='),
      (s) => example(s.accessKeyId('ASIA'), 'AWSAccessKeyId='),
      (s) => example(s.accessKeyId('ASIA'), '{"AccessKeyId":"'),
    ],
    passed: [
      () => 'ASIAIOSFODNN7EXAMPLE',
      () => 'public enum Region { USEAST, ASIAPACIFICSOUTHEAST, ASIAPACIFICNORTHEAST }',
      () => 'ADYEN_ASIAPACIFICSOUTHEAST = "live-apse"',
      () => 'export const ASIADEVELOPMENTBANKS = 1',
      () => 'region;ASIAPACIFICCOUNTRIES;12',
      // reversed, so that keyward does not block its own bundle
      () => Array.from('REVOLLEFECIRFOKCASAAISANIYADOT').toReversed().join(''),
      (s) => `https://b.s3.amazonaws.com/k?X-Amz-Credential=${s.accessKeyId('ASIA')}%2F20200101%2Fus-east-1`,
      (s) => `https://b.s3.amazonaws.com/k?AWSAccessKeyId=${s.accessKeyId('ASIA')}&Expires=1&Signature=a`,
    ],
  },
};
