import { widthOf } from './text-layout.ts';

/**
 * Joins texts to pages that fit on a screen. A text is never split, so that one that is longer than the screen is a page.
 *
 * @param texts complete lines, each with its line feed
 */
export function pagesOf(texts: readonly string[], rows: number, columns: number): string[] {
  const pages: string[] = [];
  let left = 0;
  for (const text of texts) {
    const needed = 1 + rowsOf(text, columns);
    const last = pages.at(-1);
    if (last === undefined || needed > left) {
      pages.push(text);
      left = rows - needed + 1;
    } else {
      pages[pages.length - 1] = `${last}\n${text}`;
      left -= needed;
    }
  }
  return pages;
}

/** Returns the number of rows that a text takes on a terminal that wraps long lines. */
export function rowsOf(text: string, columns: number): number {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line.replace(BOLD, '')) / columns)),
    0,
  );
}

/** The sequences that switch bold text on and off. */
const BOLD = /\p{Cc}\[\d+m/gu;
