import { accountIdOf, keyIdPattern } from '../key-id.ts';
import { presignedExpiry } from '../presigned.ts';
import type { Rule } from '../rule.ts';

/**
 * A short-term Amazon Bedrock API key: `bedrock-api-key-` and, in base64, a presigned address that lasts at most twelve
 * hours. One that has run out opens nothing.
 *
 * Source: https://github.com/aws/aws-bedrock-token-generator-js
 */
export const bedrockShortTermApiKey: Rule = {
  id: 'aws-bedrock-short-term-api-key',
  severity: 'high',
  sentinel: /bedrock-api-key-/,
  pattern: /(?<![A-Za-z0-9-])bedrock-api-key-[A-Za-z0-9/+]{100,}={0,2}/g,
  confirm({ value }, _evidence, now) {
    const address = decode(value);
    if (!address.includes('Action=CallWithBearerToken')) return false;
    const expiry = presignedExpiry(address);
    return expiry === undefined || expiry > now;
  },
  shows: 'start',
  accountId(value) {
    const id = decode(value).match(keyIdPattern('AKIA|ASIA'))?.[0];
    return id === undefined ? undefined : accountIdOf(id);
  },
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html',
  variable: 'AWS_BEARER_TOKEN_BEDROCK',
  examples: {
    found: [
      (s) => example(s.bedrockShortTermApiKey(new Date('2099-12-31T00:00:00Z')), 'AWS_BEARER_TOKEN_BEDROCK='),
      (s) => example(s.bedrockShortTermApiKey(new Date('2099-12-31T00:00:00Z')), '"token": "'),
    ],
    passed: [
      (s) => `AWS_BEARER_TOKEN_BEDROCK=${s.bedrockShortTermApiKey(new Date('2020-01-01T00:00:00Z'))}`,
      (s) => `bedrock-api-key-${s.bytes(300).toString('base64')}`,
      () => 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t…',
    ],
  },
};

function decode(value: string): string {
  return Buffer.from(value.slice('bedrock-api-key-'.length), 'base64').toString('latin1');
}

function example(value: string, before: string): { text: string; value: string } {
  return { text: `${before}${value}\n`, value };
}
