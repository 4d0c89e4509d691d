import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SETTINGS_FILE } from '../shared/keyward-files.ts';

/**
 * Whether settings on disk, in a folder or above it, may switch a rule off. The settings that count are in
 * the index; this question spares a clean commit the time to read them. hooks/prefilter.sh asks the same.
 */
export function maySwitchOff(directory: string): boolean {
  const text = readNow(join(directory, SETTINGS_FILE));
  if (text !== undefined && /off|\\/.test(text)) return true;
  const above = dirname(directory);
  return above !== directory && maySwitchOff(above);
}

/** @returns nothing where there is no such file; one that cannot be read may say anything */
function readNow(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : '\\';
  }
}
