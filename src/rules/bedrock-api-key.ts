import { ENDS_HERE, startsWith } from './values/base64-boundary.ts';
import { example, type Rule } from './rule.ts';
import { serviceKeyAccount, serviceKeyVerdict } from './values/service-key.ts';

/**
 * A long-term Amazon Bedrock API key: base64 of three tag bytes and `<user>-at-<account>:<secret>`. It works alone. Only
 * the structure is checked, because the user may have any name.
 */
export const bedrockApiKey: Rule = {
  id: 'aws-bedrock-api-key',
  severity: 'critical',
  keywords: [/ABSK/],
  pattern: new RegExp(`${startsWith('ABSK')}[A-Za-z0-9/+]{60,800}={0,2}${ENDS_HERE}`, 'g'),
  confirm: (match, evidence) => serviceKeyVerdict(match, evidence, NAMES),
  shows: 'start',
  accountId: serviceKeyAccount,
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html',
  revocation: 'service-credential',
  variable: 'AWS_BEARER_TOKEN_BEDROCK',
  examples: {
    found: [
      (s) => example(s.bedrockApiKey(), 'AWS_BEARER_TOKEN_BEDROCK='),
      (s) => example(s.bedrockApiKey(), 'api_key: "'),
      (s) => example(`ABSK${s.bytes(99).toString('base64')}`, 'AWS_BEARER_TOKEN_BEDROCK="', '"'),
      (s) => {
        const body = `deploy.user-at-${s.digits(12)}:${s.bytes(30).toString('base64')}`;
        const value = Buffer.concat([Buffer.from([0, 0x14, 0x8a]), Buffer.from(body)]).toString('base64');
        return example(value, 'key=');
      },
    ],
    passed: [
      (s) => `value=ABSK${s.bytes(100).toString('base64')}`,
      () => `AWS_BEARER_TOKEN_BEDROCK=ABSKQmVkcm9ja0FQSUtleS1${'EXAMPLE'.repeat(14)}`,
      () => 'AWS_BEARER_TOKEN_BEDROCK=ABSK<your key>',
      (s) => s.bedrockApiKey().slice(0, 40),
    ],
  },
};

const NAMES = /(?:bedrock|bearer)[\w.-]{0,30}[^\w\n]{1,12}$/i;
