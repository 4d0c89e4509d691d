import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { packageManagerOf } from '../install/package-manager.ts';

/**
 * Returns the command that runs keyward here: through the project's package manager if the project has keyward, else the global
 * command.
 *
 * @param top the folder with the package.json, if any
 */
export function runnerFor(top: string, program: string = process.argv[1] ?? ''): string {
  const isInstalledHere = program.startsWith(`${top}${sep}`) || /[\\/]_npx[\\/]/.test(program) || lists(top);
  return isInstalledHere ? packageManagerOf(top).runner : 'keyward';
}

/** True if the package.json of a folder mentions keyward. */
function lists(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8').includes('"keyward"');
  } catch {
    return false;
  }
}
