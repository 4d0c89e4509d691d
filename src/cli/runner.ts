import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { GitClient } from '../git/git.ts';
import { worktreePaths } from '../git/repository.ts';
import { packageManagerOf } from '../install/package-manager.ts';
import { isGlobalCommand } from '../install/package-place.ts';
import { printableShellWord } from '../report/terminal-escape.ts';
import { shellWord } from '../shared/shell-quote.ts';

/**
 * Returns the command that runs keyward here: through the project's package manager if the project has keyward, else the global
 * command.
 *
 * @param top the folder with the package.json, if any
 * @param folder the folder in which the user types the command, from the top: empty, or `src/`
 */
export function runnerFor(top: string, folder = '', program: string = process.argv[1] ?? ''): string {
  if (isGlobal(top, program)) return 'keyward';
  const project = projectBelow(top, program);
  if (project !== undefined && !lists(top)) {
    const { runner, folderOption } = packageManagerOf(join(top, project), top);
    if (folder.startsWith(`${project}/`)) return runner;
    const way = relative(join(top, folder), join(top, project)).replaceAll(sep, '/');
    return runner.replace(' ', () => ` ${folderOption} ${printableShellWord(way)} `);
  }
  const isInstalledHere = program.startsWith(`${top}${sep}`) || /[\\/]_npx[\\/]/.test(program) || lists(top);
  if (isInstalledHere) return packageManagerOf(top).runner;
  // the pre-commit framework and prek install it where only they find it
  return process.env['PRE_COMMIT'] === '1' ? fromHome(program) : 'keyward';
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

/** Returns the command that runs keyward in a folder, also where git knows no repository. */
export async function runnerAt(folder: string): Promise<string> {
  const top = await worktreePaths(new GitClient(folder)).then(
    (paths) => paths.top,
    () => folder,
  );
  const below = folder.startsWith(`${top}/`) ? `${folder.slice(top.length + 1)}/` : '';
  return runnerFor(top, below);
}

/** Returns a path as a word for a shell, short if it is in the home folder. */
function fromHome(path: string): string {
  const home = `${homedir()}${sep}`;
  const rest = path.startsWith(home) ? path.slice(home.length) : '';
  return /^[\w./-]+$/.test(rest) ? `~/${rest}` : shellWord(path);
}

/** Returns the project in a folder below the top, in which this keyward is installed; undefined if there is none. */
function projectBelow(top: string, program: string): string | undefined {
  if (!program.startsWith(`${top}${sep}`)) return undefined;
  return /^(.+?)\/node_modules\//.exec(relative(top, program).replaceAll(sep, '/'))?.[1];
}

/** True if the package.json of a folder mentions keyward. */
function lists(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8').includes('"keyward"');
  } catch {
    return false;
  }
}
