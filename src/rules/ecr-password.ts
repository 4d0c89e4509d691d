import { ENDS_HERE, startsWith } from './values/base64-boundary.ts';
import { example, type Rule, type Verdict } from './rule.ts';

/**
 * The password for a container registry (ECR). `aws ecr get-login-password` prints it, and `docker login` stores it after
 * `AWS:`. It is base64 of a JSON object with an expiry time, twelve hours after it was issued.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 */
export const ecrPassword: Rule = {
  id: 'aws-ecr-password',
  severity: 'medium',
  // base64 of `{"payload":"`
  keywords: [/eyJwYXlsb2FkIjoi/],
  isBase64OfText: true,
  pattern: new RegExp(`${startsWith('eyJwYXlsb2FkIjoi')}[A-Za-z0-9/+]{150,}={0,2}${ENDS_HERE}`, 'g'),
  confirm: ({ value }, _evidence, now) => verdictOf(Buffer.from(value, 'base64').toString('latin1'), now),
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html',
  revocation: 'signed',
  examples: {
    found: [
      (s) =>
        example(
          s.ecrPassword(4_102_444_800),
          'docker login -u AWS -p ',
          ' x.dkr.ecr.us-east-1.amazonaws.com',
        ),
      (s) => example(s.ecrPassword(4_102_444_800), '"password": "', '"'),
    ],
    passed: [
      (s) => `docker login -u AWS -p ${s.ecrPassword(1_600_000_000)}`,
      (s) => Buffer.from(`{"payload":"${s.string('abc', 300)}"}`).toString('base64'),
    ],
  },
};

function verdictOf(json: string, now: Date): Verdict {
  if (!/"(?:datakey|DATA_KEY|type)"/.test(json)) return 'none';
  const expiration = /"expiration":(\d{9,11})/.exec(json)?.[1];
  return expiration !== undefined && Number(expiration) * 1000 <= now.getTime() ? 'expired' : 'credential';
}
