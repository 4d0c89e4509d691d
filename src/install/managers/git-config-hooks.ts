import { AppError } from '../../shared/errors.ts';
import type { GitClient } from '../../git/git.ts';
import type { HookName } from '../hook-names.ts';

/**
 * Git 2.54 and newer runs hooks that its settings name as well, beside the hook file. Where the hook file belongs to a
 * company, or to all repositories of a person, this repository's own settings still are its own
 * (https://git-scm.com/docs/git-hook).
 */
export async function knowsConfigHooks(git: GitClient): Promise<boolean> {
  const [major = 0, minor = 0] = ((await git.run('version')).match(/\d+/g) ?? []).map(Number);
  return major > 2 || (major === 2 && minor >= 54);
}

/** Has git run a block. Git adds `"$@"` to what it runs, which the block's last line, a comment, takes in. */
export async function addConfigHook(git: GitClient, hook: HookName, block: string): Promise<boolean> {
  const command = block.trimEnd();
  if ((await git.ask('config', '--local', '--get', `${sectionOf(hook)}.command`))?.trimEnd() === command)
    return false;
  try {
    await git.run('config', '--local', `${sectionOf(hook)}.event`, hook);
    await git.run('config', '--local', `${sectionOf(hook)}.command`, command);
  } catch (error) {
    throw new AppError('unwritable-file', { path: '.git/config', reason: 'git config' }, error);
  }
  return true;
}

/** Takes out what {@link addConfigHook} put in. */
export async function removeConfigHook(git: GitClient, hook: HookName): Promise<boolean> {
  if ((await git.ask('config', '--local', '--get', `${sectionOf(hook)}.command`)) === undefined) return false;
  await git.run('config', '--local', '--remove-section', sectionOf(hook));
  return true;
}

/** The section of git's settings that holds a hook. */
export function sectionOf(hook: HookName): string {
  return `hook.keyward-${hook}`;
}
