import {
  BY_KEY,
  changesInIam,
  DEACTIVATE_SERVICE_CREDENTIAL,
  denyBefore,
  everyUser,
  REGIONS,
  SERVICE_CREDENTIALS,
} from '../aws-commands.ts';
import { isLongTerm } from '../key.ts';
import type { Step } from '../step.ts';

/** Stops the damage: the key, what was created with it, and other ways in. */
export const STOP_STEPS: readonly Step[] = [
  {
    id: 'terminal',
    commands: () => ['read -r KEY'],
    powershell: `foreach ($r in -split (${REGIONS})) { "== $r"; aws ec2 describe-instances --region $r }`,
    links: ['https://console.aws.amazon.com/cloudshell/home'],
  },
  {
    id: 'others',
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
    commands: () => ['aws sts get-access-key-info --access-key-id "$KEY" --region us-east-1'],
    fits: ({ account }) => account === undefined,
  },
  {
    id: 'deactivate',
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
    commands: () => ['aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent --output text'],
    links: [
      'https://console.aws.amazon.com/iam/home#/security_credentials',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html',
    ],
    fits: isLongTerm,
  },
  {
    id: 'intruders',
    commands: () => [
      "aws iam list-users --query 'Users[].[CreateDate,UserName]' --output text | sort",
      `${everyUser("aws iam list-access-keys --query 'AccessKeyMetadata[].[CreateDate,Status,AccessKeyId,UserName]' --output text")} | sort`,
      "aws iam list-roles --query 'Roles[].[CreateDate,RoleName]' --output text | sort",
    ],
    links: ['https://console.aws.amazon.com/iam/home#/users'],
  },
  {
    id: 'passwords',
    commands: () => [
      changesInIam(
        'CreateLoginProfile',
        'UpdateLoginProfile',
        'ChangePassword',
        'EnableMFADevice',
        'DeactivateMFADevice',
      ),
      `${everyUser("aws iam list-mfa-devices --query 'MFADevices[].[EnableDate,UserName,SerialNumber]' --output text")} | sort`,
      'aws iam delete-login-profile --user-name USER',
      'aws iam deactivate-mfa-device --user-name USER --serial-number SERIAL_NUMBER',
    ],
    links: [
      'https://console.aws.amazon.com/iam/home#/users',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html',
    ],
  },
  {
    id: 'trust',
    commands: () => [
      "aws iam list-open-id-connect-providers --query 'OpenIDConnectProviderList[].Arn' --output text",
      "aws iam list-saml-providers --query 'SAMLProviderList[].[CreateDate,Arn]' --output text",
      "aws iam list-roles --query 'Roles[].[RoleName,to_string(AssumeRolePolicyDocument.Statement)]' --output text",
      changesInIam(
        'UpdateAssumeRolePolicy',
        'CreateOpenIDConnectProvider',
        'AddClientIDToOpenIDConnectProvider',
        'CreateSAMLProvider',
        'UpdateSAMLProvider',
      ),
      'aws iam delete-open-id-connect-provider --open-id-connect-provider-arn PROVIDER_ARN_FROM_THE_LIST',
      'aws iam delete-saml-provider --saml-provider-arn PROVIDER_ARN_FROM_THE_LIST',
    ],
    links: [
      'https://console.aws.amazon.com/iam/home#/roles',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html',
    ],
  },
];
