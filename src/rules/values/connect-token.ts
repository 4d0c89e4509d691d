import type { Rule } from '../rule.ts';
import { accountIdOf } from './key-id.ts';
import { addressAround, plainAddress, presignedAccountKeyId, presignedVerdict } from './presigned-query.ts';

/** What is different for the tokens of one service. */
interface ConnectKind extends Pick<Rule, 'id' | 'docs' | 'examples'> {
  /** The part of the address that names the action which connects. Global. */
  readonly action: RegExp;
}

/** The rule for tokens that log in to a service in place of a password: a presigned address of an action that connects. */
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
    accountId(value) {
      const keyId = presignedAccountKeyId(value);
      return keyId === undefined ? undefined : accountIdOf(keyId);
    },
  };
}
