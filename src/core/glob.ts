import picomatch from 'picomatch';

const GLOB_OPTIONS = { dot: true, strictBrackets: true } as const;

/** Whether a path matches a glob as of .gitignore files and editors: `*` stops at `/`, `**` does not. */
export function matchesGlob(glob: string, path: string): boolean {
  return picomatch(glob, GLOB_OPTIONS)(path);
}

/** Whether a glob can be used: relative, without `..`, with brackets in pairs. */
export function isValidGlob(glob: string): boolean {
  if (glob.trim() === '' || /^[/!]|\\|(?:^|\/)\.\.(?:\/|$)/.test(glob)) return false;
  try {
    picomatch.makeRe(glob, GLOB_OPTIONS);
    return true;
  } catch {
    // picomatch throws on brackets that do not pair; what it says quotes the glob
    return false;
  }
}

/** Whether a glob covers whatever file there may be. */
export function isBroadGlob(glob: string): boolean {
  return PROBES.every((path) => matchesGlob(glob, path));
}

const PROBES = ['a', 'b.c', '.d', 'e/f.g', 'h/.i/j/k.l'];
