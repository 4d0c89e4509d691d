import { example, type Rule } from './rule.ts';
import { structuredKey } from './values/structured-key.ts';

/**
 * An X-Ray API key, which sends traces to the OTLP endpoint. It works alone. AWS documents no prefix, so its user name, or
 * an endpoint or variable near it, decides.
 *
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-opentelemetry-bearer-token.html
 */
export const xrayApiKey: Rule = structuredKey({
  id: 'aws-xray-api-key',
  severity: 'high',
  service: 'xray',
  docs: 'https://docs.aws.amazon.com/xray/latest/devguide/xray-opentelemetry-bearer-token.html',
  examples: {
    found: [
      (s) => example(s.serviceApiKey('XRayAPIKey-a1b2', [0, 1, 2]), 'Authorization: Bearer '),
      (s) =>
        example(
          s.serviceApiKey('ci', [0, 1, 2]),
          'curl https://xray.us-east-1.amazonaws.com/v1/traces -H "Authorization: Bearer ',
          '"',
        ),
      (s) => example(s.serviceApiKey('ci', []), 'OTEL_EXPORTER_OTLP_TRACES_HEADERS=Authorization=Bearer '),
    ],
    passed: [
      (s) => `OTEL_EXPORTER_OTLP_TRACES_HEADERS=Authorization=Bearer ${s.bytes(90).toString('base64')}`,
      (s) => `monitoring.us-east-1.amazonaws.com: Bearer ${s.serviceApiKey('ci', [])}`,
    ],
  },
});
