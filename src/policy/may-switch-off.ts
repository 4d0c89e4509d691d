import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SETTINGS_FILE } from '../shared/keyward-files.ts';

/**
 * Tests whether a settings file in a folder or above it may disable a rule. The settings in the index count, but this test saves a
 * clean commit the time to read them. hooks/prefilter.sh does the same.
 */
export function maySwitchOff(directory: string): boolean {
  const text = readNow(join(directory, SETTINGS_FILE));
  if (text !== undefined && /off|\\/.test(text)) return true;
  const above = dirname(directory);
  return above !== directory && maySwitchOff(above);
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
