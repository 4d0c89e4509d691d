import { accountIdOf } from './values/key-id.ts';
import { presignedAccountKeyId, presignedVerdict } from './values/presigned-query.ts';
import { example, type Rule } from './rule.ts';

const PREFIX = 'k8s-aws-v1.';

/** How long the cluster accepts a token, in seconds; `X-Amz-Expires` is ignored. */
const LIFETIME = 15 * 60;

/**
 * The bearer token for an EKS cluster: a presigned `GetCallerIdentity` URL in base64url.
 *
 * Source: https://github.com/kubernetes-sigs/aws-iam-authenticator
 */
export const eksToken: Rule = {
  id: 'aws-eks-token',
  severity: 'medium',
  keywords: [/k8s-aws-v1\./],
  isBase64OfText: true,
  pattern: /(?<![A-Za-z0-9])k8s-aws-v1\.[A-Za-z0-9_-]{100,}/g,
  confirm({ value }, _evidence, now) {
    const address = decode(value);
    if (!address.includes('Action=GetCallerIdentity')) return 'none';
    return presignedVerdict(address.replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${LIFETIME}`), now);
  },
  shows: 'start',
  accountId(value) {
    const keyId = presignedAccountKeyId(decode(value));
    return keyId === undefined ? undefined : accountIdOf(keyId);
  },
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html',
  revocation: 'signed',
  examples: {
    found: [
      (s) => example(s.eksToken(new Date('2099-12-31T00:00:00Z')), 'token: '),
      (s) => example(s.eksToken(new Date('2099-12-31T00:00:00Z')), '"token": "', '"'),
    ],
    passed: [
      (s) => `token: ${s.eksToken(new Date('2020-01-01T00:00:00Z'))}`,
      (s) => `token: k8s-aws-v1.${s.bytes(200).toString('base64url')}`,
    ],
  },
};

function decode(value: string): string {
  return Buffer.from(value.slice(PREFIX.length), 'base64url').toString('latin1');
}
