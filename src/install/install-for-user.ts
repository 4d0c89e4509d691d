import { chmod, lstat, mkdir, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { readText } from '../shared/file-access.ts';
import { callsHook } from './hook-blocks.ts';
import type { InstallOutcome } from './hook-file.ts';
import type { HookName } from './hook-names.ts';
import { addConfigHook, knowsConfigHooks, removeConfigHook, sectionOf } from './managers/git-config-hooks.ts';
import { replaceFile } from './replace-file.ts';
import {
  GIT_HOOKS,
  isUserHook,
  pastedBlock,
  USER_HOOKS,
  userBlock,
  userFolder,
  userHookFile,
} from './user-hooks.ts';
import {
  editSettings,
  refuseOtherSettings,
  type SettingsEdit,
  undoSettings,
  userHooksPath,
} from './user-settings.ts';

/** What keyward changed for this user, in `user.json` of its folder. */
interface UserRecord {
  readonly version: 1;
  readonly edit?: SettingsEdit | undefined;
  /** The topmost folder that keyward created. */
  readonly createdFolder?: string | undefined;
}

/** The result of {@link installForUser}. */
export interface UserInstallation {
  readonly outcome: InstallOutcome;
  /** The folder, or the git settings. */
  readonly place: string;
  /** A repository with its own core.hooksPath does not run the hooks. */
  readonly hasLimits: boolean;
}

/**
 * Makes git run keyward in every repository of this user. Idempotent.
 *
 * @param git a client outside of any repository
 * @param packageHooks the `hooks` folder of the global package
 * @throws AppError `unwritable-file`, and `init-hooks-path-global` if a `core.hooksPath` for all repositories belongs to someone else
 */
export async function installForUser(git: GitClient, packageHooks: string): Promise<UserInstallation> {
  const folder = join(userFolder(), 'hooks');
  await refuseOtherSettings();
  if (await knowsConfigHooks(git)) {
    // an older git had the folder
    if (await isOwnFolder(git, folder)) await uninstallForUser(git);
    return installInSettings(git, packageHooks);
  }
  const setting = await userHooksPath(git);
  if (setting === undefined || (await isSame(setting.value, folder)))
    return installInFolder(git, folder, packageHooks, setting === undefined);
  const missing = await hooksWithoutKeyward(setting.value);
  if (missing.length === 0) return { outcome: 'unchanged', place: setting.value, hasLimits: true };
  const block = missing.map((hook) => `${hook}:\n${pastedBlock(hook, packageHooks)}`).join('\n');
  throw new AppError('init-hooks-path-global', { hooksPath: setting.value, scope: setting.scope, block });
}

/** With git 2.54 or newer: git runs hooks from the user's settings in addition to those of the repository. */
async function installInSettings(git: GitClient, packageHooks: string): Promise<UserInstallation> {
  const blocks = USER_HOOKS.map((hook) => [hook, userBlock(hook, packageHooks)] as const);
  let isNeeded = false;
  for (const [hook, block] of blocks) {
    const command = await git.ask('config', '--global', '--get', `${sectionOf(hook)}.command`);
    if (command?.trimEnd() !== block.trimEnd()) isNeeded = true;
  }
  const make = async () => {
    for (const [hook, block] of blocks) await addConfigHook(git, hook, block, '--global');
  };
  await orUnwritable(() => changeSettings({ isNeeded, make }));
  const place = USER_HOOKS.map((hook) => sectionOf(hook)).join(', ');
  return { outcome: isNeeded ? 'registered' : 'unchanged', place, hasLimits: false };
}

/** With an older git: a folder with a file for each hook, which also runs the repository's own one. */
async function installInFolder(
  git: GitClient,
  folder: string,
  packageHooks: string,
  isNeeded: boolean,
): Promise<UserInstallation> {
  return orUnwritable(async () => {
    const made = await mkdir(folder, { recursive: true });
    const isChanged = await writeFiles(folder, packageHooks);
    // last: until then git runs the repositories' own hooks
    const make = async () => {
      await git
        .run('config', '--global', 'core.hooksPath', folder.replaceAll('\\', '/'))
        .catch((error: unknown) => {
          throw new AppError('unwritable-file', { path: '~/.gitconfig', reason: 'git config' }, error);
        });
    };
    await changeSettings({ isNeeded, make }, made);
    return { outcome: isChanged || isNeeded ? 'registered' : 'unchanged', place: folder, hasLimits: true };
  });
}

/** Returns keyward's hooks that a folder's files do not run. */
export async function hooksWithoutKeyward(folder: string): Promise<HookName[]> {
  const texts = await Promise.all(USER_HOOKS.map((hook) => readText(join(folder, hook))));
  return USER_HOOKS.filter((hook, index) => !callsHook(texts[index] ?? '', hook));
}

/**
 * Removes what {@link installForUser} added, and returns where; `left` are files in the folder that are not keyward's, and `pasted` is
 * a hook of someone else with lines of keyward.
 */
export async function uninstallForUser(
  git: GitClient,
): Promise<{ removed: string[]; left: string[]; pasted: string | undefined }> {
  await refuseOtherSettings();
  const folder = userFolder();
  const hooks = join(folder, 'hooks');
  const { edit, createdFolder } = await readRecord(folder);
  const removed: string[] = [];
  // first: without their files, git runs no hooks at all
  const isUndone = edit !== undefined && (await undoSettings(edit));
  if (isUndone) removed.push(edit.path);
  await editSettings(async () => {
    if (await isOwnFolder(git, hooks)) {
      await git.run('config', '--global', '--unset-all', 'core.hooksPath');
      removed.push('core.hooksPath');
    }
    for (const hook of USER_HOOKS)
      if (await removeConfigHook(git, hook, '--global')) removed.push(sectionOf(hook));
  });
  const left: string[] = [];
  const names = await readdir(hooks).catch(() => []);
  for (const name of names) {
    const path = join(hooks, name);
    if (GIT_HOOKS.includes(name) && isUserHook(await readText(path))) await rm(path);
    else left.push(path);
  }
  if (names.length > left.length) removed.push(hooks);
  for (const name of ['node', RECORD]) await rm(join(folder, name), { force: true });
  await removeEmpty(hooks, folder, createdFolder);
  const { value } = (await userHooksPath(git)) ?? {};
  const missing: readonly HookName[] = value === undefined ? USER_HOOKS : await hooksWithoutKeyward(value);
  const hook = USER_HOOKS.find((name) => !missing.includes(name));
  const pasted = value === undefined || hook === undefined ? undefined : join(value, hook);
  return { removed, left, pasted };
}

/** Tests whether the user's git settings name keyward's folder. */
export async function isOwnFolder(git: GitClient, folder: string): Promise<boolean> {
  const setting = await userHooksPath(git);
  return setting?.scope === 'global' && (await isSame(setting.value, folder));
}

const RECORD = 'user.json';

async function readRecord(folder: string): Promise<UserRecord> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as UserRecord;
  } catch {
    return { version: 1 };
  }
}

