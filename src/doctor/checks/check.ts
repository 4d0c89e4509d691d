import type { Diagnosis } from '../checkup-result.ts';
import type { Caller, WorktreeContext } from '../worktree-context.ts';

/** Checks one thing and changes nothing. */
export type DoctorCheck = (worktree: WorktreeContext, caller: Caller) => Promise<readonly Diagnosis[]>;
