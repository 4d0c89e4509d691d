import { BY_KEY, everyRegion } from '../aws-commands.ts';
import { isLongTerm } from '../key.ts';
import type { Step } from '../step.ts';

/** Finds out what was done with the key. */
export const TRACE_STEPS: readonly Step[] = [
  {
    id: 'trail',
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
    id: 'secrets',
    commands: () => [
      everyRegion(
        `aws cloudtrail lookup-events ${BY_KEY} --query "Events[?contains([${SECRET_READS}],EventName)].[EventTime,EventName,Resources[0].ResourceName]" --output text`,
      ),
      everyRegion(
        "aws secretsmanager list-secrets --query 'SecretList[].[LastAccessedDate,Name]' --output text",
      ),
    ],
    links: [
      'https://console.aws.amazon.com/secretsmanager/listsecrets',
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html',
    ],
  },
  {
    id: 'quarantine',
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
];

/** The names of the calls that return a secret or a parameter, for a JMESPath expression. */
const SECRET_READS = [
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetParameter',
  'GetParameters',
  'GetParametersByPath',
  'GetParameterHistory',
]
  .map((name) => `'${name}'`)
  .join(',');
