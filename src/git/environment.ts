/**
 * The environment in which both doors run git.
 *
 * What says which repository and which index git is working on goes through untouched: in `git commit -a` and
 * `git commit PATH` the hook gets a temporary index in `GIT_INDEX_FILE`, and whoever drops it looks at the wrong one.
 * What changes output (traces, diff programs, pagers, editors) is left out.
 */
export const PASSED_VARIABLES: readonly string[] = [
  ...['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_NAMESPACE'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_QUARANTINE_PATH', 'GIT_SHALLOW_FILE'],
  ...['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM', 'GIT_EXEC_PATH'],
  ...[
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_SYSTEM',
    'GIT_CONFIG_NOSYSTEM',
    'GIT_CONFIG_PARAMETERS',
    'GIT_CONFIG_COUNT',
  ],
];

/**
 * What is set on top: no fetch of missing objects, by any git's means, no other object in place of one that is asked for,
 * no other parents in place of those that a commit names, and no lock of our own. git has no switch for grafts, so it looks
 * for them in a file that cannot be there.
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
 * What both doors put in front of each git command. A repository's settings can name programs that git runs for commands
 * which only read: one that says which files changed, whenever git reads the index, and one that checks signatures. What
 * the first says would also decide whether git reads a file in place of the object that is staged.
 *
 * The empty value switches the monitor off in every git; before 2.36, `false` was the name of a program.
 */
export const NO_PROGRAMS: readonly string[] = ['-c', 'core.fsmonitor=', '-c', 'log.showSignature=false'];

/** Programs that other variables would have git start; simple-git refuses an environment that names them. */
const STARTS_A_PROGRAM = /^(?:EDITOR|VISUAL|PAGER|LV|LESS|SSH_ASKPASS|BROWSER|PREFIX)$/i;

/** @param ambient the process' own variables */
export function gitEnvironment(ambient: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && passes(name)) kept[name] = value;
  }
  return { ...kept, ...SET };
}

/** The names of guarded variables that an environment may hold, for simple-git's own guard. */
export function guardedNames(environment: Readonly<Record<string, string>>): string[] {
  return Object.keys(environment).filter((name) => /^GIT_/i.test(name));
}

function passes(name: string): boolean {
  if (STARTS_A_PROGRAM.test(name)) return false;
  if (!/^GIT_/i.test(name)) return true;
  return PASSED_VARIABLES.includes(name.toUpperCase()) || /^GIT_CONFIG_(?:KEY|VALUE)_\d+$/i.test(name);
}
