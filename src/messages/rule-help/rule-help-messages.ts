import type { Revocation } from '../../rules/revocation.ts';

/** The ways to revoke a credential. Temporary keys from STS have a separate one (`session`). */
export type RevocationHelp = 'access-key' | 'session' | Revocation;

/** The help texts of the rules, for SARIF. Plain text that is also valid Markdown. */
export interface RuleHelpMessages {
  readonly revoke: Readonly<Record<RevocationHelp, string>>;
  /** The headings of the four parts. */
  readonly title: {
    readonly first: string;
    readonly remove: string;
    readonly allow: string;
    readonly more: string;
  };
  /** Introduces the command with the whole guide. */
  readonly guide: string;
  readonly remove: string;
  /** Introduces the command that allows a false positive. */
  readonly allow: string;
}
