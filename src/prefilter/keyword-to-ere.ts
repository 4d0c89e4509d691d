import { anyCase, bytesIn, bytesOf, escapesOf, INVISIBLES, remainsOf } from '../decode/escape-forms.ts';
import { COLOUR, isHintAlone } from '../decode/decoders/escape-markers.ts';
import { StringScanner } from './string-scanner.ts';

/**
 * A keyword as expressions of the prefilter, one for each alternative: over letters, digits and dashes only. Where the
 * keyword has a sign, what remains of an escaped one may be.
 *
 * @throws TypeError on what a keyword must not hold
 */
export function lettersOf({ source, ignoreCase }: RegExp): string[] {
  return new Parser(source, ignoreCase).alternatives();
}

/**
 * What of keywords only a line tells: a sign that is escaped with a semicolon at its end, where the walk over letters begins
 * anew, or that a colour of a terminal is next to.
 */
export function signLinesOf(keywords: readonly RegExp[]): string[] {
  const nexts = new Map<string, Set<string>>();
  for (const { source, ignoreCase } of keywords) {
    const parser = new Parser(source, ignoreCase);
    parser.alternatives();
    for (const { sign, next } of parser.signs) nexts.set(sign, (nexts.get(sign) ?? new Set()).add(next));
  }
  return [...nexts].map(
    ([sign, next]) => `(${escapesOf(sign)}|${COLOUR});?[${sign}]?(${[...next].join('|')})`,
  );
}

/** How many letters after a sign, or characters of a word beyond ASCII, are enough to tell a keyword; optional ones do not count. */
const LETTERS_BEHIND = 4;

/** One character, class or group of a keyword. */
interface Item {
  readonly letters: string;
  /** The signs that it may be, of which an escape is no hint by itself. */
  readonly signs: string;
}

/** Signs between two words, of which nothing is left. */
const GAP = '[^A-Za-z0-9]{1,40}';
/** Whether a keyword has a letter at this place, whatever is left of it. */
function isRequired({ letters }: Item): boolean {
  return letters !== '' && !letters.endsWith('?');
}

/** The items at the beginning of some that are enough to tell a keyword. */
function nextOf(items: readonly Item[]): readonly Item[] {
  let required = 0;
  const enough = items.findIndex((item) => isRequired(item) && ++required === LETTERS_BEHIND);
  return enough === -1 ? items : items.slice(0, enough + 1);
}

/** Reads the few things that keywords consist of. */
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

  /** Each sign in it of which an escape is no hint by itself, and the letters behind it. */
  readonly signs: { sign: string; next: string }[] = [];

  #sequence(): string {
    const items: Item[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.peek())) items.push(this.#item());
    for (const [nth, { signs }] of items.entries()) {
      const next = nextOf(items.slice(nth + 1));
      // a sign at the end of a keyword could not be told from any other one
      if (signs !== '' && !next.some(isRequired)) this.fail();
      for (const sign of signs) this.signs.push({ sign, next: next.map(({ letters }) => letters).join('') });
    }
    return items.map(({ letters }) => letters).join('');
  }

  /** One character, class or group, and whether it may be missing. */
  #item(): Item {
    if (this.take('(?:')) {
      const found = this.alternatives();
      if (!this.take(')')) this.fail();
      const some = found.filter((each) => each !== '');
      return this.#repeated(`(${some.join('|')})`, some.length < found.length, '');
    }
    // signs between words, none of them escaped
    if (this.take(GAP)) return { letters: '', signs: '' };
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

  /** One of some characters. Of a sign nothing is left, or what remains of its escape. */
  #oneOf(members: string): Item {
    const kept = members.replace(/[^A-Za-z0-9-]/g, '');
    const signs = Array.from(members.replace(/[A-Za-z0-9-]/g, ''));
    const escaped = signs.filter((sign) => !isHintAlone(sign));
    const letters = [...(kept === '' ? [] : [`[${kept}]`]), ...escaped.map(remainsOf)];
    const text = letters.length === 1 && escaped.length === 0 ? `[${kept}]` : `(${letters.join('|')})`;
    return this.#repeated(letters.length === 0 ? '' : text, signs.length > 0, escaped.join(''));
  }

  #repeated(letters: string, isOptional: boolean, signs: string): Item {
    const mayMiss = this.take('?') || isOptional;
    return { letters: letters !== '' && mayMiss ? `${letters}?` : letters, signs };
  }
}

/** So many characters of a word are enough: with those of an address, `sqs: ` is none. */
const WORD_START = 6;

/** Ends and beginnings of escapes, and bytes of characters without a width. */
const BETWEEN = `[;}\\\\${bytesIn(INVISIBLES)}]*`;

/**
 * Words beyond ASCII, as expressions over a line: each of their first characters as UTF-8 or as an escape, and what has no
 * width between them. Words of one length share an expression.
 *
 * @returns one character for each byte
 */
export function wordLinesOf(words: readonly string[]): string[] {
  const starts = words.map((word) => Array.from(word).slice(0, WORD_START));
  const lengths = [...new Set(starts.map((start) => start.length))];
  return lengths.map((length) => {
    const alike = starts.filter((start) => start.length === length);
    const places = Array.from({ length }, (_, nth) =>
      [...new Set(alike.map((start) => start[nth]))].join(''),
    );
    const written = places.map((characters) => `(${bytesOf(characters)}|${escapesOf(characters)})`);
    return written.join(BETWEEN);
  });
}
