import { isPlaceholder } from './values/placeholder.ts';
import { example, type Rule } from './rule.ts';

/** A seller's token for Amazon Marketplace Web Service. Amazon shut the service down in 2024, but the token identifies the seller. */
export const mwsAuthToken: Rule = {
  id: 'aws-mws-auth-token',
  severity: 'medium',
  keywords: [/amzn\.m/],
  pattern:
    /(?<![A-Za-z0-9.])amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![A-Za-z0-9-])/g,
  confirm: ({ value }) => (isPlaceholder(value) ? 'none' : 'credential'),
  shows: 'start',
  docs: 'https://developer-docs.amazon.com/sp-api/docs/migrating-from-mws',
  revocation: 'mws',
  examples: {
    found: [
      (s) => example(s.mwsAuthToken(), 'MWS_AUTH_TOKEN='),
      (s) => example(s.mwsAuthToken(), '<t>', '</t>'),
    ],
    passed: [
      () => 'amzn.mws.00000000-0000-0000-0000-000000000000',
      () => 'amzn.mws.<your token>',
      (s) => s.mwsAuthToken().slice(0, 40),
    ],
  },
};
