import type { KeyFacts } from './key.ts';

/** The parts of the guide in order: stopping the damage comes first. */
export const PHASES = ['stop', 'remove', 'trace', 'report', 'prevent'] as const;

export type Phase = (typeof PHASES)[number];

export type StepId =
  | 'terminal'
  | 'others'
  | 'account'
  | 'deactivate'
  | 'revoke'
  | 'deny'
  | 'root'
  | 'intruders'
  | 'restarters'
  | 'instances'
  | 'network'
  | 'functions'
  | 'containers'
  | 'models'
  | 'bill'
  | 'trail'
  | 'quarantine'
  | 'support'
  | 'forgiveness'
  | 'history'
  | 'delete'
  | 'mfa'
  | 'root-keys'
  | 'short-lived'
  | 'budget'
  | 'hook';

/** One step of the guide. Its texts are in `messages/respond/`. */
export interface Step {
  readonly id: StepId;
  readonly phase: Phase;
  /** Lines for a POSIX shell. They read the key ID from `$KEY`, so that it is never printed, saved or committed. */
  readonly commands?: (now: Date) => readonly string[];
  /** The same loop in PowerShell. */
  readonly powershell?: string;
  /** Pages of the console, and of AWS's manuals in English. */
  readonly links?: readonly string[];
  /** Tests whether the step applies to a key; all steps without it do. */
  readonly fits?: (key: KeyFacts) => boolean;
}

/** The date of the last check of URLs, commands and texts against AWS's documentation: docs/respond.md. */
export const CHECKED = '2026-11-24';

const isLongTerm = ({ lifetime }: KeyFacts) => lifetime === 'long-term';

const REGIONS = "aws ec2 describe-regions --region us-east-1 --query 'Regions[].RegionName' --output text";
const USERS = "aws iam list-users --query 'Users[].UserName' --output text";
const SERVICE_CREDENTIALS = `for u in $(${USERS}); do aws iam list-service-specific-credentials --user-name "$u" --query 'ServiceSpecificCredentials[].[CreateDate,Status,ServiceName,UserName,ServiceSpecificCredentialId]' --output text; done`;
const DEACTIVATE_SERVICE_CREDENTIAL =
  'aws iam update-service-specific-credential --user-name USER --service-specific-credential-id SERVICE_SPECIFIC_CREDENTIAL_ID --status Inactive';
const BY_KEY = '--lookup-attributes "AttributeKey=AccessKeyId,AttributeValue=$KEY"';

