import type { Rule } from '../rule.ts';
import { accountIdOf } from './key-id.ts';
import { addressAround, plainAddress, presignedAccountKeyId, presignedVerdict } from './presigned-query.ts';

/** The parts of the rule that differ between services. */
interface ConnectKind extends Pick<Rule, 'id' | 'docs' | 'examples'> {
  /** Matches the action parameter of the URL. Must be global. */
  readonly action: RegExp;
}

/** Returns the rule for tokens that are used as a password for a service: the presigned URL of an action that connects. */
export function connectToken({ action, ...kind }: ConnectKind): Rule {
  return {
    ...kind,
    severity: 'medium',
    keywords: [/Amz-Sig/i],
    pattern: action,
    expand: (match, text) => addressAround(match, text),
    confirm: ({ value }, _evidence, now) =>
      /X-Amz-Credential=/i.test(value) && /X-Amz-Signature=[0-9a-f]{64}/i.test(value)
        ? presignedVerdict(value, now)
        : 'none',
    canonical: plainAddress,
    shows: 'start',
    revocation: 'signed',
    accountId(value) {
      const keyId = presignedAccountKeyId(value);
      return keyId === undefined ? undefined : accountIdOf(keyId);
    },
  };
}
