import { chmod, lstat, mkdir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { replaceFile } from './replace-file.ts';
import { insertBlock, removeBlock } from './shim.ts';

/** What was done to a hook file, so that it can be undone byte for byte. */
export interface HookRecord {
  readonly path: string;
  /** keyward made the file. */
  readonly created: boolean;
  /** keyward made the folder. */
  readonly createdFolder: boolean;
}

/** How a folder's scripts are run. */
export interface HookRules {
  /** The manager runs the file with sh, whatever its first line and mode are. */
  readonly runBySh: boolean;
}

export type Outcome = 'registered' | 'unchanged';

/** Where a hook that cannot be joined is kept; it runs after keyward, if it could run before. */
const KEPT = '.before-keyward';

/**
 * Makes a hook file run the block, and keeps what it did before: a shell script gets the block behind its first line,
 * anything else is moved aside and run from there.
 *
 * @throws AppError when the file cannot be read or written
 */
export async function putBlock(
  path: string,
  block: string,
  rules: HookRules,
): Promise<{ outcome: Outcome; record?: HookRecord }> {
  try {
    const before = await describe(path, rules);
    if (before.kind === 'script') {
      const after = withoutExec(insertBlock(before.text, inLatin1(block)), path);
      // git passes over a hook that may not be run, with a hint at most
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
 * Refuses folders in the places of hooks, and links to folders. Nobody knows what they are for.
 *
 * @throws AppError `hook-is-folder`
 */
export async function refuseFolders(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new AppError('hook-is-folder', { path });
  }
}

/** What {@link takeBlock} did: `foreign` where another tool has written the file since. */
export type Removal = 'removed' | 'absent' | 'foreign';

/** Takes the block out again; with the record of what was done, byte for byte. */
export async function takeBlock(path: string, record: HookRecord | undefined): Promise<Removal> {
  try {
    const before = await describe(path, { runBySh: true });
    if (before.kind !== 'script' || !before.joined) return record === undefined ? 'absent' : 'foreign';
    const rest = removeBlock(before.text) ?? before.text;
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

/** Runs what was here before, if it could run; the last line of the file. keyward looks again after it. */
function chainTo(name: string): string {
  return `[ ! -x "\${0%/*}/${name}" ] || "\${0%/*}/${name}" "$@"\n`;
}

/** Older versions left the rest of the hook to it, and could not look again. */
function withoutExec(text: string, path: string): string {
  const chain = chainTo(basename(path) + KEPT);
  return text.replace(chain.replace('|| ', '|| exec '), () => chain);
}

type Description =
  | { kind: 'none' }
  | { kind: 'other' }
  | { kind: 'script'; text: string; joined: boolean; runs: boolean };

async function describe(path: string, { runBySh }: HookRules): Promise<Description> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return { kind: 'none' };
  if (!found.isFile()) return { kind: 'other' };
  const text = await readFile(path, 'latin1');
  const joined = removeBlock(text) !== undefined;
  const runs = process.platform === 'win32' || (found.mode & 0o111) !== 0;
  return joined || runBySh || (runs && SHELL.test(text))
    ? { kind: 'script', text, joined, runs }
    : { kind: 'other' };
}

/** A first line that names a shell which reads POSIX scripts, and ends. */
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

/** Files are handled byte for byte, as Latin-1; the block is UTF-8. */
function inLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function asAppError(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    'unwritable-file',
    { path, reason: (error as NodeJS.ErrnoException).code ?? '?' },
    error,
  );
}
