import { redact } from '../rules/redact.ts';
import { isCanaryAccount } from '../rules/values/canary.ts';
import { accountIdOf, keyIdPattern } from '../rules/values/key-id.ts';

/** What an access key ID reveals. It does not reveal whether it belongs to the root user or whether it is active. */
export interface KeyFacts {
  /** The first and last four characters. */
  readonly shown: string;
  readonly lifetime: 'long-term' | 'temporary';
  /** Undefined for IDs issued before 2019, which do not contain the account. */
  readonly account: string | undefined;
  readonly canary: boolean;
}

/** Returns what an access key ID reveals, or undefined if the word is not one. */
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

/** Tests whether a word is long enough to be a secret: AWS IDs (`AROA…`) have at most 21 characters, secrets at least 30. */
export function mayBeSecret(word: string): boolean {
  return word.length > 24;
}

/** Tests for a key that works until it is deactivated. */
export function isLongTerm({ lifetime }: KeyFacts): boolean {
  return lifetime === 'long-term';
}
