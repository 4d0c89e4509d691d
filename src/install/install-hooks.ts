import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { readText } from '../shared/file-access.ts';
import { assertContained } from '../git/contained.ts';
import { hooksPathSetting, pathFromTop } from '../git/repository.ts';
import { blocksFor, callsHook, previousOptions, type Registration, shimFor } from './hook-blocks.ts';
import { findHookLocation, type HookLocation } from './hook-location.ts';
import { type InstallOutcome, insertBlock, refuseFolders } from './hook-file.ts';
import type { HookName } from './hook-names.ts';
import { addConfigHook, sectionOf } from './managers/git-config-hooks.ts';
import {
  isHuskyPending,
  copyHuskyToWorktrees,
  restoreHusky,
  runHusky,
  WORKTREE_HOOK,
  worktreeBlock,
} from './managers/husky.ts';
import { hasHook } from './managers/index.ts';
import { hookFileFor } from './managers/pre-commit.ts';
import { lists } from './package-json.ts';
import { addToRecord } from './install-record.ts';
import { shimBlock } from './shim.ts';

/** The result for one hook; the path is relative to the top of the working tree. */
export interface InstalledHook {
  readonly outcome: InstallOutcome;
  readonly path: string;
}

/**
 * Installs keyward's hooks in this repository. Idempotent.
 *
 * @throws AppError `hook-is-folder` if a hook path is a folder, `init-hooks-path` if the hooks folder does not belong to this
 *   repository, `init-paste` or `init-set-up` if a hook manager's settings or hooks do not run keyward yet
 */
export async function installHooks(job: Registration, hooks: readonly HookName[]): Promise<InstalledHook[]> {
  const { git, repository, project } = job;
  if (project !== undefined && (await isHuskyPending(git, project))) {
    await runHusky(repository, project);
    return installInFiles(job, { kind: 'husky', folder: join(project, '.husky') }, hooks);
  }
  const location = await findHookLocation(git, repository, project);
  switch (location.kind) {
    case 'managed':
      return checkManagerSettings(job, location, hooks);
    case 'config':
      return installInGitConfig(job, hooks);
    case 'foreign':
      return checkForeignHooks(job, location, hooks);
    case 'husky':
      await restoreHusky(repository, project);
      return installInFiles(job, location, hooks);
    default:
      return installInFiles(job, location, hooks);
  }
}

type Location<K extends HookLocation['kind']> = Extract<HookLocation, { kind: K }>;

/** Writes blocks into the files that git or husky runs. */
async function installInFiles(
  job: Registration,
  location: Location<'plain'> | Location<'husky'>,
  hooks: readonly HookName[],
): Promise<InstalledHook[]> {
  const { repository } = job;
  await refuseLinkedFolder(job);
  await refuseFolders(hooks.map((hook) => join(location.folder, hook)));
  const isPrivate = location.kind === 'plain' && location.insideGit;
  const done: InstalledHook[] = [];
  const put = async (path: string, block: string) => {
    const { outcome, record } = await insertBlock(path, block, { runBySh: location.kind === 'husky' });
    await addToRecord(repository.commonDirectory, record === undefined ? {} : { hooks: [record] });
    done.push({ outcome, path: pathFromTop(repository, path) });
  };
  for (const hook of hooks) {
    const path = isPrivate ? await hookFileFor(location.folder, hook) : join(location.folder, hook);
    await put(path, shimBlock(hook, shimFor(job, { ...(await previousOptions(job, path)), isPrivate })));
  }
  if (location.kind === 'husky') {
    await put(join(location.folder, WORKTREE_HOOK), worktreeBlock(pathFromTop(repository, location.folder)));
    await copyHuskyToWorktrees(job.git, repository, location.folder);
  }
  return done;
}

/** @throws AppError `link-elsewhere` if core.hooksPath names a link that points out of the working tree */
async function refuseLinkedFolder({ git, repository: { top } }: Registration): Promise<void> {
  const setting = await hooksPathSetting(git);
  if (setting !== undefined) assertContained(top, resolve(top, setting.value), setting.value);
}

/** Checks that a hook manager's settings and hooks run keyward; the error holds the lines for the user to paste. */
async function checkManagerSettings(
  job: Registration,
  { folder, manager, settings }: Location<'managed'>,
  hooks: readonly HookName[],
): Promise<InstalledHook[]> {
  const file = pathFromTop(job.repository, settings.path);
  const command = `${await managerCommand(job, manager.name, manager.setUpCommand)} && ${job.manager.runner} init`;
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

/** Returns the command line for a hook manager, which may be installed in the project or globally. */
export async function managerCommand(
  { project, manager }: Pick<Registration, 'project' | 'manager'>,
  name: string,
  command: string,
): Promise<string> {
  const isHere = project !== undefined && (await lists(project, name));
  return isHere ? manager.runner.replace(/keyward$/, command) : command;
}

/** Writes blocks into this repository's git settings; the shared hook files stay as they are. */
async function installInGitConfig(job: Registration, hooks: readonly HookName[]): Promise<InstalledHook[]> {
  const done: InstalledHook[] = [];
  for (const [hook, block] of blocksFor(job, hooks, { isPrivate: true })) {
    const isNew = await addConfigHook(job.git, hook, block);
    done.push({ outcome: isNew ? 'registered' : 'unchanged', path: `.git/config (${sectionOf(hook)})` });
  }
  await addToRecord(job.repository.commonDirectory, {});
  return done;
}

/** Checks that shared hook files run keyward; the error holds the lines for the user to paste. */
async function checkForeignHooks(
  job: Registration,
  { folder, scope }: Location<'foreign'>,
  hooks: readonly HookName[],
): Promise<InstalledHook[]> {
  const missing: HookName[] = [];
  for (const hook of hooks) {
    if (!callsHook(await readHook(folder, hook), hook)) missing.push(hook);
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
