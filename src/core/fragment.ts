/**
 * A stretch of text in which rules look for credentials: a window of a file's new content, or a file's name.
 *
 * Windows overlap by at least the evidence distance, so a value and the evidence for it always share one.
 */
export interface Fragment {
  /** The file's path, with `/` between its parts. */
  readonly path: string;
  /** `name` when the text is the path itself. */
  readonly kind: 'content' | 'name';
  readonly text: string;
  /** Line of the first character, from 1. */
  readonly line: number;
  /** Column of the first character, from 1, in UTF-16 code units. */
  readonly column: number;
}

/**
 * How far away, in lines, evidence for a value may stand. One constant for the whole product: the window overlap and the
 * context of any cheaper first look are derived from it.
 */
export const EVIDENCE_LINES = 20;

/** The same limit in characters, for files whose lines are very long (minified bundles). */
export const EVIDENCE_CHARACTERS = 16_384;

/** A place in a file as an editor shows it; both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of a character of a fragment. */
export function positionAt(fragment: Fragment, offset: number): Position {
  let line = fragment.line;
  let lineStart = 0;
  for (
    let at = fragment.text.indexOf('\n');
    at !== -1 && at < offset;
    at = fragment.text.indexOf('\n', at + 1)
  ) {
    line += 1;
    lineStart = at + 1;
  }
  const column = offset - lineStart + (lineStart === 0 ? fragment.column : 1);
  return { line, column };
}

/** The whole line that holds the character at `offset`, without its line end. */
export function lineTextAt(fragment: Fragment, offset: number): string {
  const start = fragment.text.lastIndexOf('\n', offset - 1) + 1;
  const end = fragment.text.indexOf('\n', offset);
  return fragment.text.slice(start, end === -1 ? undefined : end);
}
