import type { Diagnosis } from '../checkup-result.ts';
import type { Caller, Site } from '../worktree-context.ts';

/** Looks at one thing, and changes nothing. */
export type Check = (site: Site, caller: Caller) => Promise<readonly Diagnosis[]>;
