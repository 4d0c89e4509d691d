import { type KeyService, serviceOfKey } from '../evidence/key-service.ts';
import type { Rule } from '../rule.ts';
import { ENDS_HERE, STARTS_HERE } from './base64-boundary.ts';
import { serviceKeyAccount } from './service-key.ts';

/** The parts of the rule that differ between services. */
interface StructuredKind extends Pick<Rule, 'id' | 'severity' | 'yieldsTo' | 'docs' | 'examples'> {
  readonly service: KeyService;
}

/**
 * Returns the rule for a service's long-term API keys without a known prefix: base64 of `<user>-at-<account>:<secret>`, with
 * or without three tag bytes. Keys with a prefix have their own rules.
 */
export function structuredKey({ service, ...kind }: StructuredKind): Rule {
  return {
    ...kind,
    // `-at-` in base64, at each of its three alignments
    keywords: [/LWF0L|1hdC|tYXQt/],
    isBase64OfText: true,
    pattern: new RegExp(`${STARTS_HERE}(?!ABSK|AEAA|ACWL)[A-Za-z0-9/+]{56,800}={0,2}${ENDS_HERE}`, 'g'),
    minRun: 56,
    confirm: (match, evidence) =>
      /LWF0L|1hdC|tYXQt/.test(match.value) &&
      serviceKeyAccount(match.value) !== undefined &&
      // a user name and password for HTTP basic authentication, which have their own rule
      !/\bbasic\s{1,4}$/i.test(evidence.before(match, 12)) &&
      serviceOfKey(match, evidence) === service
        ? 'credential'
        : 'none',
    shows: 'start',
    revocation: 'service-credential',
    accountId: serviceKeyAccount,
  };
}
