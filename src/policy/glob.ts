import picomatch from 'picomatch';

const GLOB_OPTIONS = {
  dot: true,
  strictBrackets: true,
  noextglob: true,
  nonegate: true,
  // a path may hold a line end
  flags: 's',
} as const;

/**
 * Whether a path matches a glob as of .gitignore files and editors: `*` stops at `/`, `**` does not; `?`, `[…]` and `{a,b}`
 * count; a backslash takes the meaning from any character. All else is literal, parentheses too: route groups are folders.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return picomatch(toPicomatch(glob), GLOB_OPTIONS)(path.replaceAll('\\', LITERAL_BACKSLASH));
}

/** Whether a glob can be used: relative, without `..`, with brackets in pairs. */
export function isValidGlob(glob: string): boolean {
  if (glob.trim() === '' || /^[/!]|(?:^|\/)\.\.(?:\/|$)/.test(glob)) return false;
  if (/^(?:[^\\]|\\.)*\\$/s.test(glob)) return false;
  try {
    picomatch.makeRe(toPicomatch(glob), GLOB_OPTIONS);
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

/** A glob in which only `*` and `?` count: for a pattern that a person made from a printed path, such as `app/[id]/**`. */
export function withLiteralBrackets(glob: string): string {
  return glob.replace(/[[\]{}\\]/g, '\\$&').replace(/^!/, String.raw`\!`);
}

/**
 * A glob for one path as it is printed. Where a credential in it is redacted, the glob matches any characters: the asterisks of
 * a redacted key ID already do.
 */
export function globOfPath(path: string): string {
  return withLiteralBrackets(path)
    .replaceAll('?', String.raw`\?`)
    .replaceAll('********…', '*');
}

/** A noncharacter of Unicode, in place of a literal backslash: picomatch drops some of those. */
const LITERAL_BACKSLASH = '\uffff';

/** In picomatch's own terms, where parentheses and some other signs have a meaning, and `\n` is a line end. */
function toPicomatch(glob: string): string {
  return glob.replace(/\\(.)|\[!|\[[^\]]*\]|[()|!^$+@"]/gs, (part, escaped?: string) => {
    if (escaped === '\\') return LITERAL_BACKSLASH;
    if (escaped !== undefined) return /[A-Za-z0-9]/.test(escaped) ? escaped : part;
    if (part === '[!') return '[^';
    return part.length > 1 ? part : `\\${part}`;
  });
}
