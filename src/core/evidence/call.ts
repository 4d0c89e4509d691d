import type { Strength } from './index.ts';

/**
 * Whether a value is an argument of a call that takes AWS credentials by position, as in
 * `NewStaticCredentials(keyID, "…", "")` or `new BasicAWSCredentials("…", "…")`.
 */
export function strengthOfCall(before: string): Strength {
  return CALL.test(before) ? 'strong' : 'none';
}

const CALL = new RegExp(
  [
    String.raw`(?:\b(?:New)?(?:Basic|Static|Session|Aws|AWS)\w{0,24}Credential|\bA(?:ws|WS)(?:::|\.)Credentials|\bSet-AWSCredential`,
    String.raw`|\baws_?credentials?|\b(?:S3|EC2|SQS|SES)Connection|\bconnect_(?:s3|ec2|sqs|ses|sns|iam|dynamodb)|\bAmazon[A-Z]`,
    String.raw`)\w{0,24}(?:(?:\.|::)\w{1,24})?(?:\s{0,4}\(|\s)[^\n;)]{0,160}$`,
  ].join(''),
);
