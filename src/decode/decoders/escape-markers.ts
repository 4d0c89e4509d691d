import {
  bytesIn,
  DEEP_ESCAPES,
  decimalsOf,
  ENTITY,
  escapesOf,
  hexadecimalsOf,
  INVISIBLE_HALVES,
  invisibleBytes,
  invisiblePercents,
  INVISIBLES,
  namesOf,
  octalsOf,
} from '../escape-forms.ts';
import { JOINT, type Markers, PART, PREFIX, QUOTE } from '../prefilter-hint.ts';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Escapes of these signs are rare in ordinary code. Of all others, keywords allow for what remains of an escape. */
const RARELY_ESCAPED = '-._';
/** Escapes begin with these. */
const OPENING = '%&\\';

/** Whether an escape of a character is a hint by itself, whatever is around it. */
export function isHintAlone(character: string): boolean {
  return (LETTERS_AND_DIGITS + RARELY_ESCAPED).includes(character);
}

const ALONE = LETTERS_AND_DIGITS + RARELY_ESCAPED + OPENING + '\u00AD';
const OTHER_INVISIBLES = INVISIBLES.replace('\u00AD', '');
const ALONE_HEX = `(${hexadecimalsOf(ALONE)})`;
const OTHERS = [...Array.from(OTHER_INVISIBLES), ...INVISIBLE_HALVES];
const OTHERS_HEX = `(${hexadecimalsOf(OTHERS)})`;

/** What a sign may be written as. */
const SIGN = `([%=](25)*(u[0-9A-Fa-f]{2})?[0-9A-Fa-f]{2}|\\\\[uUx]\\{?[0-9A-Fa-f]+|\\\\[01][0-7]{2}|${ENTITY}(#[xX]?[0-9A-Fa-f]+|[A-Za-z]+;))`;
const SIGNS = `([^A-Za-z0-9]|${SIGN})*`;
const CODED_QUOTE = `\\\\*(${escapesOf('"\'`')})[;}]?`;
const PARAMETERS = `[][0-9A-Fa-fmpuUxX:;<>?{}%\\&#=${bytesIn(INVISIBLES)}]*`;
const ESCAPE_SIGN = `\\\\*(\\\\e|${escapesOf('\x1B')})`;
const MOVE = `[;}\\\\]*([[]|${escapesOf('[')})${PARAMETERS}`;
/** A colour of a terminal, or a move of its cursor, of which at least the first character is escaped. */
export const COLOUR: string = `${ESCAPE_SIGN}(${PARAMETERS}[mK]|${MOVE}[A-Za-z@])`;
/** What stands in a value, or in a word that tells of one. */
const INNER = '[A-Za-z0-9/+._:\x80-\xff-]';
/** The beginning of an escape. */
const CUT_ESCAPE = `(\\\\[uxU0-7][0-9A-Fa-f{]*|%(25)*[0-9A-Fa-fu]*|${ENTITY}#[xX]?[0-9A-Fa-f]*)`;
/** The beginning of an escape that may be one of a character beyond ASCII. */
const WIDE_ESCAPE = `(\\\\+([uU]|x\\{)|%[0-9A-Fa-f]{2}|${ENTITY}#)`;
/** Characters without a width, in UTF-8. */
const INVISIBLE_BYTES = `(${invisibleBytes()})`;
const NEXT_LITERAL = `${QUOTE}${JOINT}${QUOTE}`;

export const escapeMarkers: Markers = {
  lines: [
    `(\\\\(u(00|\\{0*)|U000000|x(\\{0*)?)|%(25)*u00)${ALONE_HEX}`,
    `(\\\\[uUx]\\{?|%(25)*u)0*${OTHERS_HEX}`,
    // at full width, digits that follow are none of it
    `${ENTITY}#[Xx](0*(${ALONE_HEX}|${OTHERS_HEX})([^0-9A-Fa-f]|$)|0[0-9A-Fa-f]{5})`,
    `${ENTITY}(#0*(${decimalsOf([...Array.from(ALONE), ...OTHERS])})([^0-9]|$)|#0[0-9]{6}|(num${namesOf(RARELY_ESCAPED)});|[%\\\\])`,
    `\\\\(${octalsOf(ALONE)})`,
    // an address is full of escaped signs, and hardly ever of escaped letters
    `%(25)*(${hexadecimalsOf(`${LETTERS_AND_DIGITS}${RARELY_ESCAPED}\\`)}|26(#|%|[a-z]))`,
    invisiblePercents(),
    // an escape of which a part is escaped
    '\\\\[uxU][%&\\\\=]',
    `${ENTITY}\\\\*(${escapesOf('#')})`,
    `&[A-Za-z;]+\\\\*(${escapesOf(';')})`,
    `\\\\[ux]\\{[0-9A-Fa-f]+\\\\*(${escapesOf('}')})`,
    ...DEEP_ESCAPES,
    // a terminal's colours in the middle of a word
    `${INNER}(;|[0-9A-Fa-f]})?(${NEXT_LITERAL})?${COLOUR}(${NEXT_LITERAL})?(${INNER}|${WIDE_ESCAPE})`,
    `${INNER}\\\\*(${COLOUR})?${QUOTE}${JOINT}${COLOUR}`,
    `${COLOUR}${QUOTE}${JOINT}$`,
    `${INNER}${ESCAPE_SIGN}${MOVE}\\\\*${QUOTE}`,
    `(${CUT_ESCAPE}|\\\\|&[a-z;]*)${COLOUR}[0-9A-Fa-fuUxX{}#;]`,
    // an escape that is cut in two, by the end of a literal or line, or by what nobody sees
    `(${CUT_ESCAPE}|${ENTITY})\\\\*${QUOTE}\\)?${JOINT}(${PREFIX}${QUOTE}[0-9A-Fa-fuUxX{#;]|$)`,
    `&[A-Za-z;]+${QUOTE}\\)?${JOINT}${PREFIX}${QUOTE}[A-Za-z;]`,
    `${CUT_ESCAPE}\\\\$`,
    `(\\\\[uxU0-7][0-9A-Fa-f{]*|%[0-9A-Fa-fu]+|${ENTITY}#[xX]?[0-9A-Fa-f]*)=[ \t]*\r?$`,
    `(${CUT_ESCAPE}|\\\\|&[a-z;]*)${INVISIBLE_BYTES}`,
    // literals whose quotes, or what stands between them, are escaped; the next one may be on the next line
    `${PART}${CODED_QUOTE}${SIGNS}((concat|append)${SIGNS})?(${PREFIX}(${QUOTE}|${CODED_QUOTE})${PART}|$)`,
    `(${PART}\\\\*${QUOTE}|^[ +])${SIGNS}(${PREFIX}${CODED_QUOTE}${PART}|${SIGN}[^A-Za-z0-9]*(${PREFIX}${QUOTE}${PART}|$))`,
  ],
};
