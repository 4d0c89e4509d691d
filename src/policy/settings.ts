import type { RuleId } from '../rules/rule.ts';

/** What a repository may decide. */
export interface Settings {
  /** Rules that are off, each with the reason. */
  readonly rules: Readonly<Partial<Record<RuleId, { readonly off: true; readonly reason: string }>>>;
  /** The repository owner's AWS accounts, 12 digits each. */
  readonly accounts: readonly string[];
  readonly language?: 'en' | 'ja' | undefined;
  /** What could not be unfolded blocks. */
  readonly strict: boolean;
  /** Allow comments in the line itself count. */
  readonly inlineAllow: boolean;
  /** The team's own page about what to do, printed with findings. */
  readonly helpUrl?: string | undefined;
}

export const DEFAULT_SETTINGS: Settings = { rules: {}, accounts: [], strict: false, inlineAllow: true };
