import { example, type Rule } from './rule.ts';
import { structuredKey } from './values/structured-key.ts';

/** An API key of an AWS service that has no rule of its own, including future services. */
export const serviceApiKey: Rule = structuredKey({
  id: 'aws-service-api-key',
  severity: 'critical',
  service: 'other',
  // the endpoint that says which service it is may only be visible in decoded text
  yieldsTo: ['aws-cloudwatch-api-key', 'aws-xray-api-key'],
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api-keys-for-aws-services.html',
  examples: {
    found: [
      (s) => example(s.serviceApiKey('NewServiceAPIKey-a1b2', [0, 0x94, 0x8b]), 'Authorization: Bearer '),
      (s) => example(s.serviceApiKey('alice', []), 'key = "', '"'),
      (s) => example(s.serviceApiKey('bob.smith@corp', [0, 1, 2]), 'token: '),
    ],
    passed: [
      (s) => Buffer.from(`${s.string('abcdef', 80)}-at-${s.digits(11)}:x`).toString('base64'),
      (s) => s.bytes(120).toString('base64'),
      () => Buffer.from('alice-at-123456789012:EXAMPLEEXAMPLEEXAMPLEEXAMPLE').toString('base64'),
    ],
  },
});
