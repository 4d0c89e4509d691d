/** The parts of a language's syntax that decide where its string literals are. */
export interface Syntax {
  readonly lineComment: '//' | '#' | undefined;
  /** A second kind of line comment, as in PHP. */
  readonly otherLineComment?: '#';
  /** A number sign within a word begins no comment, as in a shell and in YAML. */
  readonly commentNeedsSpace?: true;
  readonly blockComment?: readonly [open: string, close: string];
  /** Longer openings come first. */
  readonly strings: readonly StringSyntax[];
  /** Regular expressions are written between slashes. */
  readonly hasRegex?: true;
  /** Outside of strings, a backslash quotes the next character, as in a shell. */
  readonly hasCodeEscapes?: true;
}

export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** The character that escapes the next one. */
  readonly escape?: '\\' | '`';
  readonly isMultiline?: true;
  /** The opening of embedded code, which ends with a brace. */
  readonly code?: '${' | '#{';
}

/** A string literal with its quotes. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

export interface Lexed {
  /** The text with comments as spaces and the content of strings as underscores; line ends stay. */
  readonly code: string;
  /** In order of their ends. */
  readonly literals: readonly Literal[];
}

/** Finds the string literals of a source text. Returns undefined if quotes without a partner are too many to understand it. */
export function lex(text: string, syntax: Syntax): Lexed | undefined {
  const lexer = new Lexer(text, syntax);
  lexer.readCode(0, false);
  return lexer.isLost ? undefined : { code: lexer.code, literals: lexer.literals };
}

class Lexer {
  readonly literals: Literal[] = [];
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #parts: string[] = [];
  /** Where a string begins that does not end. */
  readonly #unclosed = new Set<number>();
  #depth = 0;
  /** The last character of code that is no space, and the end of the word before it. */
  #last = '';
  #word = '';

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  get isLost(): boolean {
    return this.#unclosed.size > MAX_UNCLOSED;
  }

  get code(): string {
    return this.#parts.join('');
  }

  /** Reads code up to its end, or up to the brace that closes embedded code. */
  readCode(from: number, isEmbedded: boolean): number {
    let braces = 0;
    for (let offset = from; offset < this.#text.length && !this.isLost;) {
      const next =
        this.#comment(offset) ?? this.#string(offset) ?? this.#regex(offset) ?? this.#escape(offset);
      if (next !== undefined) {
        offset = next;
        continue;
      }
      const character = this.#text.charAt(offset);
      if (isEmbedded && character === '{') braces += 1;
      if (isEmbedded && character === '}') {
        if (braces === 0) return offset;
        braces -= 1;
      }
      this.#keep(character);
      offset += 1;
    }
    return this.#text.length;
  }

  #keep(character: string): void {
    this.#parts.push(character);
    if (/\s/.test(character)) return;
    this.#word = /\w/.test(character) ? (/\w/.test(this.#last) ? this.#word : '') + character : '';
    this.#last = character;
  }

  #blank(from: number, to: number, filler: string): void {
    this.#parts.push(this.#text.slice(from, to).replace(/[^\r\n]/g, filler));
  }

  #comment(offset: number): number | undefined {
    const { lineComment, otherLineComment, blockComment } = this.#syntax;
    const text = this.#text;
    if (blockComment !== undefined && text.startsWith(blockComment[0], offset)) {
      const close = text.indexOf(blockComment[1], offset + blockComment[0].length);
      const end = close === -1 ? text.length : close + blockComment[1].length;
      this.#blank(offset, end, ' ');
      return end;
    }
    const isComment = [lineComment, otherLineComment].some(
      (mark) => mark !== undefined && text.startsWith(mark, offset) && this.#maybeComment(mark, offset),
    );
    if (!isComment) return undefined;
    const end = endOfLine(text, offset);
    this.#blank(offset, end, ' ');
    return end;
  }

  #maybeComment(mark: string, offset: number): boolean {
    // an attribute of PHP
    if (mark === this.#syntax.otherLineComment && this.#text.charAt(offset + 1) === '[') return false;
    return !this.#syntax.commentNeedsSpace || offset === 0 || /[\s;()]/.test(this.#text.charAt(offset - 1));
  }

  #string(offset: number): number | undefined {
    const syntax = this.#syntax.strings.find(({ open }) => this.#text.startsWith(open, offset));
    if (syntax === undefined || this.#unclosed.has(offset)) return undefined;
    const [parts, literals, last, word] = [this.#parts.length, this.literals.length, this.#last, this.#word];
    const end = this.#literal(offset, syntax);
    if (end !== undefined) return end;
    // an apostrophe in a text, or the like
    if (syntax.isMultiline) this.#unclosed.add(offset);
    this.#parts.length = parts;
    this.literals.length = literals;
    [this.#last, this.#word] = [last, word];
    return undefined;
  }

  /** Returns the offset after a literal; undefined if it does not end where it must. */
  #literal(start: number, { open, close, escape, isMultiline, code }: StringSyntax): number | undefined {
    const text = this.#text;
    const limit = isMultiline ? text.length : endOfLine(text, start);
    this.#parts.push(open);
    let from = start + open.length;
    for (let offset = from; offset < limit;) {
      if (text.charAt(offset) === escape) offset += 2;
      else if (text.startsWith(close, offset)) {
        this.#blank(from, offset, '_');
        this.#parts.push(close);
        [this.#last, this.#word] = ['"', ''];
        this.literals.push({ start, end: offset + close.length, quote: open });
        return offset + close.length;
      } else if (code !== undefined && text.startsWith(code, offset) && this.#depth < MAX_DEPTH) {
        this.#blank(from, offset + code.length, '_');
        this.#depth += 1;
        from = this.readCode(offset + code.length, true);
        this.#depth -= 1;
        offset = from;
      } else offset += 1;
    }
    return undefined;
  }

  #regex(offset: number): number | undefined {
    const text = this.#text;
    if (!this.#syntax.hasRegex || text.charAt(offset) !== '/' || !this.#isBeforeOperand()) return undefined;
    let isClass = false;
    for (let index = offset + 1; index < text.length; index += 1) {
      const character = text.charAt(index);
      if (character === '\n') return undefined;
      if (character === '\\') index += 1;
      else if (character === '[') isClass = true;
      else if (character === ']') isClass = false;
      else if (character === '/' && !isClass) {
        this.#parts.push('/');
        this.#blank(offset + 1, index, '_');
        this.#parts.push('/');
        [this.#last, this.#word] = [')', ''];
        return index + 1;
      }
    }
    return undefined;
  }

  /** True where a value may begin, so that a slash is no division. */
  #isBeforeOperand(): boolean {
    return this.#last === '' || /[(,=:[!&|?{};+\-*%<>~^]/.test(this.#last) || OPERAND_WORDS.has(this.#word);
  }

  #escape(offset: number): number | undefined {
    if (!this.#syntax.hasCodeEscapes || this.#text.charAt(offset) !== '\\') return undefined;
    this.#parts.push(this.#text.slice(offset, offset + 2).replace(/["'`#]/, '_'));
    return offset + 2;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const OPERAND_WORDS: ReadonlySet<string> = new Set(
  'return typeof case in of delete void throw new do else yield await and or not if unless when'.split(' '),
);

/** The maximum depth of code in strings in code. */
const MAX_DEPTH = 20;

const MAX_UNCLOSED = 20;
