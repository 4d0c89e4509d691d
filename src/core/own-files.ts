/** The allowlist's file, at the repository's root. */
export const ALLOWLIST_FILE = '.keyward-allowlist.json';

/** The optional settings' file, at the repository's root. */
export const SETTINGS_FILE = '.keyward.json';
