import { JOINT, type Markers, PART, PREFIX, QUOTE } from '../marker.ts';
import type { Edit } from '../rewrite.ts';

/**
 * Characters written as escapes of a language or format: `\u0041`, `\x41`, `\101`, `\/`, `%41`, `&#x41;`, `&quot;`; and
 * characters that nobody sees, and colours of a terminal, which split a key without a trace.
 *
 * Line ends written `\n` stay, because every source file is full of them and the rules read past them.
 */
export function escapes(text: string): Edit[] {
  if (!MARKER.test(text)) return [];
  const edits: Edit[] = [];
  for (const match of text.matchAll(ESCAPE)) {
    const decoded = meaningOf(match);
    if (decoded !== undefined)
      edits.push({ start: match.index, end: match.index + match[0].length, text: decoded, step: 0 });
  }
  return edits;
}

/** Characters that nobody sees, as members of a class. */
export const INVISIBLE: string =
  '\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff';

const MARKER = new RegExp(`\\\\[ux0-7"'/U]|%[0-9A-Fa-fu]|&[#a-z]|[${INVISIBLE}]|(?:\\x1b|\\\\e)\\[`);

const ESCAPE = new RegExp(
  [
    // only at the beginning of a run of backslashes, or a run would be read again from each of its characters
    String.raw`(?<!\\)\\+(?:u\{(?<code>[0-9A-Fa-f]{1,6})\}|u(?<unit>[0-9A-Fa-f]{4})|U(?<long>[0-9A-Fa-f]{8})`,
    String.raw`|x(?<byte>[0-9A-Fa-f]{2})|x\{(?<braced>[0-9A-Fa-f]{1,6})\}|(?<octal>[0-7]{3})|(?<plain>["'/]))`,
    String.raw`|%u(?<wide>[0-9A-Fa-f]{4})|(?<bytes>(?:%[89A-Fa-f][0-9A-Fa-f])+)|%(?:25)*(?<percent>[0-7][0-9A-Fa-f])`,
    String.raw`|&(?:amp;)*#(?:[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<decimal>[0-9]{1,7}));?|&(?:amp;)*(?<name>[a-zA-Z]{2,6});`,
    `|(?<invisible>[${INVISIBLE}]|(?:\\x1b|\\\\e)\\[[0-9;]{0,20}m)`,
  ].join(''),
  'g',
);

function meaningOf({ groups = {} }: RegExpMatchArray): string | undefined {
  if (groups['plain'] !== undefined) return groups['plain'];
  if (groups['invisible'] !== undefined) return '';
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
  const isText =
    (code >= 0x20 && code < 0x7f) || code === 0x09 || code === 0x0a || code === 0x1b || code >= 0xa0;
  return isText && code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}

/** The names of HTML that stand for characters of a credential or of the text around one. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['sol', '/'],
  ['plus', '+'],
  ['equals', '='],
  ['colon', ':'],
  ['comma', ','],
  ['lowbar', '_'],
  ['nbsp', ' '],
  ['period', '.'],
  ['num', '#'],
]);

/**
 * In hexadecimal: letters, digits, `-`, `.` and `_`, which sentinels consist of, what begins escapes (`%`, `&`, `\`), and
 * the soft hyphen, which nobody sees.
 */
const TELLING = '([46][1-9A-Fa-f]|[57][0-9Aa]|3[0-9]|2[56DdEe]|5[CcFf]|[Aa][Dd])';
/** What else nobody sees. */
const UNSEEN = '(180[Ee]|200[B-Fb-f]|202[A-Ea-e]|206[0-46-9A-Fa-f]|[Ff][Ee][Ff][Ff])';
/** The same in decimal. */
const DECIMALS =
  '3[78]|4[5-9]|5[0-7]|6[5-9]|[78][0-9]|9[0257-9]|1[01][0-9]|12[0-2]|173|6158|820[3-7]|823[4-8]|82[89][0-9]|830[0-3]|65279';

/** What a sign may be written as. */
const SIGN =
  '([%=](25)*[0-9A-Fa-f]{2}|(\\\\|%)u00[0-9A-Fa-f]{2}|\\\\x[0-9A-Fa-f]{2}|\\\\[ux]\\{[0-9A-Fa-f]+\\}|\\\\[01][0-7]{2}|&(amp;)*#?[A-Za-z0-9]{2,7};)';
