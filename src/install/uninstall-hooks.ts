import { join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { pathFromTop, type Repository } from '../git/repository.ts';
import { readText } from '../shared/file-access.ts';
import { findHookLocation, type HookLocation } from './hook-location.ts';
import { type Removal, removeBlock } from './hook-file.ts';
import { HOOKS } from './hook-names.ts';
import { removeConfigHook, sectionOf } from './managers/git-config-hooks.ts';
import { removeHusky, WORKTREE_HOOK } from './managers/husky.ts';
import { hasHook } from './managers/index.ts';
import { LEGACY } from './managers/pre-commit.ts';
import { removeScript } from './package-json.ts';
import { deleteRecord, readRecord } from './install-record.ts';
import { projectsIn } from './shim.ts';

/** Removes everything that init and install added. */
export async function uninstallHooks(git: GitClient, repository: Repository, project: string | undefined) {
  const record = await readRecord(repository.commonDirectory);
  const location = await findHookLocation(git, repository, project);
  const removed: string[] = [];
  const foreign: string[] = [];
  for (const path of new Set([...hookPathsIn(location), ...record.hooks.map((hook) => hook.path)])) {
    const own = record.hooks.find((hook) => hook.path === path);
    const removal: Removal =
      !isShared(location) || own !== undefined ? await removeBlock(path, own) : 'absent';
    if (removal === 'removed') removed.push(pathFromTop(repository, path));
    if (removal === 'foreign') foreign.push(pathFromTop(repository, path));
  }
  for (const hook of HOOKS)
    if (await removeConfigHook(git, hook)) removed.push(`.git/config (${sectionOf(hook)})`);
  if (project !== undefined) {
    if (await removeScript(project, record.scripts))
      removed.push(pathFromTop(repository, join(project, 'package.json')));
  }
  if (record.adoptedHusky && location.kind === 'husky') await removeHusky(git, location.folder);
  await deleteRecord(repository.commonDirectory);
  // a hook that the pre-commit framework renamed is not a change by another tool
  const moved = new Set(removed.map((path) => path.replace(SET_ASIDE, '')));
  return {
    removed,
    foreign: foreign.filter((path) => !moved.has(path)),
    pasted: await pastedIn(location, repository),
  };
}

/** Tests whether the hook files are shared with other repositories. */
function isShared({ kind }: HookLocation): boolean {
  return kind === 'foreign' || kind === 'config';
}

/** Suffixes that other tools give to a hook that they replace. */
const SET_ASIDE = /\.(?:legacy|old)$/;

function hookPathsIn({ kind, folder }: HookLocation): string[] {
  if (kind === 'husky') return [...HOOKS, WORKTREE_HOOK].map((hook) => join(folder, hook));
  return HOOKS.flatMap((hook) => ['', LEGACY, '.old'].map((end) => join(folder, hook + end)));
}

/** Returns the file that holds pasted lines of keyward, which the user has to remove. */
async function pastedIn(location: HookLocation, repository: Repository): Promise<string | undefined> {
  if (location.kind === 'managed')
    return HOOKS.some((hook) => hasHook(location.settings, hook))
      ? pathFromTop(repository, location.settings.path)
      : undefined;
  if (!isShared(location)) return undefined;
  for (const hook of HOOKS) {
    const path = join(location.folder, hook);
    if (projectsIn(await readText(path)).length > 0) return path;
  }
  return undefined;
}
