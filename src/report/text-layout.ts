/** Returns the columns that a text takes on a terminal: East Asian characters take two. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}

/** Wide and full-width characters that occur in messages: CJK, kana, Hangul, full-width forms. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/** Appends spaces up to a width. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - widthOf(text), 0));
}

/** Breaks a text into lines of at most `width` columns, at spaces and between wide characters. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(WORDS)) {
    if (line !== '' && widthOf(line + word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}

/** Words with the spaces after them. A wide character is a word, with the punctuation that must not begin a line. */
const WORDS = new RegExp(String.raw`(?:${WIDE.source})[、。」)）:]*\s*|(?:(?!${WIDE.source})\S)+\s*`, 'gu');
