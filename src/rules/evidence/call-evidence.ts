import { listsAround } from './list.ts';
import type { Strength } from './strength.ts';

/** The maximum distance from a value to the start of its call, in characters. */
const REACH = 200;

/**
 * Returns `weak` if a value is an argument of a call that takes AWS credentials by position, as in
 * `NewStaticCredentials(keyID, "…", "")` or `new BasicAWSCredentials(System.getenv("ID"), "…")`.
 */
export function strengthOfCall(before: string): Strength {
  if (COMMAND.test(before)) return 'weak';
  const callee = calleeOf(before);
  // also `aws.Auth{id, "…"}` and `Credentials::new(id, Some("…"))`
  const heads = [callee ?? '', ...listsAround(before).map(({ head }) => head)];
  return heads.some((head) => KNOWN.test(head) || GENERAL.test(head)) ? 'weak' : 'none';
}

/** Returns the text before the innermost parenthesis that is open where the value starts. */
function calleeOf(before: string): string | undefined {
  let closed = 0;
  for (let offset = before.length - 1; offset >= 0 && offset > before.length - REACH; offset -= 1) {
    const character = before[offset];
    if (character === ';') return undefined;
    if (character === ')') closed += 1;
    if (character === '(' && closed === 0) return before.slice(Math.max(0, offset - 80), offset);
    if (character === '(') closed -= 1;
  }
  return undefined;
}

/** Calls that only take AWS credentials. */
const KNOWN = new RegExp(
  [
    String.raw`\b(?:(?:New)?(?:Basic|Static|Session|Aws|AWS)\w{0,24}Credential\w{0,24}|A(?:ws|WS)(?:::|\.)Credentials`,
    String.raw`|Aws\\{1,2}Credentials\\{1,2}Credentials|aws_?credentials?\w{0,24}|(?:S3|EC2|SQS|SES)Connection|AWS4Auth|NewStaticV\d`,
    String.raw`|connect_(?:s3|ec2|sqs|ses|sns|iam|dynamodb)|new Amazon[A-Z]\w{0,24}|boto3\.Session|tinys3\.Connection`,
    String.raw`|Credentials::(?:from_keys|new)|aws\.Auth|minio\.New|Minio(?:Client)?|StaticProvider|SimpleEmailService(?:Client)?)(?:(?:\.|::)\w{1,24})?[>\]]?(?:::new)?(?:[ \t]\w{1,30})?\s{0,4}$`,
  ].join(''),
);

/** Calls that take credentials for anything. */
const GENERAL =
  /\bCredentials(?:(?:\.|::)(?:new|create|from))?\s{0,4}$|\bnew S3Client\s{0,4}$|\bsetAuth\s{0,4}$|\b(?:use|make|set)_?[Cc]redentials\s{0,4}$/;

/** Commands, and calls without brackets after their first argument. */
const COMMAND = new RegExp(
  [
    String.raw`\b(?:Set-AWSCredential|aws_?credentials?)\w{0,24}[ \t][^\n;)]{0,160}$`,
    String.raw`|(?:redentials?\w{0,20}\.?(?: -\w{1,20})?|\b[fF]romKeys)[ \t]+(?:\([^()\n]{1,60}\)|[\w$.:'!-]{1,60})[ \t,]+["']$`,
    String.raw`|\bdefcredential[ \t][^\n;)]{0,80}$`,
  ].join(''),
);
