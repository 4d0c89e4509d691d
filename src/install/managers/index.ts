import { lefthook } from './lefthook.ts';
import type { HookManager, ManagerSettings } from './manager.ts';
import { simpleGitHooks } from './simple-git-hooks.ts';

export { hasHook, type HookManager, type ManagerSettings } from './manager.ts';

/** The hook managers into whose settings a person pastes keyward's lines. */
const MANAGERS: readonly HookManager[] = [lefthook, simpleGitHooks];

/** The hook manager of a project, and what it was told. */
export async function managerIn(
  folders: readonly string[],
): Promise<{ manager: HookManager; settings: ManagerSettings } | undefined> {
  for (const manager of MANAGERS) {
    const settings = await manager.find(folders);
    if (settings !== undefined) return { manager, settings };
  }
  return undefined;
}
