import { redact } from '../rules/redact.ts';
import { isCanaryAccount } from '../rules/values/canary.ts';
import { accountIdOf, keyIdPattern } from '../rules/values/key-id.ts';

/** What an access key id tells by itself. Whether it belongs to the root user or to a user, and whether it is active, it does not tell. */
export interface KeyFacts {
  /** The first and last four characters. */
  readonly shown: string;
  readonly lifetime: 'long-term' | 'temporary';
  /** Ids issued before 2019 hold no account. */
  readonly account: string | undefined;
  readonly canary: boolean;
}

/** What an access key id tells; nothing for any other word. */
export function keyFactsOf(word: string): KeyFacts | undefined {
  if (keyIdPattern('AKIA|ASIA').exec(word)?.[0] !== word) return undefined;
  const account = accountIdOf(word);
  return {
    shown: redact(word, 'both-ends'),
    lifetime: word.startsWith('ASIA') ? 'temporary' : 'long-term',
    account,
    canary: account !== undefined && isCanaryAccount(account),
  };
}

/** The longest name that AWS gives to something that is no secret (`AROA…`) has 21 characters; the shortest key has 30. */
export function mayBeSecret(word: string): boolean {
  return word.length > 24;
}