/** What happens to the user's git settings. */
interface SettingsChange {
  /** The settings are not yet as they should be. */
  readonly isNeeded: boolean;
  make(): Promise<void>;
}

/** Changes the settings, and records how to undo it, and the path of this Node.js for a git that starts without the shell's PATH. */
async function changeSettings({ isNeeded, make }: SettingsChange, created?: string): Promise<void> {
  const folder = userFolder();
  const old = await readRecord(folder);
  const made = created ?? (await mkdir(folder, { recursive: true }));
  let { edit } = old;
  if (isNeeded) {
    // so that the record leads back to the settings before the first installation
    if (edit !== undefined) await undoSettings(edit);
    edit = await editSettings(make);
  }
  const next: UserRecord = { version: 1, edit, createdFolder: old.createdFolder ?? made };
  await replaceFile(join(folder, RECORD), `${JSON.stringify(next, null, 2)}\n`, 0o600);
  await replaceFile(join(folder, 'node'), `${process.execPath}\n`);
}

/** Writes a file for each hook, and returns whether one was missing or different. */
async function writeFiles(folder: string, packageHooks: string): Promise<boolean> {
  const texts = new Map(GIT_HOOKS.map((hook) => [join(folder, hook), userHookFile(hook, packageHooks)]));
  for (const path of texts.keys()) {
    const isOther =
      (await lstat(path).catch(() => undefined)) !== undefined && !isUserHook(await readText(path));
    if (isOther) throw new AppError('unwritable-file', { path, reason: 'EEXIST' });
  }
  let isChanged = false;
  for (const [path, text] of texts) {
    if (await isUpToDate(path, text)) continue;
    await replaceFile(path, text, 0o755);
    await chmod(path, 0o755);
    isChanged = true;
  }
  return isChanged;
}

/** Tests whether git runs a file, and it has this text. */
export async function isUpToDate(path: string, text: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  const runs = process.platform === 'win32' || ((found?.mode ?? 0) & 0o111) === 0o111;
  return runs && (await readText(path)) === text;
}

/** Removes folders that are empty, upwards to the one that keyward created. */
async function removeEmpty(hooks: string, folder: string, created: string | undefined): Promise<void> {
  await rmdir(hooks).catch(() => undefined);
  if (created === undefined) return;
  for (let path = folder; path.startsWith(created); path = dirname(path)) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

async function isSame(path: string, folder: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [path, folder].map((each) => realpath(each).catch(() => resolve(each))),
  );
  return one === other;
}

/** Reports a failure to write in the user's folder. */
async function orUnwritable<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const { code, path = userFolder() } = error as NodeJS.ErrnoException;
    if (error instanceof AppError || code === undefined) throw error;
    throw new AppError('unwritable-file', { path, reason: code }, error);
  }
}
