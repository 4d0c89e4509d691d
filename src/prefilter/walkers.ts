import { ARCHIVE_LETTERS } from '../text/decoders/base64.ts';
import { Automaton, type Reading, type TableMemory } from './automaton.ts';
import { leastOf, parseExpression } from './expression.ts';
import { letterExpressions, lineExpressions } from './expressions.ts';
import { isLetter, Walker } from './walk.ts';

/** What is walked through: texts as they are, or with the sign before each line that patches have. */
export type Form = 'texts' | 'patches';

/** What walks through all expressions of the prefilter, made when it is first asked for. */
export function walkerFor(form: Form): Walker {
  return (walkers[form] ??= new Walker((memory) => automatonsOf(memory, form)));
}

const walkers: Partial<Record<Form, Walker>> = {};

/** What can mean more than what stands around it: an archive, or a header that says how the rest is to be read. */
const FAR = { lines: ['[Qq][Uu][Oo][Tt][Ee][Dd]-[Pp][Rr][Ii]'], letters: ARCHIVE_LETTERS };

const PLUS = 0x2b;

/** The expressions over lines, and those over letters, as automatons. Long ones apart: beside others they make very many states. */
function automatonsOf(memory: TableMemory, form: Form): Automaton[] {
  const never = () => false;
  const overLines: Reading = { skips: never, breaks: never, sign: form === 'patches' ? 'written' : PLUS };
  const overLetters: Reading = {
    skips: (byte) => !isLetter(byte),
    // no value and no name holds a comma before a letter: lists of numbers and mappings of sources are full of them
    breaks: (byte) => byte === 0x2c || byte === 0x3b,
  };
  const [lines, longLines] = byLength(lineExpressions());
  const [letters, longLetters] = byLength(letterExpressions());
  return [
    new Automaton([lines, FAR.lines], overLines, memory),
    new Automaton([longLines], overLines, memory),
    new Automaton([letters, FAR.letters], overLetters, memory),
    new Automaton([longLetters], overLetters, memory),
  ];
}

function byLength(expressions: readonly string[]): [short: string[], long: string[]] {
  const isLong = (source: string) => leastOf(parseExpression(source)) >= LONG;
  return [expressions.filter((each) => !isLong(each)), expressions.filter(isLong)];
}

/** In bytes that an expression takes at least. */
const LONG = 20;
