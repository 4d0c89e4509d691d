import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileError } from '../shared/errors.ts';
import type { HookRecord } from './hook-file.ts';
import type { EditRecord } from './json-edits.ts';
import { replaceFile } from './replace-file.ts';

/** Record of keyward's changes in this clone. It is kept in the git directory so that uninstall can undo exactly these. */
export interface InstallRecord {
  readonly version: 1;
  readonly hooks: readonly HookRecord[];
  /** Changes of package.json and of the settings of coding agents. */
  readonly scripts: readonly EditRecord[];
  /** keyward set up husky in this clone. */
  readonly adoptedHusky?: boolean;
  /** Path of the Node.js that ran the installation, for a git that starts without the shell's PATH. */
  readonly node: string;
}

const EMPTY: InstallRecord = { version: 1, hooks: [], scripts: [], node: process.execPath };

export async function readRecord(commonDirectory: string): Promise<InstallRecord> {
  try {
    const text = await readFile(join(commonDirectory, 'keyward', 'installed.json'), 'utf8');
    const record = JSON.parse(text) as InstallRecord;
    return withPaths(record, (path) => resolve(commonDirectory, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return EMPTY;
    throw error;
  }
}

/** Adds entries to the record. The path of Node.js is also written to a separate file, which the hook's shell reads. */
export async function addToRecord(
  commonDirectory: string,
  news: Partial<Omit<InstallRecord, 'version' | 'node'>>,
): Promise<void> {
  const old = await readRecord(commonDirectory);
  const next: InstallRecord = {
    ...old,
    ...(news.adoptedHusky ? { adoptedHusky: true } : {}),
    hooks: [
      ...old.hooks.filter(({ path }) => !news.hooks?.some((hook) => hook.path === path)),
      ...(news.hooks ?? []),
    ],
    scripts: [...(news.scripts ?? []), ...old.scripts].slice(0, 24),
    node: process.execPath,
  };
  const folder = join(commonDirectory, 'keyward');
  try {
    await mkdir(folder, { recursive: true });
    // relative, because a copy of the repository must not change the hooks of the original
    const stored = withPaths(next, (path) => relative(commonDirectory, path));
    await replaceFile(join(folder, 'installed.json'), `${JSON.stringify(stored, null, 2)}\n`);
    await replaceFile(join(folder, 'node'), `${process.execPath}\n`);
  } catch (error) {
    throw fileError('unwritable-file', folder, error);
  }
}

function withPaths(record: InstallRecord, change: (path: string) => string): InstallRecord {
  const changed = <T extends { readonly path: string }>(entry: T): T => ({
    ...entry,
    path: change(entry.path),
  });
  return { ...record, hooks: record.hooks.map(changed), scripts: record.scripts.map(changed) };
}

export async function deleteRecord(commonDirectory: string): Promise<void> {
  await rm(join(commonDirectory, 'keyward'), { recursive: true, force: true });
}
