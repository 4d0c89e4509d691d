import type { Allowlist } from './allowlist.ts';
import type { Settings } from './settings.ts';

/** What a repository allows and decides. */
export interface Policy {
  readonly allowlist: Allowlist;
  readonly settings: Settings;
}
