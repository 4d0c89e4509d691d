import { accountIdOf } from './key-id.ts';
import { presignedAccountKeyId, presignedVerdict } from './presigned-query.ts';
import { example, type Rule } from '../rule.ts';

/** The parts of the rule that differ between services. */
interface ShortTermKind extends Pick<Rule, 'id' | 'docs'> {
  readonly prefix: string;
  /** The host of the presigned URL in the key. */
  readonly host: string;
  readonly variable: string;
}

/** Returns the rule for a service's short-term API keys: a prefix and a presigned `CallWithBearerToken` URL in base64. */
export function shortTermKey({ prefix, host, ...kind }: ShortTermKind): Rule {
  const decode = (value: string) => Buffer.from(value.slice(prefix.length), 'base64').toString('latin1');
  const LATER = new Date('2099-12-31T00:00:00Z');
  const EARLIER = new Date('2020-01-01T00:00:00Z');
  return {
    ...kind,
    severity: 'high',
    keywords: [new RegExp(prefix)],
    isBase64OfText: true,
    pattern: new RegExp(`(?<![A-Za-z0-9-])${prefix}[A-Za-z0-9/+_-]{100,}={0,2}`, 'g'),
    confirm({ value }, _evidence, now) {
      const address = decode(value);
      return address.includes('Action=CallWithBearerToken') ? presignedVerdict(address, now) : 'none';
    },
    shows: 'start',
    revocation: 'signed',
    accountId(value) {
      const keyId = presignedAccountKeyId(decode(value));
      return keyId === undefined ? undefined : accountIdOf(keyId);
    },
    examples: {
      found: [
        (s) => example(s.shortTermKey(prefix, host, LATER), `${kind.variable}=`),
        (s) => example(s.shortTermKey(prefix, host, LATER), '"token": "', '"'),
      ],
      passed: [
        (s) => `${prefix}${s.bytes(300).toString('base64')}`,
        (s) => s.shortTermKey(prefix, host, LATER).slice(0, 110),
        () => `${prefix}…`,
        (s) => `${kind.variable}=${s.shortTermKey(prefix, host, EARLIER)}`,
      ],
    },
  };
}
