import { shortTermKey } from './values/short-term-key.ts';

/** A short-term API key of Claude Platform on AWS. It has the same format as one of Amazon Bedrock. */
export const claudePlatformShortTermApiKey = shortTermKey({
  id: 'aws-claude-platform-short-term-api-key',
  prefix: 'aws-external-anthropic-api-key-',
  host: 'aws-external-anthropic.amazonaws.com',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api-keys-for-aws-services.html',
  variable: 'ANTHROPIC_AWS_API_KEY',
});
