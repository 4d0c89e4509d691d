import { husky } from './husky.ts';
import { lefthook } from './lefthook.ts';
import type { HookManager, ManagerSettings, PastedManager } from './manager.ts';
import { preCommit } from './pre-commit.ts';
import { simpleGitHooks } from './simple-git-hooks.ts';

export { hasHook, type HookManager, type ManagerSettings, type PastedManager } from './manager.ts';

/** Those into whose settings a person pastes keyward's lines. */
const PASTED: readonly PastedManager[] = [lefthook, simpleGitHooks];

export const MANAGERS: readonly HookManager[] = [husky, preCommit, ...PASTED];

/** The hook manager of a project into whose settings lines are pasted, and what it was told. */
export async function managerIn(
  folders: readonly string[],
): Promise<{ manager: PastedManager; settings: ManagerSettings } | undefined> {
  for (const manager of PASTED) {
    const settings = await manager.find(folders);
    if (settings !== undefined) return { manager, settings };
  }
  return undefined;
}

/** The hook manager that wrote a hook file. */
export function writerOf(hookFile: string): HookManager | undefined {
  return MANAGERS.find((manager) => manager.wrote(hookFile));
}
