import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { join } from 'node:path';
import { readIfThere } from '../shared/files.ts';
import type { PolicyFiles } from './load-policy.ts';

/** Reads the two policy files of a folder from disk. */
export function readPolicyFiles(directory: string): PolicyFiles {
  return {
    allowlist: readIfThere(join(directory, ALLOWLIST_FILE), ALLOWLIST_FILE),
    settings: readIfThere(join(directory, SETTINGS_FILE), SETTINGS_FILE),
  };
}
