/** Lists the regions that are enabled in the account; us-east-1 always is. */
export const REGIONS: string =
  "aws ec2 describe-regions --region us-east-1 --query 'Regions[].RegionName' --output text";

const USERS = "aws iam list-users --query 'Users[].UserName' --output text";
const BUCKETS = "aws s3api list-buckets --query 'Buckets[].Name' --output text";

/** Selects the CloudTrail events of the leaked key. */
export const BY_KEY = '--lookup-attributes "AttributeKey=AccessKeyId,AttributeValue=$KEY"';

/** Returns a loop that runs a command in every region. */
export function everyRegion(command: string): string {
  return `for r in $(${REGIONS}); do echo "== $r"; ${command} --region "$r"; done`;
}

/** Returns a loop that runs a command for every IAM user. */
export function everyUser(command: string): string {
  return `for u in $(${USERS}); do ${command} --user-name "$u"; done`;
}

/** Returns a loop that runs a command for every S3 bucket. */
export function everyBucket(command: string): string {
  return `for b in $(${BUCKETS}); do echo "== $b"; ${command} --bucket "$b"; done`;
}

/** Returns a loop that lists who made changes in IAM, in the last 90 days: CloudTrail has these events in us-east-1. */
export function changesInIam(...eventNames: string[]): string {
  return `for e in ${eventNames.join(' ')}; do aws cloudtrail lookup-events --region us-east-1 --lookup-attributes "AttributeKey=EventName,AttributeValue=$e" --query 'Events[].[EventTime,EventName,Username,Resources[0].ResourceName]' --output text; done`;
}

export const SERVICE_CREDENTIALS: string = everyUser(
  "aws iam list-service-specific-credentials --query 'ServiceSpecificCredentials[].[CreateDate,Status,ServiceName,UserName,ServiceSpecificCredentialId]' --output text",
);

export const DEACTIVATE_SERVICE_CREDENTIAL =
  'aws iam update-service-specific-credential --user-name USER --service-specific-credential-id SERVICE_SPECIFIC_CREDENTIAL_ID --status Inactive';

/** Returns the policy that "Revoke active sessions" in the console creates. */
export function denyBefore(now: Date): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': now.toISOString().replace(/\.\d+/, '') } },
      },
    ],
  });
}
