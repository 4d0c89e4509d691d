import { ARCHIVE_LETTERS } from '../decode/decoders/base64.ts';
import { type InputMode, Nfa } from './nfa.ts';
import { type Expression, minLength, parseExpression } from './ere-parser.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';

/**
 * Returns the NFAs for the expressions over lines and for those over letters. Long expressions get NFAs of their own, because
 * together with others they make too many states.
 */
export function prefilterNfas(): readonly [lines: Nfa, longLines: Nfa, letters: Nfa, longLetters: Nfa] {
  const never = () => false;
  const overLines: InputMode = { skips: never, breaks: never, hasLines: true };
  const overLetters: InputMode = {
    skips: (byte) => !isLetter(byte),
    // no value or name has a comma before a letter; lists of numbers and source maps have many
    breaks: (byte) => byte === 0x2c || byte === 0x3b,
    hasLines: false,
  };
  const [lines, longLines] = byLength(lineExpressions());
  const [letters, longLetters] = byLength(letterExpressions());
  return [
    new Nfa([lines, WHOLE_FILE.lines.map(parseExpression)], overLines),
    new Nfa([longLines], overLines),
    new Nfa([letters, WHOLE_FILE.letters.map(parseExpression)], overLetters),
    new Nfa([longLetters], overLetters),
  ];
}

/**
 * Expressions whose match affects the whole file: an archive, a header that sets the encoding of the rest, the equals sign of
 * quoted-printable mail, and the header of a list of passwords.
 */
const WHOLE_FILE = {
  lines: [
    '[Qq][Uu][Oo][Tt][Ee][Dd]-[Pp][Rr][Ii]',
    '=3D',
    '(^[ +]|\\n)[^A-Za-z0-9_]*[Uu][Ss][Ee][Rr] ?[Nn][Aa][Mm][Ee][^A-Za-z0-9_]{1,12}[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]',
  ],
  letters: ARCHIVE_LETTERS,
};

function byLength(sources: readonly string[]): [short: Expression[], long: Expression[]] {
  const expressions = sources.map(parseExpression);
  const isLong = (expression: Expression) => minLength(expression) >= MIN_LONG_BYTES;
  return [expressions.filter((expression) => !isLong(expression)), expressions.filter(isLong)];
}

/** An expression is long if it takes at least this many bytes. */
const MIN_LONG_BYTES = 20;

const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9-]/.test(String.fromCharCode(byte))),
);

/** True for the bytes that expressions over letters take. */
export function isLetter(byte: number): boolean {
  return LETTERS[byte] === 1;
}
