/**
 * The variables that are passed to git, whether simple-git or `startGit` runs it.
 *
 * Variables that select the repository and the index are passed: for `git commit -a` and `git commit PATH`, hooks get a
 * temporary index in `GIT_INDEX_FILE`, and without it the wrong index would be scanned. Variables that change output
 * (traces, diff programs, pagers, editors) are not passed.
 */
export const PASSED_VARIABLES: readonly string[] = [
  ...['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_NAMESPACE'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_QUARANTINE_PATH', 'GIT_SHALLOW_FILE'],
  ...['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM', 'GIT_EXEC_PATH'],
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
  ...['GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT'],
];

/**
 * Variables that are always set: no fetching of missing objects, in any version of git; no replacement objects; no
 * grafts; no optional locks. git has no switch for grafts, so the variable names a file that cannot exist.
 */
const SET: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null/none',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/**
 * Options that precede every git command. Settings of a repository may name programs that git runs even for read-only
 * commands: a file system monitor, run whenever git reads the index, and a program that checks signatures. The monitor
 * would also decide whether git reads a file instead of the staged object.
 *
 * The empty value disables the monitor in every version; before git 2.36, `false` was the name of a program.
 */
export const NO_PROGRAMS: readonly string[] = ['-c', 'core.fsmonitor=', '-c', 'log.showSignature=false'];

/** Variables that name programs for git to run; simple-git refuses environments that contain them. */
const STARTS_A_PROGRAM = /^(?:EDITOR|VISUAL|PAGER|LV|LESS|SSH_ASKPASS|BROWSER|PREFIX)$/i;

/** @param ambient the variables of this process */
export function gitEnvironment(ambient: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && passes(name)) kept[name] = value;
  }
  return { ...kept, ...SET };
}

/** The names in the environment that simple-git's guard refuses. */
export function guardedNames(environment: Readonly<Record<string, string>>): string[] {
  return Object.keys(environment).filter((name) => /^GIT_/i.test(name));
}

function passes(name: string): boolean {
  if (STARTS_A_PROGRAM.test(name)) return false;
  if (!/^GIT_/i.test(name)) return true;
  return PASSED_VARIABLES.includes(name.toUpperCase()) || /^GIT_CONFIG_(?:KEY|VALUE)_\d+$/i.test(name);
}
