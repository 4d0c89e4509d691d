import { checkAllowlist } from './allowlist.ts';
import type { Check } from './check.ts';
import { checkCi } from './ci.ts';
import { checkGit } from './git.ts';
import { checkHooks } from './hooks.ts';
import { checkHooksPath } from './hooks-path.ts';
import { checkNode } from './node.ts';
import { checkPackage } from './package.ts';
import { checkSecondLook } from './second-look.ts';
import { checkSettings } from './settings.ts';

/** What holds for the machine or the whole repository. */
export const ONCE: readonly Check[] = [checkGit, checkNode, checkCi];

/** What can differ from one work tree to the next. */
export const IN_EACH_WORKTREE: readonly Check[] = [
  checkPackage,
  checkHooksPath,
  checkHooks,
  checkSecondLook,
  checkAllowlist,
  checkSettings,
];
