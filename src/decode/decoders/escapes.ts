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
  for (const match of text.matchAll(ESCAPE)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const decoded = decodedCharacterOf(match);
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

const ESCAPE = new RegExp(
  [
    // match only at the start of a run of backslashes, so that each run is read once
    String.raw`(?<!\\)\\+(?:u\{(?<code>[0-9A-Fa-f]{1,6})\}|u(?<unit>[0-9A-Fa-f]{4})|U(?<long>[0-9A-Fa-f]{8})`,
    String.raw`|x(?<byte>[0-9A-Fa-f]{2})|x\{(?<braced>[0-9A-Fa-f]{1,6})\}|(?<octal>[0-7]{3})|(?<plain>["'/]))`,
    String.raw`|%u(?<wide>[0-9A-Fa-f]{4})|(?<bytes>(?:%[89A-Fa-f][0-9A-Fa-f])+)|%(?:25)*(?<percent>[0-7][0-9A-Fa-f])`,
    String.raw`|&(?:amp;)*#(?:[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<decimal>[0-9]{1,7}));?|&(?:amp;)*(?<name>[a-zA-Z]{2,6});`,
    // colours, cursor movements, and the erase-line sequence that grep and gcc write after them
    `|(?<invisible>${INVISIBLE_TEXT}|(?:\\x1b|\\\\e)\\[[0-9:;<=>?]{0,20}[A-Za-z@])`,
    // the switch back to ASCII after Japanese text in ISO-2022-JP or a special character set of a terminal
    String.raw`|(?<ascii>(?:\x1b|\\e)\([BJ])`,
  ].join(''),
  'g',
);

function decodedCharacterOf({ groups = {} }: RegExpMatchArray): string | undefined {
  if (groups['plain'] !== undefined) return groups['plain'];
  if (groups['invisible'] !== undefined) return '';
  if (groups['ascii'] !== undefined) return SEPARATOR;
  if (groups['name'] !== undefined) return NAMED.get(groups['name']);
  if (groups['bytes'] !== undefined)
    return Buffer.from(groups['bytes'].replaceAll('%', ''), 'hex').toString('utf8');
  const hex =
    groups['percent'] ??
    groups['unit'] ??
    groups['byte'] ??
    groups['hex'] ??
    groups['code'] ??
    groups['long'] ??
    groups['braced'] ??
    groups['wide'];
  const code =
    hex === undefined
      ? Number.parseInt(groups['octal'] ?? groups['decimal'] ?? '', groups['octal'] === undefined ? 10 : 8)
      : Number.parseInt(hex, 16);
  if (code === 0x200b || code === 0xad) return '';
  const isText = (code >= 0x20 && code < 0x7f) || KEPT_CONTROLS.has(code) || code >= 0xa0;
  return isText && code <= 0x10_ffff ? String.fromCodePoint(code) : SEPARATOR;
}

/** Tab, line ends and ESC, which starts terminal sequences. */
const KEPT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x1b]);
