import type { Diagnosis } from '../../core/checkup.ts';
import type { Caller, Site } from '../site.ts';

/** Looks at one thing, and changes nothing. */
export type Check = (site: Site, caller: Caller) => Promise<readonly Diagnosis[]>;
