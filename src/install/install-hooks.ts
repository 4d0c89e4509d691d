import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { assertContained } from '../git/contained.ts';
import { hooksPathSetting, pathFromTop } from '../git/repository.ts';
import { blocksFor, keptFor, readText, type Registration, shimFor } from './hook-blocks.ts';
import { findHome, type HookHome } from './hook-location.ts';
import { type Outcome, putBlock, refuseFolders } from './hook-file.ts';
import type { HookName } from './hook-names.ts';
import { addConfigHook, sectionOf } from './managers/git-config-hooks.ts';
import {
  awaitsHusky,
  equipWorktrees,
  restoreHusky,
  runHusky,
  WORKTREE_HOOK,
  worktreeBlock,
} from './managers/husky.ts';
import { hasHook } from './managers/index.ts';
import { fileBesidePreCommit } from './managers/pre-commit.ts';
import { lists } from './package-json.ts';
import { addToRecord } from './install-record.ts';
import { shimBlock } from './shim.ts';

/** What was done for one hook; its path from the top. */
export interface Registered {
  readonly outcome: Outcome;
  readonly path: string;
}

/**
 * Makes git run keyward's hooks in this repository. Idempotent.
 *
 * @throws AppError `hook-is-folder` where a folder is in the place of a hook, `init-hooks-path` where git runs hooks from a place that is not this repository's, `init-paste` and
 *   `init-set-up` where a hook manager does and lacks something
 */
export async function register(job: Registration, hooks: readonly HookName[]): Promise<Registered[]> {
  const { git, repository, project } = job;
  if (project !== undefined && (await awaitsHusky(git, project))) {
    await runHusky(repository, project);
    return inFiles(job, { kind: 'husky', folder: join(project, '.husky') }, hooks);
  }
  const home = await findHome(git, repository, project);
  switch (home.kind) {
    case 'managed':
      return inSettings(job, home, hooks);
    case 'config':
      return inConfig(job, hooks);
    case 'foreign':
      return inForeign(job, home, hooks);
    case 'husky':
      await restoreHusky(repository, project);
      return inFiles(job, home, hooks);
    default:
      return inFiles(job, home, hooks);
  }
}

type Home<K extends HookHome['kind']> = Extract<HookHome, { kind: K }>;

/** Into the files that git, or husky, runs. */
async function inFiles(
  job: Registration,
  home: Home<'plain'> | Home<'husky'>,
  hooks: readonly HookName[],
): Promise<Registered[]> {
  const { repository } = job;
  await refuseLinkedFolder(job);
  await refuseFolders(hooks.map((hook) => join(home.folder, hook)));
  const isPrivate = home.kind === 'plain' && home.insideGit;
  const done: Registered[] = [];
  const put = async (path: string, block: string) => {
    const { outcome, record } = await putBlock(path, block, { runBySh: home.kind === 'husky' });
    await addToRecord(repository.commonDirectory, record === undefined ? {} : { hooks: [record] });
    done.push({ outcome, path: pathFromTop(repository, path) });
  };
  for (const hook of hooks) {
    const path = isPrivate ? await fileBesidePreCommit(home.folder, hook) : join(home.folder, hook);
    await put(path, shimBlock(hook, shimFor(job, { ...(await keptFor(job, path)), isPrivate })));
  }
  if (home.kind === 'husky') {
    await put(join(home.folder, WORKTREE_HOOK), worktreeBlock(pathFromTop(repository, home.folder)));
    await equipWorktrees(job.git, repository, home.folder);
  }
  return done;
}

/** @throws AppError `link-elsewhere` where the settings name a folder of the work tree that is a link out of it */
async function refuseLinkedFolder({ git, repository: { top } }: Registration): Promise<void> {
  const setting = await hooksPathSetting(git);
  if (setting !== undefined) assertContained(top, resolve(top, setting.value), setting.value);
}

/** Into the settings of a hook manager, by a person. */
async function inSettings(
  job: Registration,
  { folder, manager, settings }: Home<'managed'>,
  hooks: readonly HookName[],
): Promise<Registered[]> {
  const file = pathFromTop(job.repository, settings.path);
  const command = `${await typed(job, manager.name, manager.setUp)} && ${job.manager.runner} init`;
  const missing = hooks.filter((hook) => !hasHook(settings, hook));
  if (missing.length > 0) {
    const lines = manager.lines(blocksFor(job, missing, {}), settings);
    throw new AppError('init-paste', { manager: manager.name, file, lines, command });
  }
  for (const hook of hooks) {
    if (!manager.runs(await readHook(folder, hook), hook))
      throw new AppError('init-set-up', { manager: manager.name, hook, command });
  }
  await addToRecord(job.repository.commonDirectory, {});
  return [{ outcome: 'unchanged', path: file }];
}

/** What a person types to run a package's command; it may be installed for the machine. */
async function typed({ project, manager }: Registration, name: string, command: string): Promise<string> {
  const isHere = project !== undefined && (await lists(project, name));
  return isHere ? manager.runner.replace(/keyward$/, command) : command;
}

/** Into this repository's settings, beside hook files that are somebody else's. */
async function inConfig(job: Registration, hooks: readonly HookName[]): Promise<Registered[]> {
  const done: Registered[] = [];
  for (const [hook, block] of blocksFor(job, hooks, { isPrivate: true })) {
    const isNew = await addConfigHook(job.git, hook, block);
    done.push({ outcome: isNew ? 'registered' : 'unchanged', path: `.git/config (${sectionOf(hook)})` });
  }
  await addToRecord(job.repository.commonDirectory, {});
  return done;
}

/** Into hook files that are not this repository's, by a person. */
async function inForeign(
  job: Registration,
  { folder, scope }: Home<'foreign'>,
  hooks: readonly HookName[],
): Promise<Registered[]> {
  const missing: HookName[] = [];
  for (const hook of hooks) {
    if (!(await readHook(folder, hook)).includes(`keyward/hooks/${hook}"`)) missing.push(hook);
  }
  if (missing.length > 0) {
    const blocks = blocksFor(job, missing, { shared: true });
    const block = [...blocks].map(([hook, text]) => `${hook}:\n${text}`).join('\n');
    throw new AppError('init-hooks-path', { hooksPath: folder, scope, block });
  }
  await addToRecord(job.repository.commonDirectory, {});
  return [{ outcome: 'unchanged', path: folder }];
}

function readHook(folder: string, hook: string): Promise<string> {
  return readText(join(folder, hook));
}
