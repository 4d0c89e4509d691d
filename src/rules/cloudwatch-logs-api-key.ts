import { example, type Rule } from './rule.ts';
import { ENDS_HERE, startsWith } from './values/base64-boundary.ts';
import { serviceKeyAccount, serviceKeyVerdict } from './values/service-key.ts';

/**
 * A CloudWatch Logs API key: `ACWL` and base64. It works alone, as the bearer token of the HTTP and OTLP endpoints, and may
 * never expire.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_HTTP_Endpoints_OTLP.html for the prefix; the rest must
 * have the structure of the other services' keys, or a name that says it is one
 */
export const cloudwatchLogsApiKey: Rule = {
  id: 'aws-cloudwatch-logs-api-key',
  severity: 'high',
  keywords: [/ACWL/],
  pattern: new RegExp(`${startsWith('ACWL')}[A-Za-z0-9/+]{60,800}={0,2}${ENDS_HERE}`, 'g'),
  confirm: (match, evidence) => serviceKeyVerdict(match, evidence, NAMES),
  shows: 'start',
  accountId: serviceKeyAccount,
  docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_HTTP_Endpoints_BearerTokenAuth.html',
  revocation: 'service-credential',
  examples: {
    found: [
      (s) => example(s.cloudwatchLogsApiKey(), 'Authorization: Bearer '),
      (s) =>
        example(
          s.cloudwatchLogsApiKey(),
          'OTEL_EXPORTER_OTLP_HEADERS=x-aws-log-group=g,Authorization=Bearer ',
        ),
      (s) => example(s.cloudwatchLogsApiKey(), '"headers": {"Authorization": "Bearer ', '"}'),
      (s) => example(s.cloudwatchLogsApiKey(), 'key = '),
      (s) => example(`ACWL${s.bytes(99).toString('base64')}`, 'Authorization: Bearer '),
      (s) => example(`ACWL${s.bytes(99).toString('base64')}`, 'CLOUDWATCH_LOGS_API_KEY="', '"'),
    ],
    passed: [
      () => '-H "Authorization: Bearer ACWL<token>"',
      (s) => `value=ACWL${s.bytes(100).toString('base64')}`,
      (s) => s.cloudwatchLogsApiKey().slice(0, 40),
      () => `Authorization: Bearer ACWL${'EXAMPLE'.repeat(14)}`,
    ],
  },
};

const NAMES = /(?:cloudwatch|cwl|bearer|logs)[\w.-]{0,30}[^\w\n]{1,12}$/i;
