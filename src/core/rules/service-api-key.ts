import { ENDS_HERE, STARTS_HERE } from '../values/boundary.ts';
import { example, type Rule } from '../rule.ts';
import { serviceKeyAccount } from '../values/service-key.ts';

/**
 * A key of an AWS service that has no rule of its own: any base64 that decodes to `<user>-at-<account>:<secret>`, with or
 * without three tag bytes. CloudWatch's are of this form, and so will be those of services to come.
 */
export const serviceApiKey: Rule = {
  id: 'aws-service-api-key',
  severity: 'critical',
  // `-at-` in base64, at each of its three alignments
  sentinels: [/LWF0L|1hdC|tYXQt/],
  isBase64OfText: true,
  pattern: new RegExp(`${STARTS_HERE}(?!ABSK|AEAA)[A-Za-z0-9/+]{56,800}={0,2}${ENDS_HERE}`, 'g'),
  confirm: (match, evidence) =>
    /LWF0L|1hdC|tYXQt/.test(match.value) &&
    serviceKeyAccount(match.value) !== undefined &&
    // a user name and password for HTTP, which have a rule of their own
    !/\bbasic\s{1,4}$/i.test(evidence.before(match, 12))
      ? 'credential'
      : 'none',
  shows: 'start',
  accountId: serviceKeyAccount,
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api-keys-for-aws-services.html',
  examples: {
    found: [
      (s) => example(s.serviceApiKey('CloudWatchLogsAPIKey-a1b2', [0, 0x94, 0x8b]), 'Authorization: Bearer '),
      (s) => example(s.serviceApiKey('alice', []), 'key = "', '"'),
      (s) => example(s.serviceApiKey('bob.smith@corp', [0, 1, 2]), 'token: '),
    ],
    passed: [
      (s) => Buffer.from(`${s.string('abcdef', 80)}-at-${s.digits(11)}:x`).toString('base64'),
      (s) => s.bytes(120).toString('base64'),
      () => Buffer.from('alice-at-123456789012:EXAMPLEEXAMPLEEXAMPLEEXAMPLE').toString('base64'),
    ],
  },
};
