import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { GitClient } from '../git/git.ts';
import { assertContained } from '../git/contained.ts';
import { hasLineBreak, leaveRepository, settleRepository } from '../git/own-repository.ts';
import type { Repository } from '../git/repository.ts';
import { DEFAULT_HOOKS, type HookName, HOOKS, parseHooks } from '../install/hook-names.ts';
import { findProject } from '../install/package-json.ts';
import { isTemporary } from '../install/package-place.ts';
import { userFolder } from '../install/user-hooks.ts';
import type { Args } from './args.ts';
import type { Context } from './context.ts';

/** The `hooks` folder of the running package. The depth of this module depends on the bundler. */
export const PACKAGE_HOOKS: string =
  [join(__dirname, '..', 'hooks'), join(__dirname, '..', '..', 'hooks')].find((folder) =>
    existsSync(join(folder, 'run.sh')),
  ) ?? '';

/** Whether the running package is in a temporary cache, as with `npx`. */
export const IS_TEMPORARY: boolean = isTemporary(PACKAGE_HOOKS);

/**
 * Returns the repository of the current folder, regardless of variables set by a git hook, and the project in it.
 *
 * @throws AppError like {@link settleRepository}, and `link-elsewhere` if package.json is a link out of the working tree
 */
export async function locateProject(
  context: Context,
): Promise<{ git: GitClient; repository: Repository; project: string | undefined }> {
  const repository = await settleRepository(context.directory);
  const project = findProject(await realpath(context.directory), repository.top);
  if (hasLineBreak(project ?? '') || hasLineBreak(PACKAGE_HOOKS))
    throw new AppError('line-break-in-path', {});
  if (project !== undefined) assertContained(repository.top, join(project, 'package.json'), 'package.json');
  // the client copies the environment, which settleRepository has changed
  return { git: new GitClient(context.directory), repository, project };
}

/** Returns the hooks in `--hooks`, or the default ones. */
export function hooksOf(args: Args): readonly HookName[] {
  const list = args.text('hooks');
  const hooks = list === undefined ? DEFAULT_HOOKS : parseHooks(list);
  if (hooks === undefined)
    throw new AppError('usage-bad-value', { option: '--hooks', expected: HOOKS.join(', ') });
  return hooks;
}

/** Returns a git client that reads and writes only the settings of the user and the system. Changes the environment of this process. */
export function outsideRepositories({ directory }: Context): GitClient {
  leaveRepository();
  if ([userFolder(), PACKAGE_HOOKS].some(hasLineBreak)) throw new AppError('line-break-in-path', {});
  return new GitClient(directory);
}
