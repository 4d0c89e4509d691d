import { isPlaceholder } from './values/placeholder.ts';
import { example, type Rule } from './rule.ts';

/** An AppSync API key. It works alone, because the endpoint is public. */
export const appsyncApiKey: Rule = {
  id: 'aws-appsync-api-key',
  severity: 'high',
  keywords: [/da2-/],
  pattern: /(?:(?<![A-Za-z0-9-])|(?<=\\[nrt]))da2-[a-z0-9]{26}(?![A-Za-z0-9-])/g,
  confirm: ({ value }) => (isPlaceholder(value) ? 'none' : 'credential'),
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization',
  revocation: 'appsync',
  examples: {
    found: [
      (s) => example(s.appsyncApiKey(), 'API_KEY='),
      (s) => example(s.appsyncApiKey(), '"aws_appsync_apiKey": "', '"'),
    ],
    passed: [
      () => `da2-${'x'.repeat(26)}`,
      () => 'da2-abcdefghijklmnopqrstuvwxyz',
      (s) => `da2-${s.string('abcdefghijklmnop', 20)}`,
      (s) => `lambda2-${s.appsyncApiKey().slice(4)}`,
      (s) => `${s.appsyncApiKey()}a`,
    ],
  },
};
