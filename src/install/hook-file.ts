import { chmod, lstat, mkdir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError, fileError } from '../shared/errors.ts';
import { replaceFile } from './replace-file.ts';
import { withBlock, withoutBlock } from './shim.ts';

/** A record of a changed hook file, which lets uninstall restore it byte for byte. */
export interface HookRecord {
  readonly path: string;
  /** keyward created the file. */
  readonly created: boolean;
  /** keyward created the folder. */
  readonly createdFolder: boolean;
}

/** How the hook files in a folder are run. */
export interface HookRunner {
  /** A hook manager runs the file with sh and ignores its shebang and mode. */
  readonly runBySh: boolean;
}

export type InstallOutcome = 'registered' | 'unchanged';

/** Suffix for a hook that cannot hold a block. The renamed hook runs after keyward if it was executable. */
const KEPT = '.before-keyward';

/**
 * Makes a hook file run the block and keeps its other behavior: a shell script gets the block after its first line,
 * any other file is renamed and called by a new script.
 *
 * @throws AppError when the file cannot be read or written
 */
export async function insertBlock(
  path: string,
  block: string,
  rules: HookRunner,
): Promise<{ outcome: InstallOutcome; record?: HookRecord }> {
  try {
    const before = await describe(path, rules);
    if (before.kind === 'script') {
      const after = withoutExec(withBlock(before.text, inLatin1(block)), path);
      // git skips a hook that is not executable, with a hint at most
      if (!rules.runBySh && !before.runs) await chmod(path, 0o755);
      if (after === before.text) return { outcome: 'unchanged' };
      await replaceFile(path, Buffer.from(after, 'latin1'));
      return before.joined
        ? { outcome: 'registered' }
        : { outcome: 'registered', record: { path, created: false, createdFolder: false } };
    }
    const createdFolder = (await mkdir(dirname(path), { recursive: true })) !== undefined;
    if (before.kind === 'other') await keepAside(path);
    const chain = before.kind === 'other' ? chainTo(basename(path) + KEPT) : '';
    await replaceFile(path, `${rules.runBySh ? '' : SHEBANG}${block}${chain}`, 0o755);
    return { outcome: 'registered', record: { path, created: true, createdFolder } };
  } catch (error) {
    throw asAppError(path, error);
  }
}

/**
 * Rejects hook paths that are folders or links to folders: their purpose is unknown.
 *
 * @throws AppError `hook-is-folder`
 */
export async function refuseFolders(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new AppError('hook-is-folder', { path });
  }
}

/** The result of {@link removeBlock}: `foreign` if another tool has rewritten the file. */
export type Removal = 'removed' | 'absent' | 'foreign';

/** Removes the block from a hook file; with the record, restores the file byte for byte. */
export async function removeBlock(path: string, record: HookRecord | undefined): Promise<Removal> {
  try {
    const before = await describe(path, { runBySh: true });
    if (before.kind !== 'script' || !before.joined) return record === undefined ? 'absent' : 'foreign';
    const rest = withoutBlock(before.text) ?? before.text;
    if (await exists(path + KEPT)) await rename(path + KEPT, path);
    else if ((rest === SHEBANG || rest === '') && record?.created !== false) await unlink(path);
    else await replaceFile(path, Buffer.from(rest, 'latin1'));
    if (record?.createdFolder) await rmdir(dirname(path)).catch(() => undefined);
    return 'removed';
  } catch (error) {
    throw asAppError(path, error);
  }
}

const SHEBANG = '#!/bin/sh\n';

/** Returns the last line of a new hook: it calls the renamed hook if that is executable. keyward may scan again after it. */
function chainTo(name: string): string {
  return `[ ! -x "\${0%/*}/${name}" ] || "\${0%/*}/${name}" "$@"\n`;
}

/** Removes the `exec` of older versions, which kept keyward from scanning again. */
function withoutExec(text: string, path: string): string {
  const chain = chainTo(basename(path) + KEPT);
  return text.replace(chain.replace('|| ', '|| exec '), () => chain);
}

type Description =
  | { kind: 'none' }
  | { kind: 'other' }
  | { kind: 'script'; text: string; joined: boolean; runs: boolean };

async function describe(path: string, { runBySh }: HookRunner): Promise<Description> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return { kind: 'none' };
  if (!found.isFile()) return { kind: 'other' };
  const text = await readFile(path, 'latin1');
  const joined = withoutBlock(text) !== undefined;
  const runs = process.platform === 'win32' || (found.mode & 0o111) !== 0;
  return joined || runBySh || (runs && SHELL.test(text))
    ? { kind: 'script', text, joined, runs }
    : { kind: 'other' };
}

/** A complete first line that names a shell for POSIX scripts. */
const SHELL = /^#![^\n]*[/ ](?:ba|da|k|z)?sh(?:[ \t][^\n]*)?\r?\n/;

async function keepAside(path: string): Promise<void> {
  if (await exists(path + KEPT)) throw new AppError('hook-foreign', { path: path + KEPT });
  await rename(path, path + KEPT);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Converts UTF-8 text to the Latin-1 form in which hook files are read and written byte for byte. */
function inLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function asAppError(path: string, error: unknown): AppError {
  return error instanceof AppError ? error : fileError('unwritable-file', path, error);
}
