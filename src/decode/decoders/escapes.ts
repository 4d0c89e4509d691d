import { INVISIBLE, INVISIBLE_UNITS, NAMED } from '../characters.ts';
import type { Edit } from '../source-map.ts';

/**
 * Decodes the escapes of languages and formats: `\u0041`, `\x41`, `\101`, `\/`, `%41`, `&#x41;`, `&quot;`. It also
 * removes invisible characters and terminal control sequences, which can split a key invisibly.
 *
 * Line ends written `\n` are kept, because every source file contains them and rules accept them.
 */
export function escapes(text: string): Edit[] {
  if (!ESCAPE_START.test(text)) return [];
  const edits: Edit[] = [];
  for (const { 0: escape, index: start } of text.matchAll(ESCAPE)) {
    const end = start + escape.length;
    const decoded = decodedBy(escape);
    if (decoded === undefined || (decoded === SEPARATOR && !isNextToPart(text, start, end))) continue;
    edits.push({ start, end, text: decoded, step: 0 });
  }
  return edits;
}

/** Replaces characters that are not text; it separates the text before them from the text after them. */
const SEPARATOR = '\uFFFD';

function isNextToPart(text: string, start: number, end: number): boolean {
  return /[A-Za-z0-9/+=]/.test(text.charAt(start - 1) + text.charAt(end));
}

const ESCAPE_START = new RegExp(
  `\\\\[ux0-7"'/U]|%[0-9A-Fa-fu]|&[#a-z]|[${INVISIBLE_UNITS}]|(?:\\x1b|\\\\e)[[(]`,
);

/** Invisible characters, except those in an emoji, where most of them are. */
const INVISIBLE_TEXT = `${INVISIBLE}(?<!(?:[\\u2000-\\u2bff\\ud83c-\\ud83e][\\udc00-\\udfff]?|${INVISIBLE})${INVISIBLE})${INVISIBLE}*(?!\\u20e3)`;

// without groups, which cost more than the rest of a match
const ESCAPE = new RegExp(
  [
    // match only at the start of a run of backslashes, so that each run is read once
    String.raw`(?<!\\)\\+(?:u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}`,
    String.raw`|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[0-7]{3}|["'/])`,
    String.raw`|%u[0-9A-Fa-f]{4}|(?:%[89A-Fa-f][0-9A-Fa-f])+|%(?:25)*[0-7][0-9A-Fa-f]`,
    String.raw`|&(?:amp;)*#(?:[xX][0-9A-Fa-f]{1,6}|[0-9]{1,7});?|&(?:amp;)*[a-zA-Z]{2,6};`,
    // colours, cursor movements, and the erase-line sequence that grep and gcc write after them
    `|${INVISIBLE_TEXT}|(?:\\x1b|\\\\e)\\[[0-9:;<=>?]{0,20}[A-Za-z@]`,
    // the switch back to ASCII after Japanese text in ISO-2022-JP or a special character set of a terminal
    String.raw`|(?:\x1b|\\e)\([BJ]`,
  ].join(''),
  'g',
);

function decodedBy(escape: string): string | undefined {
  switch (escape[0]) {
    case '\\':
      return decodedByBackslash(escape.slice(escape.lastIndexOf('\\') + 1));
    case '%':
      return decodedByPercent(escape);
    case '&':
      return decodedByEntity(escape.replace(/^&(?:amp;)*(?=.)/, ''));
    default:
      return escape.startsWith('\x1b(') ? SEPARATOR : '';
  }
}

/** @param escape what comes after the backslashes */
function decodedByBackslash(escape: string): string {
  switch (escape[0]) {
    case 'u':
    case 'U':
    case 'x':
      return characterOf(Number.parseInt(escape.replace('{', '').slice(1), 16));
    case 'e':
      return escape.startsWith('e(') ? SEPARATOR : '';
    case '"':
    case "'":
    case '/':
      return escape;
    default:
      return characterOf(Number.parseInt(escape, 8));
  }
}

function decodedByPercent(escape: string): string {
  if (escape[1] === 'u') return characterOf(Number.parseInt(escape.slice(2), 16));
  if (/[89A-Fa-f]/.test(escape.charAt(1)))
    return Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8');
  return characterOf(Number.parseInt(escape.slice(-2), 16));
}

/** @param escape what comes after the ampersand, even if that is escaped itself */
function decodedByEntity(escape: string): string | undefined {
  if (!escape.startsWith('#')) return NAMED.get(escape.slice(0, -1));
  const isHex = /[xX]/.test(escape.charAt(1));
  return characterOf(Number.parseInt(escape.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}

/** The character of a code point; a separator if it is not text, and nothing for two that have no width. */
function characterOf(code: number): string {
  if (code === 0x200b || code === 0xad) return '';
  const isText = (code >= 0x20 && code < 0x7f) || KEPT_CONTROLS.has(code) || code >= 0xa0;
  return isText && code <= 0x10_ffff ? String.fromCodePoint(code) : SEPARATOR;
}

/** Tab, line ends and ESC, which starts terminal sequences. */
const KEPT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x1b]);
