import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { diagnosis, type Fix } from '../checkup-result.ts';
import { hooksPathSetting } from '../../git/repository.ts';
import { huskyFix, installCommand, ownHooksCommand } from '../fixes.ts';
import type { DoctorCheck, WorktreeContext } from '../worktree-context.ts';

/** Checks core.hooksPath. If it points to a missing folder, git runs no hooks and stays silent. */
export const checkHooksPath: DoctorCheck = async (worktree) => {
  const setting = await hooksPathSetting(worktree.git);
  const folder = worktree.repository.hooks;
  if (setting === undefined || (await namesFolder(setting, folder)))
    return [diagnosis('hooks-path', { folder, scope: setting?.scope })];
  const { scope, value } = setting;
  if (value !== '' && existsSync(folder)) {
    const fix = { command: unsetCommand(worktree, scope), safe: false };
    return [diagnosis('hooks-path-no-folder', { folder, scope }, fix)];
  }
  const fix = await fixFor(worktree, scope, value);
  return [diagnosis('hooks-path-missing', { folder: value === '' ? '""' : folder, scope }, fix)];
};

/** Tests whether a core.hooksPath names a folder that exists. */
export async function namesFolder({ value }: { value: string }, folder: string): Promise<boolean> {
  const found = value === '' ? undefined : await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true;
}

async function fixFor(worktree: WorktreeContext, scope: string, value: string): Promise<Fix> {
  const isOwn = scope === 'local' || scope === 'worktree';
  if (!isOwn || value === '') return { command: ownHooksCommand(worktree, scope), safe: false };
  if (basename(worktree.repository.hooks) !== '_') return { command: installCommand(worktree), safe: true };
  const fix = await huskyFix(worktree);
  if (fix !== undefined) return fix;
  // husky was removed but its setting was not
  return { command: unsetCommand(worktree, scope), safe: false };
}

/** Returns the command that removes core.hooksPath, and installs the hooks in the default folder. */
function unsetCommand(worktree: WorktreeContext, scope: string): string {
  if (scope === 'command') return ownHooksCommand(worktree, scope);
  const unset = `${scope === 'system' ? 'sudo ' : ''}git config --${scope} --unset core.hooksPath`;
  return `${worktree.atTop(unset)} && ${installCommand(worktree)}`;
}
