import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Tests whether a file of the package belongs to an installation for all projects; also true for a clone of the source. */
export function isGlobalInstall(path: string): boolean {
  if (TEMPORARY.test(path) || UNPLUGGED.test(path)) return false;
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

/** Tests whether a package is in a temporary cache, as with `npx`. */
export function isTemporary(path: string): boolean {
  return TEMPORARY.test(path);
}

const TEMPORARY = /[\\/](?:_npx|dlx(?:-[^\\/]*)?|bunx-[^\\/]*)[\\/]/;

/** Yarn's Plug'n'Play keeps packages here, in the project. */
const UNPLUGGED = /[\\/]\.yarn[\\/]/;

const GLOBAL = /[\\/](?:pnpm[\\/]global[\\/][^\\/]+|yarn[\\/](?:[Dd]ata[\\/])?global|install[\\/]global)$/;
