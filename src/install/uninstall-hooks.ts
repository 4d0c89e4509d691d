import { join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { pathFromTop, type Repository } from '../git/repository.ts';
import { readText } from './hook-blocks.ts';
import { findHome, type HookHome } from './hook-location.ts';
import { type Removal, takeBlock } from './hook-file.ts';
import { HOOKS } from './hook-names.ts';
import { removeConfigHook, sectionOf } from './managers/git-config-hooks.ts';
import { leaveHusky, WORKTREE_HOOK } from './managers/husky.ts';
import { hasHook } from './managers/index.ts';
import { LEGACY } from './managers/pre-commit.ts';
import { removeScript } from './package-json.ts';
import { dropRecord, readRecord } from './install-record.ts';
import { projectsIn } from './shim.ts';

/** Takes out what init and install put in. */
export async function unregister(git: GitClient, repository: Repository, project: string | undefined) {
  const record = await readRecord(repository.commonDirectory);
  const home = await findHome(git, repository, project);
  const removed: string[] = [];
  const foreign: string[] = [];
  for (const path of new Set([...placesIn(home), ...record.hooks.map((each) => each.path)])) {
    const own = record.hooks.find((each) => each.path === path);
    const removal: Removal = !isOthers(home) || own !== undefined ? await takeBlock(path, own) : 'absent';
    if (removal === 'removed') removed.push(pathFromTop(repository, path));
    if (removal === 'foreign') foreign.push(pathFromTop(repository, path));
  }
  for (const hook of HOOKS)
    if (await removeConfigHook(git, hook)) removed.push(`.git/config (${sectionOf(hook)})`);
  if (project !== undefined) {
    if (await removeScript(project, record.scripts))
      removed.push(pathFromTop(repository, join(project, 'package.json')));
  }
  if (record.adoptedHusky && home.kind === 'husky') await leaveHusky(git, home.folder);
  await dropRecord(repository.commonDirectory);
  // a hook that the framework moved beside its own is no other tool's change
  const moved = new Set(removed.map((path) => path.replace(SET_ASIDE, '')));
  return {
    removed,
    foreign: foreign.filter((path) => !moved.has(path)),
    pasted: await pastedIn(home, repository),
  };
}

/** Whether the hook files belong to more than this repository. */
function isOthers({ kind }: HookHome): boolean {
  return kind === 'foreign' || kind === 'config';
}

/** Where other tools put a hook that was in their way. */
const SET_ASIDE = /\.(?:legacy|old)$/;

function placesIn({ kind, folder }: HookHome): string[] {
  if (kind === 'husky') return [...HOOKS, WORKTREE_HOOK].map((hook) => join(folder, hook));
  return HOOKS.flatMap((hook) => ['', LEGACY, '.old'].map((end) => join(folder, hook + end)));
}

/** Where a person pasted keyward's lines, and has to take them out. */
async function pastedIn(home: HookHome, repository: Repository): Promise<string | undefined> {
  if (home.kind === 'managed')
    return HOOKS.some((hook) => hasHook(home.settings, hook))
      ? pathFromTop(repository, home.settings.path)
      : undefined;
  if (!isOthers(home)) return undefined;
  for (const hook of HOOKS) {
    const path = join(home.folder, hook);
    if (projectsIn(await readText(path)).length > 0) return path;
  }
  return undefined;
}
