import {
  anyCase,
  bytesIn,
  bytesOf,
  entitiesOf,
  escapesOf,
  INVISIBLES,
  remainsOf,
} from '../decode/escape-forms.ts';
import { COLOUR, isHintAlone } from '../decode/decoders/escape-markers.ts';
import { JOINT, QUOTE } from '../decode/prefilter-hint.ts';
import { StringScanner } from './string-scanner.ts';

/**
 * Returns the prefilter expressions of a keyword, one for each alternative, over letters, digits and dashes only. In place of a
 * punctuation character they allow the letters that remain of its escape.
 *
 * @throws TypeError for syntax that a keyword must not use
 */
export function lettersOf({ source, ignoreCase }: RegExp): string[] {
  return new Parser(source, ignoreCase).alternatives();
}

/**
 * Returns the line expression for the forms of keywords that the expressions over letters miss: a character whose escape ends
 * with a semicolon, which resets the match over letters, or one next to a terminal colour.
 */
export function signLineOf(keywords: readonly RegExp[]): string {
  const found = keywords.flatMap(({ source, ignoreCase }) => {
    const parser = new Parser(source, ignoreCase);
    parser.alternatives();
    return parser.signs;
  });
  const signs = [...new Set(found.map(({ sign }) => sign))].join('');
  const nexts = [...new Set(found.map(({ next }) => next))];
  const next = `(${nexts.join('|')})`;
  // the literal may end before there are enough letters; what has no semicolon is left to the letters
  const end = `[A-Za-z0-9-]{0,${LETTERS_AFTER_SIGN - 1}}(\\\\*${QUOTE}${JOINT}(${QUOTE}|$)|\\\\$)`;
  return `(${escapesOf(signs)}|${COLOUR})([;}]?[${signs}]?${next}|[;}][${signs}]?${end})|(${COLOUR}${entitiesOf(signs)})[${signs}]?${end}`;
}

/** The number of required letters after a punctuation character that identify a keyword. */
const LETTERS_AFTER_SIGN = 4;

/** One character, class or group of a keyword. */
interface Item {
  readonly letters: string;
  /** The punctuation characters that it may be and whose escape is not a hint in itself. */
  readonly signs: string;
}

/** Separators between two words; none of them are letters. */
const GAP = '[^A-Za-z0-9]{1,40}';
/** The same, or none. A single dash is kept, because names have one. */
const MAYBE_GAP = '[^A-Za-z0-9]{0,40}';

/** True if an item always leaves a letter. */
function isRequired({ letters }: Item): boolean {
  return letters !== '' && !letters.endsWith('?');
}

/** Returns the first items that are enough to identify a keyword. */
function nextOf(items: readonly Item[]): readonly Item[] {
  let required = 0;
  const enough = items.findIndex((item) => isRequired(item) && ++required === LETTERS_AFTER_SIGN);
  return enough === -1 ? items : items.slice(0, enough + 1);
}

/** Parses the syntax of keywords. */
class Parser extends StringScanner {
  readonly #ignoreCase: boolean;

  constructor(source: string, ignoreCase: boolean) {
    super(source, 'keyword');
    this.#ignoreCase = ignoreCase;
  }

  alternatives(): string[] {
    const found = [this.#sequence()];
    while (this.take('|')) found.push(this.#sequence());
    return found;
  }

  /** Each punctuation character whose escape is not a hint in itself, and the letters after it. */
  readonly signs: { sign: string; next: string }[] = [];

  #sequence(): string {
    const items: Item[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.peek())) items.push(this.#item());
    for (const [index, { signs }] of items.entries()) {
      const next = nextOf(items.slice(index + 1));
      // a punctuation character at the end of a keyword would match anywhere
      if (signs !== '' && !next.some(isRequired)) this.fail();
      // the escape of a second sign matches by itself
      const others = next.filter((item) => item.signs === '' || item.letters.startsWith('(['));
      for (const sign of signs)
        this.signs.push({ sign, next: others.map(({ letters }) => letters).join('') });
    }
    return items.map(({ letters }) => letters).join('');
  }

  /** Parses a character, class or group with its `?`. */
  #item(): Item {
    if (this.take('(?:')) {
      const found = this.alternatives();
      if (!this.take(')')) this.fail();
      const some = found.filter((alternative) => alternative !== '');
      return this.#repeated(`(${some.join('|')})`, some.length < found.length, '');
    }
    // separators between words, none of them escaped
    if (this.take(GAP)) return { letters: '', signs: '' };
    if (this.take(MAYBE_GAP)) return { letters: '[-]?', signs: '' };
    if (this.take('[')) {
      const end = this.source.indexOf(']', this.at);
      const members = this.source.slice(this.at, end);
      if (end === -1 || /[\\^]/.test(members)) this.fail();
      this.at = end + 1;
      return this.#oneOf(members);
    }
    const isEscaped = this.take('\\');
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? this.fail());
    if (isEscaped ? /[A-Za-z0-9]/.test(character) : /[.*+^${}()[\]]/.test(character)) this.fail();
    this.at += character.length;
    if (character > '\x7f') this.fail();
    if (/[A-Za-z0-9-]/.test(character))
      return this.#repeated(this.#ignoreCase ? anyCase(character) : character, false, '');
    return this.#oneOf(character);
  }

  /** Returns the item for one of several characters. Punctuation leaves nothing, or the letters of its escape. */
  #oneOf(members: string): Item {
    const kept = this.#inEachCase(members.replace(/[^A-Za-z0-9-]/g, ''));
    const signs = Array.from(members.replace(/[A-Za-z0-9-]/g, ''));
    const escaped = signs.filter((sign) => !isHintAlone(sign));
    const letters = [...(kept === '' ? [] : [`[${kept}]`]), ...escaped.map(remainsOf)];
    const text = letters.length === 1 && escaped.length === 0 ? `[${kept}]` : `(${letters.join('|')})`;
    return this.#repeated(letters.length === 0 ? '' : text, signs.length > 0, escaped.join(''));
  }

  #inEachCase(members: string): string {
    const both = this.#ignoreCase ? members.toUpperCase() + members.toLowerCase() : members;
    return [...new Set(both)].join('');
  }

  #repeated(letters: string, isOptional: boolean, signs: string): Item {
    const mayMiss = this.take('?') || isOptional;
    return { letters: letters !== '' && mayMiss ? `${letters}?` : letters, signs };
  }
}

