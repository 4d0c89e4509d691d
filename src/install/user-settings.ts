import { createHash } from 'node:crypto';
import { realpath, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { readIfThere } from '../shared/file-access.ts';
import type { GitClient } from '../git/git.ts';
import { hooksPathSetting } from '../git/repository.ts';
import { replaceFile } from './replace-file.ts';

/** How to undo a change of the user's git settings. Only the changed part is stored, because settings may hold tokens. */
export interface SettingsEdit {
  readonly path: string;
  /** git created the file. */
  readonly created: boolean;
  /** The offset of the change. */
  readonly at: number;
  /** The old and the new bytes there, in Base64. */
  readonly old: string;
  readonly new: string;
  /** SHA-256 of the whole file after the change. */
  readonly after: string;
}

/**
 * Git renames its new settings over the old ones, even over `/dev/null`.
 *
 * @throws AppError `unwritable-file` if the user's settings are not a file
 */
export async function refuseOtherSettings(): Promise<void> {
  for (const path of settingsFiles()) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === false) throw new AppError('unwritable-file', { path, reason: 'not a file' });
  }
}

/** Changes the user's git settings with git, and returns how to undo it; undefined if nothing changed. */
export async function editSettings(change: () => Promise<void>): Promise<SettingsEdit | undefined> {
  const before = new Map<string, Buffer | undefined>();
  for (const path of settingsFiles()) before.set(path, readIfThere(path));
  await change();
  for (const [path, old] of before) {
    const text = readIfThere(path);
    if (text === undefined || (old !== undefined && text.equals(old))) continue;
    return { path, created: old === undefined, ...difference(old ?? Buffer.alloc(0), text) };
  }
  return undefined;
}

/** Undoes a change, if the file has not changed since. */
export async function undoSettings(edit: SettingsEdit): Promise<boolean> {
  const text = readIfThere(edit.path);
  if (text === undefined || digest(text) !== edit.after) return false;
  if (edit.created) {
    await unlink(edit.path);
    return true;
  }
  const end = edit.at + Buffer.from(edit.new, 'base64').length;
  const old = Buffer.concat([text.subarray(0, edit.at), Buffer.from(edit.old, 'base64'), text.subarray(end)]);
  // people keep their settings elsewhere and link to them
  await replaceFile(await realpath(edit.path), old);
  return true;
}

/** The files that git may write the user's settings to. */
function settingsFiles(): string[] {
  const { GIT_CONFIG_GLOBAL: only, HOME: home = homedir(), XDG_CONFIG_HOME: folder = '' } = process.env;
  if (only !== undefined && only !== '') return [only];
  return [join(home, '.gitconfig'), join(folder === '' ? join(home, '.config') : folder, 'git', 'config')];
}

function difference(old: Buffer, text: Buffer): Pick<SettingsEdit, 'at' | 'old' | 'new' | 'after'> {
  const most = Math.min(old.length, text.length);
  let at = 0;
  while (at < most && old[at] === text[at]) at += 1;
  let end = 0;
  while (end < most - at && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  return {
    at,
    old: old.subarray(at, old.length - end).toString('base64'),
    new: text.subarray(at, text.length - end).toString('base64'),
    after: digest(text),
  };
}

function digest(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The value and scope of a `core.hooksPath` that holds for all repositories of this user. */
export async function userHooksPath(git: GitClient): Promise<{ scope: string; value: string } | undefined> {
  return hooksPathSetting(git, '--type=path');
}
