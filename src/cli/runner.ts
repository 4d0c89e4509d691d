import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LISTS_KEYWARD } from '../install/unlisted.ts';
import { packageManagerOf } from '../install/package-manager.ts';
import { commandOf, isGlobalCommand } from '../install/package-place.ts';
import { foldersUp } from '../shared/file-access.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** A command that runs keyward. */
export interface Runner {
  readonly command: string;
  /** The folder in which keyward then runs, and to which a path after the command is relative. */
  readonly folder: string;
}

/**
 * Returns the command that runs keyward: through the project's package manager if the project has keyward, the way it was started
 * if it is in a temporary cache, else the global command.
 *
 * @param folder the folder in which the user types it
 */
export function runnerIn(folder: string, program: string = process.argv[1] ?? ''): Runner {
  const above = foldersUp(folder);
  const top = above.find((place) => existsSync(join(place, '.git'))) ?? folder;
  if (isGlobal(top, program)) return { command: 'keyward', folder };
  const [home = ''] = program.split(`${sep}node_modules${sep}`);
  // a project elsewhere in the repository may have started its own keyward
  const isElsewhere = home.startsWith(top + sep) && lists(home);
  const project = above.find((place) => lists(place) || place === home) ?? (isElsewhere ? home : undefined);
  if (project !== undefined) return runnerOf(project, top, folder, above);
  return { command: commandOf(program), folder };
}

/** Tests whether the running keyward is installed for all projects; the pre-commit framework and prek make such installations, too. */
function isGlobal(top: string, program: string): boolean {
  if (process.env['PRE_COMMIT'] === '1' || program.startsWith(`${top}${sep}`)) return false;
  return isGlobalCommand(realPath(program));
}

/** Package managers link commands into another folder. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Returns the command of {@link runnerIn}. */
export function runnerFor(folder: string, program?: string): string {
  return runnerIn(folder, program).command;
}

/** Returns a path that the user typed in a folder as one for a command that runs in another folder. */
export function pathFrom(other: string, folder: string, path: string): string {
  if (other === folder || isAbsolute(path)) return path;
  return relative(other, resolve(folder, path)).replaceAll('\\', '/') || '.';
}

/** Package managers find the project from a folder in it, but `pnpm exec` only from its own. */
function runnerOf(project: string, top: string, folder: string, above: readonly string[]): Runner {
  const manager = packageManagerOf(project, top);
  const nearest = above.find((place) => existsSync(join(place, 'package.json')));
  const isNear =
    manager.name === 'pnpm'
      ? folder === project
      : nearest === project || (nearest === undefined && above.includes(project));
  return {
    command: isNear
      ? manager.runner
      : manager.runnerFrom(shellWord(relative(folder, project).replaceAll('\\', '/'))),
    folder: manager.name === 'npm' || (manager.name !== 'yarn' && isNear) ? folder : project,
  };
}

/** True if the package.json of a folder mentions keyward. */
function lists(folder: string): boolean {
  try {
    return new RegExp(LISTS_KEYWARD).test(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}
