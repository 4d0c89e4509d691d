import { checkAgents } from './agents-check.ts';
import { checkCi } from './ci-check.ts';
import { checkGit } from './git-check.ts';
import { checkHooks } from './hooks-check.ts';
import { checkHooksPath } from './hooks-path-check.ts';
import { checkNode } from './node-check.ts';
import { checkPackage } from './package-check.ts';
import { checkAllowlist, checkSettings } from './policy-check.ts';
import { checkSecondLook } from './second-look-check.ts';
import type { DoctorCheck } from '../worktree-context.ts';

/** Checks for the machine or the whole repository. */
export const ONCE: readonly DoctorCheck[] = [checkGit, checkNode, checkCi];

/** Checks whose results can differ between worktrees. */
export const IN_EACH_WORKTREE: readonly DoctorCheck[] = [
  checkPackage,
  checkHooksPath,
  checkHooks,
  checkSecondLook,
  checkAgents,
  checkAllowlist,
  checkSettings,
];