const SIGNS = `([^A-Za-z0-9]|${SIGN})*`;
const CODED_QUOTE =
  '(&[a-z;]*(quot|apos);|&(amp;)*#([xX]0*(22|27|60)|0*(34|39|96));?|(\\\\u|%(25)*u)00(22|27|60)|\\\\x(22|27|60)|\\\\[ux]\\{0*(22|27|60)\\}|\\\\(042|047|140)|%(25)*(22|27|60)|=(22|27|60))';
const COLOUR =
  '(\\\\+(e|033|x1[Bb]|u001[Bb]|[ux]\\{0*1[Bb]\\})|%(25)*1[Bb]|&(amp;)*#(27|[xX]1[Bb]);?)(\\[|(\\\\+(x|u00)|%(25)*)5[Bb]|&(amp;)*#(91|[xX]5[Bb]);?)[0-9;]*m';
/** What stands in a value, or in a word that tells of one. */
const INNER = '[A-Za-z0-9/+._:-]';
/** The beginning of an escape. */
const CUT_ESCAPE = '(\\\\[uxU0-7][0-9A-Fa-f{]*|%(25)*[0-9A-Fa-fu]*|&(amp;)*#[xX]?[0-9A-Fa-f]*)';
/** Nobody sees these, in UTF-8. */
const UNSEEN_BYTES = '(\xc2\xad|\xe1\xa0\x8e|\xe2(\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])|\xef\xbb\xbf)';
const NEXT_LITERAL = `${QUOTE}${JOINT}${QUOTE}`;

export const escapeMarkers: Markers = {
  lines: [
    `(\\\\(u(00|\\{0*)|U000000|x(\\{0*)?)|%(25)*u00)${TELLING}`,
    `(\\\\(u\\{?|U0000|x\\{)0*|%(25)*u)${UNSEEN}`,
    `&(amp;)*#[Xx](0*(${TELLING}|${UNSEEN})([^0-9A-Fa-f]|$)|00+(${TELLING}|${UNSEEN}))`,
    // octal
    '\\\\(0(4[56]|5[56]|6[0-7]|7[01])|1(0[1-7]|[12][0-7]|3[02-47]|4[1-7]|[56][0-7]|7[0-2])|255)',
    // an address is full of escaped signs, and hardly ever of escaped letters
    '%(25)*([46][1-9A-Fa-f]|[57][0-9Aa]|3[0-9]|2[DdEe]|5[CcFf]|26(#|%|[a-z]))',
    '%(25)*([Cc]2%(25)*[Aa][Dd]|[Ee]2%(25)*8[01]|[Ee][Ff]%(25)*[Bb][Bb]|[Ee]1%(25)*[Aa]0)',
    `&(amp;)*(#0*(${DECIMALS})([^0-9]|$)|#00+(${DECIMALS})|(lowbar|period|num);|[%\\\\])`,
    // a blank before a name, which the walk over letters takes for the end of what stands before it
    '(nbsp|#0*32|#[Xx]0*20);(Amazon|KEY)',
    // an escape of which a part is escaped
    '\\\\[uxU][%&\\\\]',
    // a terminal's colours in the middle of a word
    `${INNER}(${NEXT_LITERAL})?(${COLOUR})+(${NEXT_LITERAL})?${INNER}`,
    `${COLOUR}${QUOTE}${JOINT}$`,
    // an escape that is cut in two, by the end of a literal or line, or by what nobody sees
    `(${CUT_ESCAPE}|&(amp;)*)\\\\*${QUOTE}\\)?${JOINT}(${PREFIX}${QUOTE}[0-9A-Fa-fuUxX{#;]|$)`,
    `${CUT_ESCAPE}\\\\$`,
    `(${CUT_ESCAPE}|\\\\|&[a-z;]*)${UNSEEN_BYTES}`,
    // literals whose quotes, or what stands between them, are escaped; the next one may be on the next line
    `${PART}${CODED_QUOTE}${SIGNS}(${PREFIX}(${QUOTE}|${CODED_QUOTE})${PART}|$)`,
    `${PART}\\\\*${QUOTE}${SIGNS}${PREFIX}${CODED_QUOTE}${PART}`,
    `${PART}\\\\*${QUOTE}[^A-Za-z0-9]*${SIGN}${SIGNS}(${PREFIX}${QUOTE}${PART}|$)`,
    `^[ +][^A-Za-z0-9]*(${SIGN}${SIGNS}${PREFIX}${QUOTE}|${SIGNS}${PREFIX}${CODED_QUOTE})${PART}`,
  ],
};
