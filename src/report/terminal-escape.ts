import { singleQuote } from '../shared/shell-quote.ts';

/**
 * Escapes text from a repository (a path, ref, author, reason) for one line of a terminal, a CI log or a report.
 *
 * Control, invisible and reordering characters become `\x1b` or `\u202e`. So does one character of each command that a CI runner
 * would run: `::` at the start of a line (GitHub) and `##[`, `##vso[`, `##teamcity[` anywhere.
 */
export function escapeControls(text: string): string {
  return text
    .replace(UNSAFE, escaped)
    .replace(LOG_COMMAND, `#${escaped('#')}`)
    .replace(LEADING_COLON, (start) => `${start.slice(0, -1)}${escaped(':')}`);
}

/** Escapes a path like {@link escapeControls}, and doubles backslashes, so that the result is reversible. */
export function escapePath(path: string): string {
  return escapeControls(path.replaceAll('\\', String.raw`\\`));
}

/** Returns the path that {@link escapePath} escaped. A backslash before any other character is dropped. */
export function unescapePath(shown: string): string {
  return shown.replace(ESCAPE, (_, byte?: string, unit?: string, point?: string, other = '') => {
    const code = byte ?? unit ?? point;
    return code === undefined ? other : String.fromCodePoint(Number.parseInt(code, 16));
  });
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,5}|10[0-9a-f]{4})\}|([^]))/gu;

/** Returns the escaped path of a file or archive member: `backup.zip!/config/aws.env`. */
export function escapePlace({
  path,
  inside,
}: {
  readonly path: string;
  readonly inside?: string | undefined;
}): string {
  return inside === undefined ? escapePath(path) : `${escapePath(path)}!/${escapePath(inside)}`;
}

/** Returns a value as JSON, with `\u` escapes for the characters that {@link escapeControls} escapes. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(UNSAFE, (character) =>
      // line feeds between values come from JSON.stringify
      character === '\n'
        ? character
        : [...Array(character.length).keys()].map((index) => unitOf(character, index)).join(''),
    )
    .replace(LOG_COMMAND, `#${unitOf('#', 0)}`);
}

/** Emoji variation selectors (U+FE0E, U+FE0F) are safe: they only change how the character before them looks. */
const UNSAFE = /(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const LOG_COMMAND = /##(?=\w*\[)/g;

const LEADING_COLON = /^\s*:/;

/** Returns an escape with two digits for ASCII and four or more for other characters, as in a shell's `$'…'`. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code > 0xffff) return `\\u{${digits}}`;
  return code < 0x80 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

function unitOf(text: string, index: number): string {
  return `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
}

/** Quotes a word for a POSIX shell; for bash and zsh if it has characters that must be escaped. */
export function printableShellWord(word: string): string {
  if (/^[\w./@:+=,-]+$/.test(word) && !word.startsWith('-')) return word;
  const quoted = singleQuote(word);
  if (escapeControls(quoted) === quoted) return quoted;
  return `$'${escapePath(word).replaceAll("'", String.raw`\'`)}'`;
}
