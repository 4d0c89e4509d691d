/**
 * The ways to revoke a credential that is not an access key, in the order of the guide. The instructions are in
 * `messages/respond/` and, for SARIF, `messages/rule-help/`.
 */
export const REVOCATIONS = [
  // an API key or password of an IAM user (a service-specific credential): deactivated in the IAM console
  'service-credential',
  // a URL or token signed with an access key or a role: revoked together with that
  'signed',
  // a token of IAM Identity Center, AWS Builder ID or `aws login`
  'sign-in',
  'kiro',
  'smtp',
  'appsync',
  'password',
  'private-key',
  'mws',
] as const;

export type Revocation = (typeof REVOCATIONS)[number];
