import { accountIdOf } from './values/key-id.ts';
import {
  addressAround,
  plainAddress,
  presignedAccountKeyId,
  presignedVerdict,
} from './values/presigned-query.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';

/**
 * A presigned URL that is still valid. Signature Version 4 allows at most seven days, version 2 any time. Also anything that
 * decodes to one, such as a bearer token of a service that has no rule. A signature has 64 digits, or about 140 in version 4A.
 */
export const presignedUrl: Rule = {
  id: 'aws-presigned-url',
  severity: 'high',
  keywords: [/Amz-Sig|WSAccessK/i],
  pattern:
    /X-Amz-Signature=[0-9a-f]{64,160}(?![0-9a-f])|[?&;]Signature=(?:[A-Za-z0-9/+]|%2[BbFf]){27}(?:=|%3[Dd])/gi,
  expand: (match, text) => addressAround(match, text),
  confirm(match, evidence, now) {
    if (!isAddress(match) || OTHER_RULE.test(evidence.before(match, 40) + match.value)) return 'none';
    return presignedVerdict(match.value, now);
  },
  canonical: plainAddress,
  shows: 'start',
  accountId(value) {
    const keyId = presignedAccountKeyId(value);
    return keyId === undefined ? undefined : accountIdOf(keyId);
  },
  docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html',
  revocation: 'signed',
  examples: {
    found: [
      (s) => example(s.presignedUrl(new Date('2099-12-31T00:00:00Z')), 'curl "', '"'),
      (s) => example(s.presignedUrl(new Date('2099-12-31T00:00:00Z')), '<a href="', '">'),
      (s) => {
        const url = s.presignedUrl(new Date('2099-12-31T00:00:00Z'));
        const signature = `3045022100${s.hex(62)}0220${s.hex(64)}`;
        return example(url.replace(/(?<=X-Amz-Signature=)\w+/, signature), 'curl "', '"');
      },
      (s) => {
        const signature = encodeURIComponent(s.bytes(20).toString('base64'));
        return example(
          `https://b.s3.amazonaws.com/k?AWSAccessKeyId=${s.accessKeyId('ASIA')}&Expires=4102444800&Signature=${signature}`,
          'url = ',
        );
      },
    ],
    passed: [
      (s) => s.presignedUrl(new Date('2013-05-24T00:00:00Z')),
      // no X-Amz-Expires: seven days are the most
      (s) => s.presignedUrl(new Date('2020-09-18T00:00:00Z')).replace(/&X-Amz-Expires=\d+/, ''),
      (s) =>
        `https://b.s3.amazonaws.com/k?AWSAccessKeyId=${s.accessKeyId('ASIA')}&Expires=1141889120&Signature=${'a'.repeat(27)}%3D`,
      (s) => `X-Amz-Signature=${s.hex(64)}`,
      () => 'https://b.s3.amazonaws.com/k?X-Amz-Signature=…',
    ],
  },
};

/** True if the URL has the parameters that its signature covers; a signature alone cannot be used. */
function isAddress({ value }: Match): boolean {
  return (
    (/X-Amz-Credential=/i.test(value) && /X-Amz-Date=\d/i.test(value)) ||
    (/AWSAccessKeyId=(?:AKIA|ASIA)/.test(value) && /[?&;]Expires=\d/.test(value))
  );
}

/** Decoded tokens that have their own rule. */
const OTHER_RULE = /k8s-aws-v1\.|-api-key-|Action=(?:connect|DbConnect|kafka-cluster)/i;
