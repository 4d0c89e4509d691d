import { replacementFor } from '../shared/env-var-idioms.ts';
import { type SourceLanguage, sourceLanguageOf } from './languages.ts';
import { lex, type Lexed, type Literal } from './lexer.ts';

/** A replacement in a text. */
export interface SourceEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text of a source file in which string literals can be replaced. Each character is one byte. */
export class SourceText {
  readonly text: string;
  readonly language: SourceLanguage;
  readonly lexed: Lexed;
  readonly #path: string;
  readonly #lineStarts: readonly number[];

  private constructor(path: string, text: string, language: SourceLanguage, lexed: Lexed) {
    this.#path = path;
    this.text = text;
    this.language = language;
    this.lexed = lexed;
    this.#lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  /** Reads a file; undefined if nothing can be replaced in it. */
  static of(path: string, bytes: Buffer): SourceText | undefined {
    const language = sourceLanguageOf(path);
    // UTF-16 and binary files have zero bytes
    if (language === undefined || bytes.length > MAX_BYTES || bytes.includes(0)) return undefined;
    const text = bytes.toString('latin1');
    if (language.requires?.test(text.replace(BYTE_ORDER_MARK, '')) === false) return undefined;
    const lexed = lex(text, language.syntax);
    return lexed && new SourceText(path, text, language, lexed);
  }

  /** The range of a line, from 1, without its end. */
  line(number: number): { readonly start: number; readonly end: number } {
    const start = this.#lineStarts[number - 1] ?? this.text.length;
    const next = this.#lineStarts[number];
    return { start, end: next === undefined ? this.text.length : next - 1 };
  }

  lineAt(offset: number): number {
    return this.#lineStarts.findLastIndex((start) => start <= offset) + 1;
  }

  /**
   * The literals in a line that are exactly the value. Returns undefined if the line has the value in any other form,
   * or in a place where an expression cannot replace it.
   */
  literalsOf(value: string, line: number): readonly Literal[] | undefined {
    const { start, end } = this.line(line);
    const found: Literal[] = [];
    for (
      let at = this.text.indexOf(value, start);
      at !== -1 && at < end;
      at = this.text.indexOf(value, at + 1)
    ) {
      const literal = this.lexed.literals.find(
        (one) => one.start === at - 1 && one.end === at + value.length + 1,
      );
      if (literal === undefined || !this.#isReplaceable(literal)) return undefined;
      found.push(literal);
    }
    return found.length === 0 || this.importFor(found[0]?.start ?? 0) === undefined ? undefined : found;
  }

  /** The code that reads an environment variable. */
  expressionFor(variable: string): string {
    const replacement = replacementFor(this.#path, variable);
    if (replacement.kind !== 'code') throw new TypeError(`no idiom for ${this.#path}`);
    return replacement.code;
  }

  /** The edits that insert what the expression needs before an offset; undefined if there is no place for it. */
  importFor(offset: number): readonly SourceEdit[] | undefined {
    const { statement } = this.language;
    if (statement === undefined) return [];
    const { code } = this.lexed;
    const present = statement.present.exec(code);
    if (present !== null && present.index < offset) return [];
    const position = [statement.firstImport, statement.firstStatement]
      .map((expression) => code.search(expression))
      .find((index) => index !== -1 && index <= offset);
    if (position === undefined) return undefined;
    const lineEnd = this.text.includes('\r\n') ? '\r\n' : '\n';
    return [{ start: position, end: position, text: statement.line + lineEnd }];
  }

  #isReplaceable({ start, end, quote }: Literal): boolean {
    const { quotes, before, after, refuses } = this.language;
    const { code } = this.lexed;
    const head = code.slice(Math.max(0, start - CONTEXT), start);
    const tail = code.slice(end, end + CONTEXT);
    return (
      quote.length === 1 &&
      quotes.includes(quote) &&
      before.test(head) &&
      after.test(tail) &&
      refuses?.test(head) !== true &&
      // literals that the language joins
      !/^\s*(?:[rRbBuUfF]{0,2})["'`]/.test(tail)
    );
  }
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly SourceEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let done = 0;
  for (const edit of ordered) {
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  return [...parts, text.slice(done)].join('');
}

const BYTE_ORDER_MARK = /^\xef\xbb\xbf/;

/** Larger files are bundles and data. */
const MAX_BYTES = 1 << 20;

/** The number of characters of code that decide whether a literal may be replaced. */
const CONTEXT = 2000;
