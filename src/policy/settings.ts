import type { RuleId } from '../rules/rule.ts';

/** The settings of a repository. */
export interface Settings {
  /** Disabled rules with their reasons. */
  readonly rules: Readonly<Partial<Record<RuleId, { readonly off: true; readonly reason: string }>>>;
  /** The repository owner's AWS accounts, 12 digits each. */
  readonly accounts: readonly string[];
  readonly language?: 'en' | 'ja' | undefined;
  /** Content that could not be scanned blocks. */
  readonly strict: boolean;
  /** Allow comments on the line of a value count. */
  readonly inlineAllow: boolean;
  /** A help page of the team, printed with findings. */
  readonly helpUrl?: string | undefined;
}

export const DEFAULT_SETTINGS: Settings = { rules: {}, accounts: [], strict: false, inlineAllow: true };
