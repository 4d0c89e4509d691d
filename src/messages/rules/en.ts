import type { RuleTexts } from './rule-texts.ts';
import type { RuleId } from '../../rules/rule.ts';

const alone = 'It works on its own, without a second value.';
const derived = 'It was created with an access key or a role, and works until it expires.';

/** What each rule finds. */
export const rules: Readonly<Record<RuleId, RuleTexts>> = {
  'aws-access-key-id': {
    name: 'AWS access key ID',
    about:
      'The ID of a long-term access key of an IAM user or a root user. It names the account, and its secret access key is usually near it. The key works until it is deactivated.',
  },
  'aws-temporary-access-key-id': {
    name: 'temporary AWS access key ID',
    about:
      'The ID of a temporary access key. With its secret access key and session token, it works for up to 36 hours.',
  },
  'aws-secret-access-key': {
    name: 'AWS secret access key',
    about: 'The secret half of an access key. With the ID, it can do anything in AWS that its user can.',
  },
  'aws-session-token': {
    name: 'AWS session token',
    about:
      'The third part of a temporary access key. With the ID and the secret access key, it works for up to 36 hours.',
  },
  'aws-bedrock-api-key': {
    name: 'Amazon Bedrock API key (long-term)',
    about: `A long-term API key for Amazon Bedrock. ${alone} Its use is billed to your account, and it may never expire.`,
  },
  'aws-bedrock-short-term-api-key': {
    name: 'Amazon Bedrock API key (short-term)',
    about: `A short-term API key for Amazon Bedrock, valid for at most 12 hours. ${alone}`,
  },
  'aws-claude-platform-api-key': {
    name: 'Claude Platform on AWS API key (long-term)',
    about: `A long-term API key for Claude Platform on AWS. ${alone} Its use is billed to your account.`,
  },
  'aws-claude-platform-short-term-api-key': {
    name: 'Claude Platform on AWS API key (short-term)',
    about: `A short-term API key for Claude Platform on AWS, valid for at most 12 hours. ${alone}`,
  },
  'aws-cloudwatch-logs-api-key': {
    name: 'Amazon CloudWatch Logs API key',
    about: `An API key that writes to Amazon CloudWatch Logs. ${alone}`,
  },
  'aws-cloudwatch-api-key': {
    name: 'Amazon CloudWatch API key (metrics)',
    about: `An API key that sends metrics to Amazon CloudWatch. ${alone}`,
  },
  'aws-xray-api-key': {
    name: 'AWS X-Ray API key',
    about: `An API key that sends traces to AWS X-Ray. ${alone}`,
  },
  'aws-kiro-api-key': {
    name: 'Kiro API key',
    about: `An API key of Kiro, the coding agent of AWS. ${alone} Its use counts against your subscription.`,
  },
  'aws-service-api-key': {
    name: 'API key of an AWS service',
    about: `An API key of an AWS service, recognized by its structure. ${alone}`,
  },
  'aws-ses-smtp-password': {
    name: 'Amazon SES SMTP password',
    about:
      'An SMTP password of Amazon SES. With the access key ID as its user name, it sends mail in your name.',
  },
  'aws-codecommit-password': {
    name: 'password for CodeCommit or Keyspaces',
    about:
      'The password of a service-specific credential. With its user name, it reads and writes CodeCommit repositories or Keyspaces tables.',
  },
  'aws-appsync-api-key': {
    name: 'AWS AppSync API key',
    about: `An API key of AWS AppSync. ${alone} The endpoint is public.`,
  },
  'aws-mws-auth-token': {
    name: 'Amazon MWS auth token',
    about:
      "A seller's token for Amazon Marketplace Web Service. The service was shut down in 2024; the token still identifies the seller.",
  },
  'aws-presigned-url': {
    name: 'presigned AWS URL',
    about: 'A presigned URL that is still valid. Whoever has it can make that one request.',
  },
  'aws-eks-token': {
    name: 'Amazon EKS token',
    about: `A token that signs in to a Kubernetes cluster on Amazon EKS. ${derived}`,
  },
  'aws-rds-auth-token': {
    name: 'login token for an AWS database',
    about: `A token that is used as the password of a database or cache. ${derived}`,
  },
  'aws-dsql-auth-token': {
    name: 'login token for Amazon Aurora DSQL',
    about: `A token that is used as the password of an Aurora DSQL cluster. ${derived}`,
  },
  'aws-msk-auth-token': {
    name: 'login token for Amazon MSK (Kafka)',
    about: `A token that signs in to a Kafka cluster on Amazon MSK. ${derived}`,
  },
  'aws-ecr-password': {
    name: 'Amazon ECR password',
    about: `A password for container registries on Amazon ECR, valid for 12 hours. ${derived}`,
  },
  'aws-codeartifact-token': {
    name: 'AWS CodeArtifact token',
    about: `A token for package repositories on AWS CodeArtifact, valid for at most 12 hours. ${derived}`,
  },
  'aws-sso-token': {
    name: 'AWS sign-in token (SSO, Builder ID, Amazon Q, Kiro, aws login)',
    about:
      'A sign-in token. It can be exchanged for credentials of every account and role that its user may use, or for a new sign-in token.',
  },
  'aws-console-password': {
    name: 'AWS console password',
    about: 'The password of an IAM user for the AWS console.',
  },
  'aws-private-key': {
    name: 'private key for AWS (EC2, Lightsail, CloudFront, IoT)',
    about:
      'A private key for EC2 or Lightsail instances, CloudFront signed URLs or an IoT device. It has no passphrase.',
  },
};
