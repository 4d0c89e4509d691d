import { singleQuote } from '../shared/shell-quote.ts';
/**
 * Text from a repository (a path, ref, author, reason), safe in one line of a terminal, a CI log or a report.
 *
 * Control, invisible and reordering characters become `\x1b` or `\u202e`. So does one character of whatever a CI runner
 * would run as a command: `::` at the start of a line (GitHub) and `##[`, `##vso[`, `##teamcity[` anywhere.
 */
export function escapeControls(text: string): string {
  return text
    .replace(UNSAFE, escaped)
    .replace(LOG_COMMAND, `#${escaped('#')}`)
    .replace(LEADING_COLON, (start) => `${start.slice(0, -1)}${escaped(':')}`);
}

/** A path of the repository, as {@link escapeControls}, and reversible: a backslash in it is doubled. */
export function escapePath(path: string): string {
  return escapeControls(path.replaceAll('\\', String.raw`\\`));
}

/** The path that {@link escapePath} printed. A backslash before any other character is dropped. */
export function unescapePath(shown: string): string {
  return shown.replace(ESCAPE, (_, byte?: string, unit?: string, point?: string, other = '') => {
    const code = byte ?? unit ?? point;
    return code === undefined ? other : String.fromCodePoint(Number.parseInt(code, 16));
  });
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,5}|10[0-9a-f]{4})\}|([^]))/gu;

/** A file, or the member of an archive: `backup.zip!/config/aws.env`. */
export function escapePlace({
  path,
  inside,
}: {
  readonly path: string;
  readonly inside?: string | undefined;
}): string {
  return inside === undefined ? escapePath(path) : `${escapePath(path)}!/${escapePath(inside)}`;
}

/** A value as JSON in ASCII escapes wherever {@link escapeControls} would change a character; it parses to the same value. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(UNSAFE, (character) =>
      // only those between the values, which JSON.stringify wrote
      character === '\n'
        ? character
        : [...Array(character.length).keys()].map((at) => unitOf(character, at)).join(''),
    )
    .replace(LOG_COMMAND, `#${unitOf('#', 0)}`);
}

/** Emoji variation selectors (U+FE0E, U+FE0F) change no more than the look of the character before them. */
const UNSAFE = /(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const LOG_COMMAND = /##(?=\w*\[)/g;

const LEADING_COLON = /^\s*:/;

/** Two digits for ASCII, four or more for all others, as in a shell's `$'…'`. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code > 0xffff) return `\\u{${digits}}`;
  return code < 0x80 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

function unitOf(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** A word for a POSIX shell; for bash and zsh where it holds what must not be printed. */
export function printableShellWord(word: string): string {
  if (/^[\w./@:+=,-]+$/.test(word) && !word.startsWith('-')) return word;
  if (escapeControls(word) !== word) return `$'${escapePath(word).replaceAll("'", String.raw`\'`)}'`;
  return singleQuote(word);
}
