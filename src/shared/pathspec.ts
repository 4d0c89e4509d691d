/**
 * Returns a path from the top as a pathspec that works in any folder. In the short form, other characters than letters, digits and a
 * few more would be read as magic. Commands such as `git add` read `*?[\` in the path as a glob.
 */
export function topPathspec(path: string): string {
  return /^[!"#%&',\-/:;<=>@^_`~]/.test(path) ? `:(top)${path}` : `:/${path}`;
}
