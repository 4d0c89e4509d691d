import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { GitClient } from './git.ts';
import { gitWithMessage } from './git-process.ts';
import { isInFolder, locateRepository, type Repository } from './repository.ts';

/**
 * The output of `git rev-parse --local-env-vars` without settings: variables that select a repository or parts of it.
 */
const REPOSITORY_VARIABLES = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_IMPLICIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE'],
  ...['GIT_PREFIX', 'GIT_NAMESPACE', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
  ...['GIT_QUARANTINE_PATH', 'GIT_SHALLOW_FILE', 'GIT_GRAFT_FILE'],
] as const;

/**
 * Finds the repository of a directory, and changes the environment of this process so that git and its children use
 * that repository. For commands that write hooks; a scan in a hook keeps the variables that git set.
 *
 * For the hooks of a linked worktree, git sets `GIT_DIR` without `GIT_WORK_TREE`, and then treats the current directory
 * as the top of the working tree. So the variables count only if they also select the working tree, the directory is in
 * it, and no nested repository is closer.
 *
 * @throws AppError `git-missing`, `git-failed`, `not-a-repository`, `no-work-tree`, `work-tree-unknown`,
 *   `unsafe-repository`, `line-break-in-path`
 */
export async function settleRepository(directory: string): Promise<Repository> {
  const isNamed = process.env['GIT_DIR'] !== undefined;
  const named = isNamed ? await namedRepository(directory) : undefined;
  for (const name of REPOSITORY_VARIABLES) delete process.env[name];
  const found = await locate(directory);
  const repository = choose(directory, named, found);
  if (repository === undefined) {
    const why = explain(directory);
    throw isNamed && why.code === 'not-a-repository' ? new AppError('work-tree-unknown', {}) : why;
  }
  if (repository === named) {
    process.env['GIT_DIR'] = named.gitDirectory;
    process.env['GIT_WORK_TREE'] = named.top;
  }
  const { top, hooks, commonDirectory } = repository;
  if ([top, hooks, commonDirectory].some(hasLineBreak)) throw new AppError('line-break-in-path', {});
  return repository;
}

/**
 * Makes git and the other children of this process see no repository, and only the settings in files, whatever the current folder
 * and the variables of a hook say.
 */
export function leaveRepository(): void {
  for (const name of REPOSITORY_VARIABLES) delete process.env[name];
  for (const name of ['GIT_CONFIG_COUNT', 'GIT_CONFIG_PARAMETERS']) delete process.env[name];
  process.env['GIT_DIR'] = '/dev/null/none';
}

/** True if a path contains a character that ends a line in a shell or a regular expression. */
export function hasLineBreak(path: string): boolean {
  return /[\n\r\u2028\u2029]/.test(path);
}

/**
 * The repository that the variables select, if they or the repository's settings also select the working tree. A
 * relative `GIT_WORK_TREE` is relative to the top directory, which a program in another directory cannot know.
 */
async function namedRepository(directory: string): Promise<Repository | undefined> {
  const tree = process.env['GIT_WORK_TREE'];
  const isTreeNamed =
    tree === undefined
      ? (await new GitClient(directory).ask('config', '--get', 'core.worktree').catch(() => undefined)) !==
        undefined
      : isAbsolute(tree);
  return isTreeNamed ? locate(directory) : undefined;
}

function choose(
  directory: string,
  named: Repository | undefined,
  found: Repository | undefined,
): Repository | undefined {
  if (named === undefined || !isInFolder(realpathSync.native(directory), named.top)) return found;
  const isOther = found !== undefined && found.gitDirectory !== named.gitDirectory;
  return found === undefined || (isOther && isInFolder(named.top, found.top)) ? named : found;
}

/** @throws AppError `git-missing` */
async function locate(directory: string): Promise<Repository | undefined> {
  try {
    return await locateRepository(new GitClient(directory));
  } catch (error) {
    if (error instanceof AppError && error.code === 'git-failed') return undefined;
    throw error;
  }
}

/** The reason why git finds no working tree for a directory, from git's own message, which is not printed. */
function explain(directory: string): AppError {
  const { stdout, stderr, status } = gitWithMessage(directory, 'rev-parse', '--is-inside-work-tree');
  if (stdout.trim() === 'false') return new AppError('no-work-tree', {});
  const refused = /(?:dubious ownership in repository at|unsafe repository \() ?'([^]*?)'/.exec(stderr)?.[1];
  if (refused !== undefined)
    return new AppError('unsafe-repository', { path: refused.replaceAll("'", String.raw`'\''`) });
  return /not a git repository/.test(stderr)
    ? new AppError('not-a-repository', {})
    : new AppError('git-failed', { command: 'git rev-parse', exit: status });
}
