import { type Allowlist, EMPTY_ALLOWLIST } from './allowlist.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/** The allowlist and the settings of a repository. */
export interface Policy {
  readonly allowlist: Allowlist;
  readonly settings: Settings;
}

/** The policy that allows nothing and disables nothing. */
export const NO_POLICY: Policy = { allowlist: EMPTY_ALLOWLIST, settings: DEFAULT_SETTINGS };
