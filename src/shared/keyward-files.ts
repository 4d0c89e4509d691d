/** The allowlist's file, at the repository's root. */
export const ALLOWLIST_FILE = '.keyward-allowlist.json';

/** The optional settings' file, at the repository's root. */
export const SETTINGS_FILE = '.keyward.json';

/** What the last blocked commit found, in the git directory of its work tree. */
export const LAST_FILE = 'keyward/last.json';

/** What the last audit found, in the git directory that all work trees share. */
export const AUDIT_FILE = 'keyward/audit.json';

/** What each remote is known to have, in the git directory that all work trees share. */
export const REMOTES_FOLDER = 'keyward/remotes';
