import { example, type Rule } from './rule.ts';
import { connectToken } from './values/connect-token.ts';

/**
 * A token that logs in to a Kafka cluster (MSK) with OAUTHBEARER: a presigned `kafka-cluster:Connect` URL in base64url,
 * valid for fifteen minutes. The rule matches the decoded URL.
 *
 * Source: https://github.com/aws/aws-msk-iam-sasl-signer-go, `signer/msk_auth_token_provider.go`
 */
export const mskAuthToken: Rule = connectToken({
  id: 'aws-msk-auth-token',
  action: /[?&]Action=kafka-cluster(?:%3A|:)Connect&/gi,
  docs: 'https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html',
  examples: {
    found: [
      (s) => example(decoded(s.mskAuthToken(new Date('2099-12-31T00:00:00Z'))), 'token: '),
      (s) => example(decoded(s.mskAuthToken(new Date('2099-12-31T00:00:00Z'))), '"', '"'),
    ],
    passed: [
      (s) => decoded(s.mskAuthToken(new Date('2020-01-01T00:00:00Z'))),
      () => 'https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Credential=…',
    ],
  },
});

function decoded(token: string): string {
  return Buffer.from(token, 'base64url').toString('latin1');
}
