import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type AppError, fileError } from '../shared/errors.ts';

/**
 * Returns a file, or all files in a folder, in its subfolders too, except `.git`. Links are returned, not followed.
 *
 * @throws AppError `unreadable-file`
 */
export async function walk(path: string): Promise<string[]> {
  const kind = await attempt(path, () => lstat(path));
  if (!kind.isDirectory()) return [path];
  const files: string[] = [];
  for (const name of await attempt(path, () => readdir(path)))
    if (name !== '.git') for (const file of await walk(join(path, name))) files.push(file);
  return files;
}

/**
 * Returns what a function reads from a file.
 *
 * @throws AppError `unreadable-file` if it fails
 */
export async function attempt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The error for a file that cannot be read. */
export function unreadable(path: string, error: unknown): AppError {
  return fileError('unreadable-file', path.split(sep).join('/'), error);
}
