import { husky } from './husky.ts';
import { lefthook } from './lefthook.ts';
import type { HookManager, ManagerSettings, ManualManager } from './manager.ts';
import { preCommit } from './pre-commit.ts';
import { simpleGitHooks } from './simple-git-hooks.ts';

export {
  hasHook,
  type HookManager,
  type ManagerSettings,
  type ManualManager,
  settingsFolders,
} from './manager.ts';

/** The hook managers whose settings the user edits. */
const MANUAL: readonly ManualManager[] = [lefthook, simpleGitHooks];

export const MANAGERS: readonly HookManager[] = [husky, preCommit, ...MANUAL];

/** Returns a project's hook manager with settings for the user to edit, and these settings. */
export async function managerIn(
  folders: readonly string[],
): Promise<{ manager: ManualManager; settings: ManagerSettings } | undefined> {
  for (const manager of MANUAL) {
    const settings = await manager.find(folders);
    if (settings !== undefined) return { manager, settings };
  }
  return undefined;
}

/** Returns the hook manager that generated a hook file. */
export function writerOf(hookFile: string): HookManager | undefined {
  return MANAGERS.find((manager) => manager.isGeneratedBy(hookFile));
}
