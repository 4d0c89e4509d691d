import type { RuleHelpMessages } from './rule-help-messages.ts';

const alone = 'It works on its own, without a second value.';
const derived = 'It was created with an access key or a role, and works until it expires.';

export const ruleHelp: RuleHelpMessages = {
  about: {
    'aws-access-key-id':
      'The ID of a long-term access key of an IAM user or a root user. It names the account, and its secret access key is usually near it. The key works until it is deactivated.',
    'aws-temporary-access-key-id':
      'The ID of a temporary access key. With its secret access key and session token, it works for up to 36 hours.',
    'aws-secret-access-key':
      'The secret half of an access key. With the ID, it can do in AWS whatever its user may do.',
    'aws-session-token':
      'The third part of a temporary access key. With the ID and the secret access key, it works for up to 36 hours.',
    'aws-bedrock-api-key': `A long-term API key for Amazon Bedrock. ${alone} Its use is billed to your account, and it may never expire.`,
    'aws-bedrock-short-term-api-key': `A short-term API key for Amazon Bedrock, valid for at most 12 hours. ${alone}`,
    'aws-claude-platform-api-key': `A long-term API key for Claude Platform on AWS. ${alone} Its use is billed to your account.`,
    'aws-claude-platform-short-term-api-key': `A short-term API key for Claude Platform on AWS, valid for at most 12 hours. ${alone}`,
    'aws-cloudwatch-logs-api-key': `An API key that writes to Amazon CloudWatch Logs. ${alone}`,
    'aws-cloudwatch-api-key': `An API key that sends metrics to Amazon CloudWatch. ${alone}`,
    'aws-xray-api-key': `An API key that sends traces to AWS X-Ray. ${alone}`,
    'aws-kiro-api-key': `An API key of Kiro, the coding agent of AWS. ${alone} Its use counts against your subscription.`,
    'aws-service-api-key': `An API key of an AWS service, recognized by its structure. ${alone}`,
    'aws-ses-smtp-password':
      'An SMTP password of Amazon SES. With the access key ID as its user name, it sends mail in your name.',
    'aws-codecommit-password':
      'The password of a service-specific credential. With its user name, it reads and writes CodeCommit repositories or Keyspaces tables.',
    'aws-appsync-api-key': `An API key of AWS AppSync. ${alone} The endpoint is public.`,
    'aws-mws-auth-token':
      "A seller's token for Amazon Marketplace Web Service. The service was shut down in 2024; the token still identifies the seller.",
    'aws-presigned-url': 'A presigned URL that is still valid. Whoever has it can make that one request.',
    'aws-eks-token': `A token that signs in to a Kubernetes cluster on Amazon EKS. ${derived}`,
    'aws-rds-auth-token': `A token that is used as the password of a database or cache. ${derived}`,
    'aws-dsql-auth-token': `A token that is used as the password of an Aurora DSQL cluster. ${derived}`,
    'aws-msk-auth-token': `A token that signs in to a Kafka cluster on Amazon MSK. ${derived}`,
    'aws-ecr-password': `A password for container registries on Amazon ECR, valid for 12 hours. ${derived}`,
    'aws-codeartifact-token': `A token for package repositories on AWS CodeArtifact, valid for at most 12 hours. ${derived}`,
    'aws-sso-token':
      'A sign-in token. It gets credentials for every account and role that its user may use, or renews itself.',
    'aws-console-password': 'The password of an IAM user for the AWS console.',
    'aws-private-key':
      'A private key for EC2 or Lightsail instances, CloudFront signed URLs or an IoT device. It has no passphrase.',
  },
  revoke: {
    'access-key':
      'Deactivate the access key: IAM console, Users, the user, Security credentials, Actions, Deactivate. Until then it works, even if the commit is deleted.',
    session:
      'Revoke the sessions of its role: IAM console, Roles, the role, Revoke sessions. Do not wait until the key expires.',
    'service-credential':
      'Deactivate it: IAM console, Users, the user, Security credentials. Deactivating the access keys of the user is not enough.',
    signed:
      'Deactivate the access key, or revoke the sessions of the role, that created it. Or wait until it expires.',
    'sign-in':
      'End the session: IAM Identity Center, Users, the user, Active sessions. For an AWS Builder ID: change the password and end all sessions.',
    kiro: 'Revoke it in the Kiro portal, API keys.',
    smtp: 'Deactivate the access key whose ID is its user name. This also invalidates the password.',
    appsync: 'Delete it: AWS AppSync console, the API, Settings, API keys.',
    password: 'Change or delete the password: IAM console, Users, the user, Security credentials.',
    'private-key':
      'Remove its public half: from `authorized_keys` on every instance, from the CloudFront key group, or deactivate the IoT certificate.',
    mws: 'Nothing to revoke: Amazon shut down MWS.',
  },
  title: {
    first: 'First: make it useless',
    remove: 'Then: take it out of the commits',
    allow: 'Not a real one?',
    more: 'Documentation',
  },
  guide: 'All steps, also to find out whether it was used:',
  remove:
    'A new commit that deletes it is not enough, because the history keeps it. The report of `npx keyward scan` prints the commands.',
  allow:
    'Allow this one value. Its fingerprint (kw1_…) is at the end of the message; the reason is for your colleagues:',
};
