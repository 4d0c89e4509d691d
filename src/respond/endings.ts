import type { RuleId } from '../rules/rule.ts';

/** The ways to revoke credentials other than access keys. The texts are in `messages/respond/`. */
export const ENDINGS = [
  'service-credential',
  'signed',
  'sign-in',
  'kiro',
  'smtp',
  'appsync',
  'password',
  'private-key',
  'mws',
] as const;

export type EndingId = (typeof ENDINGS)[number];

/** Credentials that the other steps of the guide revoke. */
type OfAccessKey =
  | 'aws-access-key-id'
  | 'aws-temporary-access-key-id'
  | 'aws-secret-access-key'
  | 'aws-session-token';

/** How to revoke the other kinds of credential. The type makes an entry for every new rule mandatory. */
const ENDING_OF: Readonly<Record<Exclude<RuleId, OfAccessKey>, EndingId>> = {
  'aws-bedrock-api-key': 'service-credential',
  'aws-claude-platform-api-key': 'service-credential',
  'aws-cloudwatch-logs-api-key': 'service-credential',
  'aws-cloudwatch-api-key': 'service-credential',
  'aws-xray-api-key': 'service-credential',
  'aws-service-api-key': 'service-credential',
  'aws-codecommit-password': 'service-credential',
  'aws-bedrock-short-term-api-key': 'signed',
  'aws-claude-platform-short-term-api-key': 'signed',
  'aws-presigned-url': 'signed',
  'aws-eks-token': 'signed',
  'aws-rds-auth-token': 'signed',
  'aws-dsql-auth-token': 'signed',
  'aws-msk-auth-token': 'signed',
  'aws-ecr-password': 'signed',
  'aws-codeartifact-token': 'signed',
  'aws-sso-token': 'sign-in',
  'aws-kiro-api-key': 'kiro',
  'aws-ses-smtp-password': 'smtp',
  'aws-appsync-api-key': 'appsync',
  'aws-console-password': 'password',
  'aws-private-key': 'private-key',
  'aws-mws-auth-token': 'mws',
};

/** Returns the kinds of credential that are revoked in one way. */
export function kindsOf(ending: EndingId): RuleId[] {
  return (Object.keys(ENDING_OF) as (keyof typeof ENDING_OF)[]).filter((kind) => ENDING_OF[kind] === ending);
}
