import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { GitClient } from '../git/client.ts';
import { locateRepository, type Repository } from '../git/repository.ts';
import { findProject } from '../install/package-json.ts';
import type { Context } from './context.ts';

/** The hooks of the package that is running; this is part of `dist/cli/project.cjs` by then. */
export const PACKAGE_HOOKS: string = join(__dirname, '..', '..', 'hooks');

/** The repository around the current folder, and the project in it. */
export async function locateProject(
  context: Context,
): Promise<{ git: GitClient; repository: Repository; project: string | undefined }> {
  const git = new GitClient(context.directory);
  const repository = await locateRepository(git);
  return { git, repository, project: await findProject(await realpath(context.directory), repository.top) };
}
