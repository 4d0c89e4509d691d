import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { foldersUp } from '../shared/file-access.ts';
import { SETTINGS_FILE } from '../shared/keyward-files.ts';

/**
 * Tests whether a settings file in a folder or above it may disable a rule. The settings in the index count, but this test saves a
 * clean commit the time to read them. hooks/prefilter.sh does the same.
 */
export function maySwitchOff(directory: string): boolean {
  return foldersUp(directory).some((folder) => /off|\\/.test(readNow(join(folder, SETTINGS_FILE)) ?? ''));
}

/** Returns the text of a file, or undefined if it does not exist. An unreadable file counts as one that may disable a rule. */
function readNow(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : '\\';
  }
}
