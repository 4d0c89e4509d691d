import { singleQuote } from '../../shared/shell-quote.ts';
import { execFile } from 'node:child_process';
import { access, constants, cp, readdir, rm, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import type { GitClient } from '../../git/git.ts';
import { hooksPathSetting, pathFromTop, type Repository } from '../../git/repository.ts';
import { wrapBlock } from '../shim.ts';
import type { HookManager } from './manager.ts';

/** All that stands in a file that husky 9 generates; with more in it, it is somebody else's hook. */
const STUB = /^#!\/usr\/bin\/env sh\n\. "\$\(dirname "\$0"\)\/h"\s*$/;

/** husky 9; its settings are the hooks themselves. */
export const husky: HookManager = {
  name: 'husky',
  calls: /\bhusky\b/,
  wrote: (hookFile) => STUB.test(hookFile),
  leads: [/^\. "\$\(dirname "\$0"\)\/h"$/],
  userScript: (path) => join(dirname(dirname(path)), basename(path)),
  switches: [['HUSKY', '0']],
  find: () => Promise.resolve(undefined),
};

/**
 * The folder of the user's hooks, where husky 9 runs them: the parent of the generated `_` that `core.hooksPath` names.
 * Nothing is ever written into `_`: it is ignored by git and rewritten at every install.
 */
export async function huskyFolder(hooks: string): Promise<string | undefined> {
  if (basename(hooks) !== '_') return undefined;
  const isHusky = basename(dirname(hooks)) === '.husky' || (await exists(join(hooks, 'h')));
  return isHusky ? dirname(hooks) : undefined;
}

/**
 * Makes sure that husky's generated files are there: a work tree may be without them, and an uninstalled husky leaves
 * `core.hooksPath` behind, with which git runs no hook at all.
 *
 * @throws AppError where there is no husky to write them
 */
export async function restoreHusky(repository: Repository, project: string | undefined): Promise<void> {
  if (await exists(join(repository.hooks, 'h'))) return;
  if (project === undefined || huskyBin(project) === undefined)
    throw new AppError('init-husky-gone', { hooksPath: pathFromTop(repository, repository.hooks) });
  await runHusky(repository, project);
}

/** Whether a project has chosen husky, although git does not know of it in this clone yet. */
export async function awaitsHusky(git: GitClient, project: string): Promise<boolean> {
  if (!(await exists(join(project, '.husky')))) return false;
  return (await hooksPathSetting(git)) === undefined && huskyBin(project) !== undefined;
}

/**
 * Sets husky up through the project's own husky, unless that would silence hooks that run today.
 *
 * @throws AppError with the names of those hooks
 */
export async function adoptHusky(
  git: GitClient,
  repository: Repository,
  project: string,
  ours: ReadonlySet<string>,
): Promise<void> {
  const setting = await hooksPathSetting(git);
  if (setting !== undefined) throw new AppError('init-husky-global', { hooksPath: repository.hooks });
  const silenced = await runningHooks(repository.hooks, ours);
  if (silenced.length > 0) throw new AppError('init-husky-silences', { hooks: silenced.join(', ') });
  await runHusky(repository, project);
}

/** Runs the project's husky for the folder `.husky` of that project. */
export async function runHusky(repository: Repository, project: string): Promise<void> {
  const bin = huskyBin(project);
  const path = join(relative(repository.top, project), '.husky').replaceAll('\\', '/');
  // no program may read it as an option
  const folder = path.startsWith('-') ? `./${path}` : path;
  if (bin === undefined)
    throw new AppError('init-command-failed', { command: 'npm install --save-dev husky' });
  const { HUSKY: _off, ...environment } = process.env;
  await promisify(execFile)(process.execPath, [bin, folder], { cwd: repository.top, env: environment }).catch(
    (error: unknown) => {
      throw new AppError('init-command-failed', { command: `npx husky ${folder}` }, error);
    },
  );
}

/**
 * husky's `core.hooksPath` is relative, and what it names is ignored by git: a fresh linked work tree has no hooks, and git
 * says nothing. But git runs this hook for `git worktree add`, from the work tree in which that is typed.
 */
export const WORKTREE_HOOK = 'post-checkout';

/** The lines that give a fresh work tree husky's folder, from the one beside the hook itself. */
export function worktreeBlock(folder: string): string {
  const path = `${folder.startsWith('-') ? './' : ''}${folder}/_`;
  const target = singleQuote(path);
  return wrapBlock(
    'gives a new work tree the hooks of husky',
    `[ -e ${target} ] || { mkdir -p ${target} && cp -R "\${0%/*}/_/." ${target}; }`,
  );
}

/** Gives husky's folder to the work trees that were there before {@link worktreeBlock} was. */
export async function equipWorktrees(git: GitClient, { top }: Repository, folder: string): Promise<void> {
  const list = await git.run('worktree', 'list', '--porcelain');
  for (const [, tree = ''] of list.matchAll(/^worktree (.+)$/gm)) {
    const target = join(tree, relative(top, folder), '_');
    // one on a disk that is not here gets it some other time
    if (!(await exists(tree)) || (await exists(target))) continue;
    await cp(join(folder, '_'), target, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new AppError('unwritable-file', { path: target, reason: error.code ?? '?' }, error);
    });
  }
}

/** Undoes {@link adoptHusky}, unless other hooks have come to rely on husky since. */
export async function leaveHusky(git: GitClient, folder: string): Promise<void> {
  const others = (await readdir(folder)).filter((name) => name !== '_');
  if (others.length > 0) return;
  await rm(join(folder, '_'), { recursive: true, force: true });
  await rmdir(folder);
  await git.run('config', '--local', '--unset', 'core.hooksPath');
}

/** Hooks that git runs now, by name. */
async function runningHooks(folder: string, ours: ReadonlySet<string>): Promise<string[]> {
  const names = (await exists(folder)) ? await readdir(folder) : [];
  const running: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!name.includes('.') && !ours.has(path) && (await exists(path, constants.X_OK))) running.push(name);
  }
  return running;
}

/** husky's command in a project; its package exports only the module beside it. */
export function huskyBin(project: string): string | undefined {
  try {
    return join(dirname(createRequire(join(project, 'package.json')).resolve('husky')), 'bin.js');
  } catch {
    // not installed in this project
    return undefined;
  }
}

async function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
