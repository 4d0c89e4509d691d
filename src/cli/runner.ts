import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { LISTS_KEYWARD } from '../install/unlisted.ts';
import { packageManagerOf } from '../install/package-manager.ts';

/**
 * Returns the command that runs keyward here: through the project's package manager if the project has keyward, the way it was
 * started if it is in a temporary cache, else the global command.
 *
 * @param folder the top of the working tree, or the current folder
 */
export function runnerFor(folder: string, program: string = process.argv[1] ?? ''): string {
  // a project in a subfolder of the repository has started its own keyward
  const [home = ''] = program.split(`${sep}node_modules${sep}`);
  const inside = home.startsWith(folder + sep) && lists(home) ? home : undefined;
  const project = inside ?? foldersUp(folder).find((place) => lists(place) || place === home);
  if (project !== undefined) return packageManagerOf(project, folder).runner;
  return TEMPORARY.find(([files]) => files.test(program))?.[1] ?? 'keyward';
}

/** Programs in the temporary caches of package managers, and the commands that start them. */
const TEMPORARY: readonly (readonly [RegExp, string])[] = [
  [/[\\/]_npx[\\/]/, 'npx keyward'],
  [/[\\/]dlx-[^\\/]*[\\/]/, 'yarn dlx keyward'],
  [/[\\/]dlx[\\/]/, 'pnpm dlx keyward'],
  [/[\\/]bunx-[^\\/]*[\\/]/, 'bunx keyward'],
];

function foldersUp(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}

/** True if the package.json of a folder mentions keyward. */
function lists(folder: string): boolean {
  try {
    return new RegExp(LISTS_KEYWARD).test(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}
