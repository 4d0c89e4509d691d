import { shortTermKey } from './values/short-term-key.ts';

/**
 * A short-term Amazon Bedrock API key: `bedrock-api-key-` and a presigned URL in base64, valid for at most twelve hours. An
 * expired one is not a finding.
 *
 * Source: https://github.com/aws/aws-bedrock-token-generator-js
 */
export const bedrockShortTermApiKey = shortTermKey({
  id: 'aws-bedrock-short-term-api-key',
  prefix: 'bedrock-api-key-',
  host: 'bedrock.amazonaws.com',
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html',
  variable: 'AWS_BEARER_TOKEN_BEDROCK',
});
