import { ALLOWLIST_FILE, SETTINGS_FILE } from '../core/own-files.ts';
import { promises } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { PolicyFiles } from './load.ts';

/** The two files of a folder as they are on disk. */
export async function readPolicyFiles(directory: string): Promise<PolicyFiles> {
  return {
    allowlist: await readIfThere(directory, ALLOWLIST_FILE),
    settings: await readIfThere(directory, SETTINGS_FILE),
  };
}

/** @throws AppError when a file is there but cannot be read */
export async function readIfThere(directory: string, name: string): Promise<Buffer | undefined> {
  try {
    return await promises.readFile(join(directory, name));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '?';
    if (reason === 'ENOENT') return undefined;
    throw new AppError('unreadable-file', { path: name, reason }, error);
  }
}
