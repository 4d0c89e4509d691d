import picomatch from 'picomatch';

const GLOB_OPTIONS = {
  dot: true,
  strictBrackets: true,
  noextglob: true,
  nonegate: true,
  // a path may contain a line break
  flags: 's',
} as const;

/**
 * Tests whether a path matches a glob. As in .gitignore files, `*` stops at `/` and `**` does not; `?`, `[…]` and `{a,b}` are
 * special; a backslash makes the next character literal. All other characters are literal, including parentheses.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return picomatch(toPicomatch(glob), GLOB_OPTIONS)(path.replaceAll('\\', LITERAL_BACKSLASH));
}

/** Tests whether a glob is valid: relative, without `..`, with balanced brackets. */
export function isValidGlob(glob: string): boolean {
  if (glob.trim() === '' || /^[/!]|(?:^|\/)\.\.(?:\/|$)/.test(glob)) return false;
  if (/^(?:[^\\]|\\.)*\\$/s.test(glob)) return false;
  try {
    picomatch.makeRe(toPicomatch(glob), GLOB_OPTIONS);
    return true;
  } catch {
    // picomatch throws on unbalanced brackets; its message quotes the glob
    return false;
  }
}

/** Tests whether a glob matches every file. */
export function isBroadGlob(glob: string): boolean {
  return PROBES.every((path) => matchesGlob(glob, path));
}

const PROBES = ['a', 'b.c', '.d', 'e/f.g', 'h/.i/j/k.l'];

/** Returns a glob in which only `*` and `?` are special, for a pattern made from a printed path such as `app/[id]/**`. */
export function withLiteralBrackets(glob: string): string {
  return glob.replace(/[[\]{}\\]/g, '\\$&').replace(/^!/, String.raw`\!`);
}

/**
 * Returns a glob for a path as printed. A redacted credential in it becomes `*`; the asterisks of a redacted key ID match as they
 * are.
 */
export function globOfPath(path: string): string {
  return withLiteralBrackets(path)
    .replaceAll('?', String.raw`\?`)
    .replaceAll('********…', '*');
}

/** A Unicode noncharacter that replaces literal backslashes, because picomatch drops some of them. */
const LITERAL_BACKSLASH = '\uffff';

/** Translates a glob for picomatch, where parentheses and some other characters are special and `\n` is a line break. */
function toPicomatch(glob: string): string {
  return glob.replace(/\\(.)|\[!|\[[^\]]*\]|[()|!^$+@"]/gs, (part, escaped?: string) => {
    if (escaped === '\\') return LITERAL_BACKSLASH;
    if (escaped !== undefined) return /[A-Za-z0-9]/.test(escaped) ? escaped : part;
    if (part === '[!') return '[^';
    return part.length > 1 ? part : `\\${part}`;
  });
}
