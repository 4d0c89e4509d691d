import { ARCHIVE_LETTERS } from '../decode/decoders/base64.ts';
import { type Nfa, nfaOf, type InputMode } from './nfa.ts';
import { minLength, parseExpression } from './ere-parser.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';
import { isLetter } from './dfa-matcher.ts';

/**
 * Returns the NFAs for the expressions over lines and for those over letters. Long expressions get NFAs of their own, because
 * together with others they make too many states. The build replaces this function by its result, with a warm DFA table.
 */
export function prefilterNfas(): readonly Nfa[] {
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
    nfaOf([lines, WHOLE_FILE.lines], overLines),
    nfaOf([longLines], overLines),
    nfaOf([letters, WHOLE_FILE.letters], overLetters),
    nfaOf([longLetters], overLetters),
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

function byLength(expressions: readonly string[]): [short: string[], long: string[]] {
  const isLong = (source: string) => minLength(parseExpression(source)) >= MIN_LONG_BYTES;
  return [expressions.filter((source) => !isLong(source)), expressions.filter(isLong)];
}

/** An expression is long if it takes at least this many bytes. */
const MIN_LONG_BYTES = 20;
