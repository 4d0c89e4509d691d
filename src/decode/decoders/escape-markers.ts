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
import { JOINT, type PrefilterHint, PART, PREFIX, QUOTE } from '../prefilter-hint.ts';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/**
 * Escapes of these characters are rare in ordinary code. For escapes of all other characters, the prefilter's keywords match
 * the rest of the escape.
 */
const RARELY_ESCAPED = '-._';
/** The first characters of escapes. */
const OPENING = '%&\\';

/** True if any escape of the character is a hint, in any context. */
export function isHintAlone(character: string): boolean {
  return (LETTERS_AND_DIGITS + RARELY_ESCAPED).includes(character);
}

const ALONE = LETTERS_AND_DIGITS + RARELY_ESCAPED + OPENING + '\u00AD';
const OTHER_INVISIBLES = INVISIBLES.replace('\u00AD', '');
const ALONE_HEX = `(${hexadecimalsOf(ALONE)})`;
const OTHERS = [...Array.from(OTHER_INVISIBLES), ...INVISIBLE_HALVES];
const OTHERS_HEX = `(${hexadecimalsOf(OTHERS)})`;

/** The escapes of a sign, and a little more, because each exact form would need tables of its own in sed. */
const SIGN = `((%[0-9A-Fa-fu]|=[2-7])[0-9A-Fa-f][0-9A-Fa-fu]*|\\\\[uUx01][{0-9A-Fa-f]+|${ENTITY}(#[0-9A-Fa-fxX]+|[A-Za-z]+;))`;
/** Signs between two literals that are joined. The colon is not one: JSON has it after every name. */
const SIGNS = `([^A-Za-z0-9:]|${SIGN})*`;
const CODED_QUOTE = `\\\\*(${escapesOf('"\'`')})[;}]?`;
const PARAMETERS = `[][0-9A-Fa-fmpuUxX:;<>?{}%\\&#=${bytesIn(INVISIBLES)}]*`;
const ESCAPE_SIGN = `\\\\*(\\\\e|${escapesOf('\x1B')})`;
/** The bracket of a cursor movement; {@link PARAMETERS} matches the beginning of its escape. */
const BRACKET = `${PARAMETERS}([[]|${hexadecimalsOf('[')}|${octalsOf('[')}|${decimalsOf('[')})`;
const MOVE = `${BRACKET}${PARAMETERS}`;
/** A terminal colour or cursor movement whose first character is escaped. */
export const COLOUR: string = `${ESCAPE_SIGN}(${PARAMETERS}[mK]|${MOVE}[A-Za-z@])`;
/** Characters of values, and of words that are evidence. */
const INNER = '[A-Za-z0-9/+._:\x80-\xff-]';
/** The start of an escape. */
const CUT_ESCAPE = `(\\\\[uxU0-7][0-9A-Fa-f{]*|%(25)*[0-9A-Fa-fu]*|${ENTITY}#[xX]?[0-9A-Fa-f]*)`;
/** The start of an escape that may be a non-ASCII character. */
const NON_ASCII_ESCAPE = `(\\\\+([uU]|x\\{)|%[0-9A-Fa-f]{2}|${ENTITY}#)`;
/** Characters without a width, in UTF-8. */
const INVISIBLE_BYTES = `(${invisibleBytes()})`;
const NEXT_LITERAL = `${QUOTE}\\)?${JOINT}([a-z]+\\(${JOINT})?${PREFIX}${QUOTE}`;

export const escapeHints: PrefilterHint = {
  lines: [
    `(\\\\(u(00|\\{0*)|U000000|x(\\{0*)?)|%(25)*u00)${ALONE_HEX}`,
    `(\\\\[uUx]\\{?|%(25)*u)0*${OTHERS_HEX}`,
    // full-width characters, not followed by further digits
    `${ENTITY}#[Xx](0*(${ALONE_HEX}|${OTHERS_HEX})([^0-9A-Fa-f]|$)|0[0-9A-Fa-f]{5})`,
    `${ENTITY}(#0*(${decimalsOf([...Array.from(ALONE), ...OTHERS])})([^0-9]|$)|#0[0-9]{6}|(num${namesOf(RARELY_ESCAPED)});|[%\\\\])`,
    `\\\\(${octalsOf(ALONE)})`,
    // URLs contain many escaped signs but hardly any escaped letters
    `%(25)*(${hexadecimalsOf(`${LETTERS_AND_DIGITS}${RARELY_ESCAPED}\\`)}|26(#|%|[a-z]))`,
    invisiblePercents(),
    // an escape that is partly escaped itself
    '\\\\[uxU][%&\\\\=]',
    `${ENTITY}\\\\*(${escapesOf('#')})`,
    `&[A-Za-z;]+\\\\*(${escapesOf(';')})`,
    `\\\\[ux]\\{[0-9A-Fa-f]+\\\\*(${escapesOf('}')})`,
    ...DEEP_ESCAPES,
    // a terminal colour within a word
    `(${INNER}|[;}])(${NEXT_LITERAL})?${COLOUR}(${NEXT_LITERAL})?(${INNER}|${NON_ASCII_ESCAPE})`,
    `(${INNER}|@)\\\\*${QUOTE}${JOINT}${COLOUR}`,
    `${COLOUR}(${QUOTE}${JOINT}|\\\\)$`,
    `^[ +]${JOINT}${QUOTE}?${COLOUR}`,
    `${INNER}${ESCAPE_SIGN}${MOVE}\\\\*${QUOTE}`,
    `(${CUT_ESCAPE}|\\\\|&[a-z;]*)${COLOUR}[0-9A-Fa-fuUxX{}#;]`,
    // an escape that is split by the end of a literal or line, or by an invisible character
    `(${CUT_ESCAPE}|${ENTITY})\\\\*${QUOTE}\\)?${JOINT}(${PREFIX}${QUOTE}[0-9A-Fa-fuUxX{#;]|$)`,
    `&[A-Za-z;]+${QUOTE}\\)?${JOINT}${PREFIX}${QUOTE}[A-Za-z;]`,
    `${CUT_ESCAPE}\\\\$`,
    // a continued line, of which the end is escaped
    '\\\\%(25)*0[AaDd]',
    `(\\\\[uxU0-7][0-9A-Fa-f{]*|%[0-9A-Fa-fu]+|${ENTITY}#[xX]?[0-9A-Fa-f]*)=[ \t]*\r?$`,
    `(${CUT_ESCAPE}|\\\\|&[a-z;]*)${INVISIBLE_BYTES}`,
    // literals with escaped quotes, or with escapes between them; the next one may be on the next line
    `${PART}${CODED_QUOTE}${SIGNS}((concat|append)${SIGNS})?(${PREFIX}(\\\\*${QUOTE}|${CODED_QUOTE})${PART}|$)`,
    `(${PART}\\\\*${QUOTE}|^[ +])${SIGNS}(${PREFIX}${CODED_QUOTE}${PART}|${SIGN}[^A-Za-z0-9]*(${PREFIX}${QUOTE}${PART}|$))`,
  ],
};
