import { Cursor } from './cursor.ts';

/**
 * A sentinel as expressions of the prefilter, one for each alternative: over letters, digits and dashes only.
 *
 * @throws TypeError on what a sentinel must not hold
 */
export function lettersOf({ source, ignoreCase }: RegExp): string[] {
  return new Parser(source, ignoreCase).alternatives();
}

/** Reads the few things that sentinels consist of. */
class Parser extends Cursor {
  readonly #ignoreCase: boolean;

  constructor(source: string, ignoreCase: boolean) {
    super(source, 'sentinel');
    this.#ignoreCase = ignoreCase;
  }

  alternatives(): string[] {
    const found = [this.#sequence()];
    while (this.take('|')) found.push(this.#sequence());
    return found;
  }

  #sequence(): string {
    let sequence = '';
    while (this.at < this.source.length && !/[|)]/.test(this.peek())) {
      const item = this.#item();
      sequence += item !== '' && this.take('?') ? `${item}?` : item;
      // a sign that may be missing is left out like all others
      if (item === '') this.take('?');
    }
    return sequence;
  }

  /** One character, class or group. */
  #item(): string {
    if (this.take('(?:')) {
      const found = this.alternatives();
      if (!this.take(')')) this.fail();
      const some = found.filter((each) => each !== '');
      return `(${some.join('|')})${some.length < found.length ? '?' : ''}`;
    }
    if (this.take('[')) {
      const end = this.source.indexOf(']', this.at);
      const members = this.source.slice(this.at, end);
      if (end === -1 || /[\\^]/.test(members)) this.fail();
      this.at = end + 1;
      const kept = members.replace(/[^A-Za-z0-9-]/g, '');
      if (kept === '') return '';
      // of some of its members nothing is left
      const isPartly = kept.length < members.length && !this.source.startsWith('?', this.at);
      return `[${kept}]${isPartly ? '?' : ''}`;
    }
    const isEscaped = this.take('\\');
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? this.fail());
    if (isEscaped ? /[A-Za-z0-9]/.test(character) : /[.*+^${}()[\]]/.test(character)) this.fail();
    this.at += character.length;
    if (!/[A-Za-z0-9-]/.test(character)) return character > '\x7f' ? this.fail() : '';
    return this.#ignoreCase ? anyCase(character) : character;
  }
}

/**
 * A word beyond ASCII, as an expression over a line: as UTF-8, or as escapes, of which the first one says enough.
 *
 * @returns one character for each byte
 */
export function lineOf(word: string): string {
  const code = word.codePointAt(0) ?? 0;
  const [first = ''] = word;
  const percent = [...Buffer.from(first)].map((byte) => `%(25)*${anyCase(byte.toString(16))}`).join('');
  const plain = Buffer.from(word).toString('latin1');
  return `${plain}|[ux{]0*${anyCase(code.toString(16))}|#0*${code}|${percent}`;
}

function anyCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}
