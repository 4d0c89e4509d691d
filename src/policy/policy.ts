import type { Allowlist } from './allowlist.ts';
import type { Settings } from './settings.ts';

/** The allowlist and the settings of a repository. */
export interface Policy {
  readonly allowlist: Allowlist;
  readonly settings: Settings;
}
