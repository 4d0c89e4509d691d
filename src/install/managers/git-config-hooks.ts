import { AppError } from '../../shared/errors.ts';
import type { GitClient } from '../../git/git.ts';
import { gitVersion, isAtLeast } from '../../git/version.ts';
import type { HookName } from '../hook-names.ts';

/**
 * Tests whether git runs hooks from its settings in addition to the hook file (2.54 or newer). The repository's own settings
 * work even if the hook file is shared by a company or by all repositories of a user (https://git-scm.com/docs/git-hook).
 */
export async function knowsConfigHooks(git: GitClient): Promise<boolean> {
  return isAtLeast(await gitVersion(git.directory), '2.54');
}

/** Whose settings: those of one repository, or those of a user, for all repositories. */
export type SettingsScope = '--local' | '--global';

/** Adds a hook to the git settings. Git appends `"$@"` to the command, which becomes part of the comment on its last line. */
export async function addConfigHook(
  git: GitClient,
  hook: HookName,
  block: string,
  scope: SettingsScope = '--local',
): Promise<boolean> {
  const command = block.trimEnd();
  if ((await git.ask('config', scope, '--get', `${sectionOf(hook)}.command`))?.trimEnd() === command)
    return false;
  try {
    await git.run('config', scope, `${sectionOf(hook)}.event`, hook);
    await git.run('config', scope, `${sectionOf(hook)}.command`, command);
  } catch (error) {
    const path = scope === '--local' ? '.git/config' : '~/.gitconfig';
    throw new AppError('unwritable-file', { path, reason: 'git config' }, error);
  }
  return true;
}

/** Removes a hook added by {@link addConfigHook}. */
export async function removeConfigHook(
  git: GitClient,
  hook: HookName,
  scope: SettingsScope = '--local',
): Promise<boolean> {
  if ((await git.ask('config', scope, '--get', `${sectionOf(hook)}.command`)) === undefined) return false;
  await git.run('config', scope, '--remove-section', sectionOf(hook));
  return true;
}

/** Returns the section of the git settings for a hook. */
export function sectionOf(hook: HookName): string {
  return `hook.keyward-${hook}`;
}
