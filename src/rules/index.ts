import type { Rule, RuleId } from './rule.ts';
import { accessKeyId } from './access-key-id.ts';
import { appsyncApiKey } from './appsync-api-key.ts';
import { bedrockApiKey } from './bedrock-api-key.ts';
import { bedrockShortTermApiKey } from './bedrock-short-term-api-key.ts';
import { claudePlatformApiKey } from './claude-platform-api-key.ts';
import { claudePlatformShortTermApiKey } from './claude-platform-short-term-api-key.ts';
import { cloudwatchApiKey } from './cloudwatch-api-key.ts';
import { cloudwatchLogsApiKey } from './cloudwatch-logs-api-key.ts';
import { codeartifactToken } from './codeartifact-token.ts';
import { codecommitPassword } from './codecommit-password.ts';
import { consolePassword } from './console-password.ts';
import { dsqlAuthToken } from './dsql-auth-token.ts';
import { ecrPassword } from './ecr-password.ts';
import { eksToken } from './eks-token.ts';
import { kiroApiKey } from './kiro-api-key.ts';
import { mskAuthToken } from './msk-auth-token.ts';
import { mwsAuthToken } from './mws-auth-token.ts';
import { presignedUrl } from './presigned-url.ts';
import { privateKey } from './private-key.ts';
import { rdsAuthToken } from './rds-auth-token.ts';
import { secretAccessKey } from './secret-access-key.ts';
import { serviceApiKey } from './service-api-key.ts';
import { sesSmtpPassword } from './ses-smtp-password.ts';
import { sessionToken } from './session-token.ts';
import { ssoToken } from './sso-token.ts';
import { temporaryAccessKeyId } from './temporary-access-key-id.ts';
import { xrayApiKey } from './xray-api-key.ts';

/** All rules. Findings at the same position are listed in this order. */
export const rules: readonly Rule[] = [
  accessKeyId,
  temporaryAccessKeyId,
  secretAccessKey,
  sessionToken,
  bedrockApiKey,
  bedrockShortTermApiKey,
  claudePlatformApiKey,
  claudePlatformShortTermApiKey,
  cloudwatchLogsApiKey,
  cloudwatchApiKey,
  xrayApiKey,
  kiroApiKey,
  serviceApiKey,
  sesSmtpPassword,
  codecommitPassword,
  appsyncApiKey,
  mwsAuthToken,
  presignedUrl,
  eksToken,
  rdsAuthToken,
  dsqlAuthToken,
  mskAuthToken,
  ecrPassword,
  codeartifactToken,
  ssoToken,
  consolePassword,
  privateKey,
];

/** Returns the rule with an ID. */
export function ruleOf(id: RuleId): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new TypeError(`no rule ${id}`);
  return rule;
}
