import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { PolicyFiles } from './load-policy.ts';

/** Reads the two policy files of a folder from disk. */
export function readPolicyFiles(directory: string): PolicyFiles {
  return {
    allowlist: readIfThere(directory, ALLOWLIST_FILE),
    settings: readIfThere(directory, SETTINGS_FILE),
  };
}

/** Returns the bytes of a file, or undefined if it does not exist. @throws AppError if it cannot be read */
export function readIfThere(directory: string, name: string): Buffer | undefined {
  try {
    return readFileSync(join(directory, name));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '?';
    if (reason === 'ENOENT') return undefined;
    throw new AppError('unreadable-file', { path: name, reason }, error);
  }
}
