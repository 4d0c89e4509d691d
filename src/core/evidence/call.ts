import type { Strength } from './strength.ts';

/**
 * Whether a value is an argument of a call that takes AWS credentials by position, as in
 * `NewStaticCredentials(keyID, "…", "")` or `new BasicAWSCredentials("…", "…")`.
 */
export function strengthOfCall(before: string): Strength {
  return CALL.test(before) ? 'strong' : 'none';
}

const CALL = new RegExp(
  [
    // behind an escape such as \n, too
    String.raw`(?:\b|(?<=\\[nrt]))(?:(?:New)?(?:Basic|Static|Session|Aws|AWS)\w{0,24}Credential|A(?:ws|WS)(?:::|\.)Credentials`,
    String.raw`|Set-AWSCredential|aws_?credentials?|(?:S3|EC2|SQS|SES)Connection|connect_(?:s3|ec2|sqs|ses|sns|iam|dynamodb)`,
    String.raw`|new Amazon[A-Z])\w{0,24}(?:(?:\.|::)\w{1,24})?(?:\s{0,4}\(|\s)[^\n;)]{0,160}$`,
  ].join(''),
);
