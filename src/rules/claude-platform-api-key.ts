import { ENDS_HERE, startsWith } from './values/base64-boundary.ts';
import { example, type Rule } from './rule.ts';
import { serviceKeyAccount, serviceKeyVerdict } from './values/service-key.ts';

/**
 * A long-term API key of Claude Platform on AWS: base64 of three tag bytes and `<user>-at-<account>:<secret>`. It works
 * alone, and its use is billed to the account.
 */
export const claudePlatformApiKey: Rule = {
  id: 'aws-claude-platform-api-key',
  severity: 'critical',
  keywords: [/AEAA/],
  pattern: new RegExp(`${startsWith('AEAA')}[A-Za-z0-9/+]{60,800}={0,2}${ENDS_HERE}`, 'g'),
  confirm: (match, evidence) => serviceKeyVerdict(match, evidence, NAMES),
  shows: 'start',
  accountId: serviceKeyAccount,
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api-keys-for-aws-services.html',
  revocation: 'service-credential',
  variable: 'ANTHROPIC_AWS_API_KEY',
  examples: {
    found: [
      (s) => example(s.serviceApiKey('AeaApiKey-x1y2', [0, 0x40, 0]), 'ANTHROPIC_AWS_API_KEY='),
      (s) => example(s.serviceApiKey('AeaApiKey-x1y2+1', [0, 0x40, 0]), '"x-api-key": "', '"'),
      (s) => example(`AEAA${s.bytes(99).toString('base64')}`, 'ANTHROPIC_AWS_API_KEY: '),
    ],
    passed: [(s) => `value=AEAA${s.bytes(100).toString('base64')}`, () => `AEAA${'A'.repeat(120)}`],
  },
};

const NAMES = /(?:anthropic|claude)[\w.-]{0,30}[^\w\n]{1,12}$/i;
