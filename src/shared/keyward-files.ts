/** The allowlist file, in the repository root. */
export const ALLOWLIST_FILE = '.keyward-allowlist.json';

/** The optional settings file, in the repository root. */
export const SETTINGS_FILE = '.keyward.json';

/** The findings of the last blocked commit, in the git directory of the worktree. */
export const LAST_FILE = 'keyward/last.json';

/** The findings of the last audit, in the git directory that all worktrees share. */
export const AUDIT_FILE = 'keyward/audit.json';

/** The objects that each remote is known to have, in the git directory that all worktrees share. */
export const REMOTES_FOLDER = 'keyward/remotes';
