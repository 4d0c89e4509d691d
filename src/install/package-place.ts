import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Tests whether a file of the package belongs to an installation for all projects; also true for a clone of the source. */
export function isGlobalInstall(path: string): boolean {
  if (temporaryCommand(path) !== undefined || UNPLUGGED.test(path)) return false;
  const index = path.search(/[\\/]node_modules[\\/]/);
  if (index === -1) return true;
  // a project has a package.json beside its node_modules; so do the global folders of pnpm, yarn and bun
  const folder = path.slice(0, index);
  return !existsSync(join(folder, 'package.json')) || GLOBAL.test(folder);
}

/** Like {@link isGlobalInstall}, but false for a clone of the source, whose command is not `keyward`. */
export function isGlobalCommand(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path) && isGlobalInstall(path);
}

/** Returns the command that starts keyward from the temporary cache that holds a file of it; undefined for any other place. */
export function temporaryCommand(path: string): string | undefined {
  return TEMPORARY.find(([files]) => files.test(path))?.[1];
}

/** Programs in the temporary caches of package managers, and the commands that start them. */
const TEMPORARY: readonly (readonly [RegExp, string])[] = [
  [/[\\/]_npx[\\/]/, 'npx keyward'],
  [/[\\/]dlx-[^\\/]*[\\/]/, 'yarn dlx keyward'],
  [/[\\/]dlx[\\/]/, 'pnpm dlx keyward'],
  [/[\\/]bunx-[^\\/]*[\\/]/, 'bunx keyward'],
];

/** Yarn's Plug'n'Play keeps packages here, in the project. */
const UNPLUGGED = /[\\/]\.yarn[\\/]/;

const GLOBAL = /[\\/](?:pnpm[\\/]global[\\/][^\\/]+|yarn[\\/](?:[Dd]ata[\\/])?global|install[\\/]global)$/;