/** Delimiters of escapes, and bytes of invisible characters. */
const BETWEEN = `[;}\\\\${bytesIn(INVISIBLES)}]*`;

/** The same, and what is between two literals that are joined. */
const SEAM = `[;}\\\\${bytesIn(INVISIBLES)} \t.&_~|<>^(+"'\`]*`;

/** What comes before the rest of a literal that was split: a quote, plain or escaped, or the indent or sign of a continued line. */
const REST_BEGINS = `[;} \t+"'\`]`;

/**
 * Returns line expressions for words that {@link lettersOf} cannot express: each of their first characters as it is or as an
 * escape, with invisible characters between them. Words of the same length share an expression.
 *
 * @returns one character for each byte
 */
export function wordLinesOf(words: readonly string[]): string[] {
  const starts = new Map<string, string[][]>();
  for (const word of words) {
    // hardly any other text, and no hash, contains `s3:/`, `s3+htt` or three such characters of another script
    const start = Array.from(/^\w+(?::\/|\+\w{3})/.exec(word)?.[0] ?? Array.from(word).slice(0, 3));
    const shape = `${start.length} ${word > '\x7f' ? 'other' : 'ASCII'}`;
    starts.set(shape, [...(starts.get(shape) ?? []), start]);
  }
  return [...starts.values()].map((alike) => {
    const columns = Array.from({ length: alike[0]?.length ?? 0 }, (_, index) =>
      [...new Set(alike.map((start) => start[index] ?? ''))].join(''),
    );
    const sign = columns.findIndex((column) => /[:+]/.test(column));
    return sign === -1 ? columns.map(characterForms).join(BETWEEN) : schemeLine(columns, sign);
  });
}

/**
 * Returns the line expression for a scheme such as `s3:/`, which a literal may split between any two letters, digits or plus signs.
 *
 * @param sign the index of the column with the colon or the plus sign
 */
function schemeLine(columns: readonly string[], sign: number): string {
  const forms = columns.map(characterForms);
  const [letters, rest] = [forms.slice(0, sign), forms.slice(sign)];
  const optional = letters.slice(1, -1).map((form) => `(${form}${BETWEEN})?`);
  const tail = `${REST_BEGINS}${BETWEEN}${optional.join('')}${letters.at(-1)}`;
  const beginning = `(${letters.join(BETWEEN)}|${tail})`;
  if (columns[sign] !== '+') return [beginning, ...rest].join(BETWEEN);
  // the plus sign is a character of values, so a literal may end on either side of it
  const [plus, first, second] = rest;
  const cut = `${plus}${BETWEEN}(${first}${BETWEEN}(${second}${BETWEEN})?)?(${QUOTE}|\\\\$)`;
  const further = `${QUOTE}${SEAM}${rest.join(SEAM)}`;
  // not factored out, so that each begins with what is rare in a commit message (plain-words.ts)
  const ends = [rest.join(BETWEEN), cut, further].map((end) => beginning + BETWEEN + end);
  return [...ends, [REST_BEGINS, ...rest].join(BETWEEN)].join('|');
}

/** A pattern for one of the characters, in every form that no other hint matches. */
function characterForms(characters: string): string {
  const isKnown = Array.from(characters).every(isHintAlone);
  return isKnown ? bytesOf(characters) : `(${bytesOf(characters)}|${escapesOf(characters)})`;
}
