import { ARCHIVE_LETTERS } from '../decode/decoders/base64.ts';
import { type Nfa, nfaOf, type Reading } from './nfa.ts';
import { leastOf, parseExpression } from './ere-parser.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';
import { isLetter } from './dfa-matcher.ts';

/**
 * The expressions over lines, and those over letters, as automatons. Long ones apart: beside others they make very many states.
 * What is installed has them as they come out of here, with what they lead to in ordinary texts.
 */
export function prefilterNfas(): readonly Nfa[] {
  const never = () => false;
  const overLines: Reading = { skips: never, breaks: never, hasLines: true };
  const overLetters: Reading = {
    skips: (byte) => !isLetter(byte),
    // no value and no name holds a comma before a letter: lists of numbers and mappings of sources are full of them
    breaks: (byte) => byte === 0x2c || byte === 0x3b,
    hasLines: false,
  };
  const [lines, longLines] = byLength(lineExpressions());
  const [letters, longLetters] = byLength(letterExpressions());
  return [
    nfaOf([lines, FAR.lines], overLines),
    nfaOf([longLines], overLines),
    nfaOf([letters, FAR.letters], overLetters),
    nfaOf([longLetters], overLetters),
  ];
}

/**
 * What can mean more than what stands around it: an archive, a header that says how the rest is to be read, the equals sign
 * by which mail tells that, the first line of a list of passwords.
 */
const FAR = {
  lines: [
    '[Qq][Uu][Oo][Tt][Ee][Dd]-[Pp][Rr][Ii]',
    '=3D',
    '(^[ +]|\\n)[^A-Za-z0-9_]*[Uu][Ss][Ee][Rr] ?[Nn][Aa][Mm][Ee][^A-Za-z0-9_]{1,12}[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]',
  ],
  letters: ARCHIVE_LETTERS,
};

function byLength(expressions: readonly string[]): [short: string[], long: string[]] {
  const isLong = (source: string) => leastOf(parseExpression(source)) >= LONG;
  return [expressions.filter((each) => !isLong(each)), expressions.filter(isLong)];
}

/** In bytes that an expression takes at least. */
const LONG = 20;
