import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { shellWord } from '../shared/shell-quote.ts';

/** Tests whether a file of the package belongs to an installation for all projects, or to a clone of the source. */
export function isGlobalInstall(path: string): boolean {
  if (isTemporary(path) || UNPLUGGED.test(path) || FRAMEWORK.test(path)) return false;
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
  return RUNNERS.some(([places]) => places.test(path));
}

/** Returns the command that runs a keyward that belongs to no project: the way it was started, if only that one finds it. */
export function commandOf(program: string): string {
  const temporary = RUNNERS.find(([places]) => places.test(program))?.[1];
  if (temporary !== undefined) return temporary;
  // the pre-commit framework and prek install it where only they find it
  const isHidden = process.env['PRE_COMMIT'] === '1' || FRAMEWORK.test(program);
  return isHidden
    ? fromHome(program.replace(/([\\/])lib[\\/]node_modules[\\/].*$/, '$1bin$1keyward'))
    : 'keyward';
}

/** Returns a path as a word for a shell, short if it is in the home folder. */
function fromHome(path: string): string {
  const home = `${homedir()}${sep}`;
  const rest = path.startsWith(home) ? path.slice(home.length) : '';
  return /^[\w./-]+$/.test(rest) ? `~/${rest}` : shellWord(path);
}

/** Temporary caches of package managers, and the commands that start programs in them. */
const RUNNERS: readonly (readonly [RegExp, string])[] = [
  [/[\\/]_npx[\\/]/, 'npx keyward'],
  [/[\\/]dlx-[^\\/]*[\\/]/, 'yarn dlx keyward'],
  [/[\\/]dlx[\\/]/, 'pnpm dlx keyward'],
  [/[\\/]bunx-[^\\/]*[\\/]/, 'bunx keyward'],
];

/** The folders in which pre-commit and prek install programs. */
const FRAMEWORK = /[\\/](?:pre-commit[\\/]repo\w+[\\/]node_env|prek[\\/]hooks[\\/])/;

/** Yarn's Plug'n'Play keeps packages here, in the project. */
const UNPLUGGED = /[\\/]\.yarn[\\/]/;

const GLOBAL = /[\\/](?:pnpm[\\/]global[\\/][^\\/]+|yarn[\\/](?:[Dd]ata[\\/])?global|install[\\/]global)$/;