export const STEPS: readonly Step[] = [
  {
    id: 'terminal',
    phase: 'stop',
    commands: () => ['read -r KEY'],
    powershell: `foreach ($r in -split (${REGIONS})) { "== $r"; aws ec2 describe-instances --region $r }`,
    links: ['https://console.aws.amazon.com/cloudshell/home'],
  },
  {
    id: 'others',
    phase: 'stop',
    commands: () => [
      SERVICE_CREDENTIALS,
      DEACTIVATE_SERVICE_CREDENTIAL,
      'aws iam delete-login-profile --user-name USER',
    ],
    links: [
      'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html',
      'https://docs.aws.amazon.com/singlesignon/latest/userguide/end-active-sessions.html',
      'https://docs.aws.amazon.com/signin/latest/APIReference/API_dataplane-signin_RevokeOAuth2TokenWithIAM.html',
      'https://app.kiro.dev',
    ],
    // the guide for a given access key is about that key only
    fits: () => false,
  },
  {
    id: 'account',
    phase: 'stop',
    commands: () => ['aws sts get-access-key-info --access-key-id "$KEY" --region us-east-1'],
    fits: ({ account }) => account === undefined,
  },
  {
    id: 'deactivate',
    phase: 'stop',
    commands: () => [
      'OWNER=$(aws iam get-access-key-last-used --access-key-id "$KEY" --query UserName --output text); echo "$OWNER"',
      'aws iam update-access-key --access-key-id "$KEY" --user-name "$OWNER" --status Inactive',
    ],
    links: [
      'https://console.aws.amazon.com/iam/home#/users',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
    ],
    fits: isLongTerm,
  },
  {
    id: 'revoke',
    phase: 'stop',
    commands: (now) => [
      `aws cloudtrail lookup-events --region us-east-1 ${BY_KEY} --max-items 1 --query 'Events[].CloudTrailEvent' --output text`,
      'read -r ROLE',
      `aws iam put-role-policy --role-name "$ROLE" --policy-name AWSRevokeOlderSessions --policy-document '${denyBefore(now)}'`,
    ],
    links: [
      'https://console.aws.amazon.com/iam/home#/roles',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html',
    ],
    fits: ({ lifetime }) => lifetime === 'temporary',
  },
  {
    id: 'deny',
    phase: 'stop',
    commands: () => [
      'aws iam attach-user-policy --user-name "$OWNER" --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
    ],
    fits: isLongTerm,
  },
  {
    id: 'root',
    phase: 'stop',
    commands: () => ['aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent --output text'],
    links: [
      'https://console.aws.amazon.com/iam/home#/security_credentials',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html',
    ],
    fits: isLongTerm,
  },
  {
    id: 'intruders',
    phase: 'stop',
    commands: () => [
      "aws iam list-users --query 'Users[].[CreateDate,UserName]' --output text | sort",
      `for u in $(${USERS}); do aws iam list-access-keys --user-name "$u" --query 'AccessKeyMetadata[].[CreateDate,Status,AccessKeyId,UserName]' --output text; done | sort`,
      "aws iam list-roles --query 'Roles[].[CreateDate,RoleName]' --output text | sort",
    ],
    links: ['https://console.aws.amazon.com/iam/home#/users'],
  },
  {
    id: 'restarters',
    phase: 'remove',
    commands: () => [
      everyRegion(
        "aws ec2 describe-spot-instance-requests --filters Name=state,Values=open,active,disabled --query 'SpotInstanceRequests[].[CreateTime,SpotInstanceRequestId,InstanceId]' --output text",
      ),
      everyRegion(
        "aws ec2 describe-spot-fleet-requests --query 'SpotFleetRequestConfigs[].[CreateTime,SpotFleetRequestId,SpotFleetRequestState]' --output text",
      ),
      everyRegion(
        "aws autoscaling describe-auto-scaling-groups --query 'AutoScalingGroups[].[CreatedTime,AutoScalingGroupName,DesiredCapacity]' --output text",
      ),
      'aws ec2 cancel-spot-instance-requests --region REGION --spot-instance-request-ids SPOT_REQUEST',
      'aws ec2 cancel-spot-fleet-requests --region REGION --spot-fleet-request-ids FLEET --terminate-instances',
      'aws autoscaling delete-auto-scaling-group --region REGION --auto-scaling-group-name GROUP --force-delete',
    ],
    links: [
      'https://console.aws.amazon.com/ec2/home#SpotInstances:',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-cancel.html',
    ],
  },
  {
    id: 'instances',
    phase: 'remove',
    commands: () => [
      everyRegion(
        "aws ec2 describe-instances --filters Name=instance-state-name,Values=pending,running,stopping,stopped --query 'Reservations[].Instances[].[LaunchTime,InstanceType,InstanceId,KeyName]' --output text",
      ),
      'aws ec2 terminate-instances --region REGION --instance-ids INSTANCE',
      'aws ec2 modify-instance-attribute --region REGION --instance-id INSTANCE --no-disable-api-termination',
    ],
    links: [
      'https://console.aws.amazon.com/ec2globalview/home',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html',
    ],
  },
  {
    id: 'network',
    phase: 'remove',
    commands: () => [
      everyRegion(
        "aws ec2 describe-security-groups --filters Name=ip-permission.cidr,Values=0.0.0.0/0 --query 'SecurityGroups[].[GroupId,GroupName]' --output text",
      ),
      everyRegion("aws ec2 describe-key-pairs --query 'KeyPairs[].[KeyPairId,KeyName]' --output text"),
    ],
  },
  {
    id: 'functions',
    phase: 'remove',
    commands: () => [
      everyRegion(
        "aws lambda list-functions --query 'Functions[].[LastModified,FunctionName]' --output text",
      ),
      'aws lambda delete-function --region REGION --function-name FUNCTION',
    ],
  },
  {
    id: 'containers',
    phase: 'remove',
    commands: () => [
      everyRegion("aws ecs list-clusters --query 'clusterArns[]' --output text"),
      'aws ecs list-services --region REGION --cluster CLUSTER',
      'aws ecs delete-service --region REGION --cluster CLUSTER --service SERVICE --force',
    ],
  },
  {
    id: 'models',
    phase: 'remove',
    commands: () => [
      everyRegion(
        "aws cloudwatch list-metrics --namespace AWS/Bedrock --metric-name Invocations --query 'Metrics[].Dimensions[].Value' --output text",
      ),
      SERVICE_CREDENTIALS,
      DEACTIVATE_SERVICE_CREDENTIAL,
    ],
    links: ['https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html'],
  },
  {
    id: 'bill',
    phase: 'remove',
    commands: (now) => [
      `aws ce get-cost-and-usage --region us-east-1 --time-period Start=${dayOf(now, -30)},End=${dayOf(now, 1)} --granularity MONTHLY --metrics UnblendedCost --group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=REGION --query 'ResultsByTime[].Groups[].[Metrics.UnblendedCost.Amount,Keys[1],Keys[0]]' --output text | sort -rn`,
    ],
    links: [
      'https://console.aws.amazon.com/billing/home',
      'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/checklistforunwantedcharges.html',
    ],
  },
  {
    id: 'trail',
    phase: 'trace',
    commands: () => [
      everyRegion(
        `aws cloudtrail lookup-events ${BY_KEY} --query 'Events[].[EventTime,EventName,EventSource,Username]' --output text`,
      ),
    ],
    links: [
      'https://console.aws.amazon.com/cloudtrailv2/home#/events',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html',
    ],
  },
  {
    id: 'quarantine',
    phase: 'trace',
    commands: () => [
      'aws iam list-attached-user-policies --user-name "$OWNER" --query \'AttachedPolicies[].PolicyName\' --output text',
    ],
    links: [
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV2.html',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV4.html',
    ],
    fits: isLongTerm,
  },
  {
    id: 'support',
    phase: 'report',
    links: [
      'https://console.aws.amazon.com/support/home#/case/create',
      'https://docs.aws.amazon.com/signin/latest/userguide/troubleshooting-sign-in-issues.html',
    ],
  },
  { id: 'forgiveness', phase: 'report' },
  {
    id: 'history',
    phase: 'report',
    links: [
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
    ],
  },
  {
    id: 'delete',
    phase: 'report',
    commands: () => [
      'aws iam delete-access-key --access-key-id "$KEY" --user-name "$OWNER"',
      'aws iam detach-user-policy --user-name "$OWNER" --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    ],
    fits: isLongTerm,
  },
  {
    id: 'mfa',
    phase: 'prevent',
    commands: () => ['aws iam get-account-summary --query SummaryMap.AccountMFAEnabled --output text'],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html'],
  },
  {
    id: 'root-keys',
    phase: 'prevent',
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html'],
  },
  {
    id: 'short-lived',
    phase: 'prevent',
    links: [
      'https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    ],
  },
  {
    id: 'budget',
    phase: 'prevent',
    links: [
      'https://console.aws.amazon.com/costmanagement/home#/budgets',
      'https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html',
    ],
  },
  { id: 'hook', phase: 'prevent', commands: () => ['npx keyward init'] },
];

/** Returns a loop that runs a command in every region that is enabled in the account; us-east-1 always is. */
function everyRegion(command: string): string {
  return `for r in $(${REGIONS}); do echo "== $r"; ${command} --region "$r"; done`;
}

/** Returns the policy that "Revoke active sessions" in the console creates. */
function denyBefore(now: Date): string {
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

function dayOf(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
}
