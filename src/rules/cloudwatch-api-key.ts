import { example, type Rule } from './rule.ts';
import { structuredKey } from './values/structured-key.ts';

/**
 * A CloudWatch API key, which sends metrics to the OTLP endpoint. It works alone. AWS documents no prefix, so its user name,
 * or an endpoint or variable near it, decides.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLP-MetricsBearerTokenAuth.html
 */
export const cloudwatchApiKey: Rule = structuredKey({
  id: 'aws-cloudwatch-api-key',
  severity: 'high',
  service: 'cloudwatch',
  docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLP-MetricsBearerTokenAuth.html',
  examples: {
    found: [
      (s) => example(s.serviceApiKey('CloudWatchAPIKey-a1b2', [0, 1, 2]), 'Authorization: Bearer '),
      (s) =>
        example(
          s.serviceApiKey('agents-metrics', [0, 1, 2]),
          'OTEL_EXPORTER_OTLP_METRICS_HEADERS=Authorization=Bearer ',
        ),
      (s) =>
        example(
          s.serviceApiKey('ci', []),
          'OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ',
          '"\nOTEL_EXPORTER_OTLP_ENDPOINT=https://monitoring.us-east-1.amazonaws.com\n',
        ),
    ],
    passed: [
      (s) => `OTEL_EXPORTER_OTLP_METRICS_HEADERS=Authorization=Bearer ${s.bytes(90).toString('base64')}`,
      (s) => `xray.us-east-1.amazonaws.com: Bearer ${s.serviceApiKey('ci', [])}`,
    ],
  },
});
