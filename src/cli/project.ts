import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { GitClient } from '../git/git.ts';
import { assertContained } from '../git/contained.ts';
import { hasLineBreak, settleRepository } from '../git/own-repository.ts';
import type { Repository } from '../git/repository.ts';
import { findProject } from '../install/package-json.ts';
import type { Context } from './context.ts';

/** The hooks of the package that is running; the bundler decides how deep in it this module lies. */
export const PACKAGE_HOOKS: string =
  [join(__dirname, '..', 'hooks'), join(__dirname, '..', '..', 'hooks')].find((folder) =>
    existsSync(join(folder, 'run.sh')),
  ) ?? '';

/** Whether the package that is running was fetched for one command only, and is gone when its cache is emptied. */
export const IS_PASSING: boolean = /[\\/](?:_npx|dlx(?:-[^\\/]*)?|bunx-[^\\/]*)[\\/]/.test(PACKAGE_HOOKS);

/**
 * The repository that the current folder belongs to, whatever variables a git hook has set, and the project in it.
 *
 * @throws AppError as {@link settleRepository}, and `link-elsewhere` where its package.json is a link out of the working tree
 */
export async function locateProject(
  context: Context,
): Promise<{ git: GitClient; repository: Repository; project: string | undefined }> {
  const repository = await settleRepository(context.directory);
  const project = await findProject(await realpath(context.directory), repository.top);
  if (hasLineBreak(project ?? '') || hasLineBreak(PACKAGE_HOOKS))
    throw new AppError('line-break-in-path', {});
  if (project !== undefined) assertContained(repository.top, join(project, 'package.json'), 'package.json');
  // opened only now: it keeps the environment of the time when it is opened
  return { git: new GitClient(context.directory), repository, project };
}
