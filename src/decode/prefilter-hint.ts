/** Hints for the prefilter that a decoder may apply: POSIX extended regular expressions, matched byte by byte. */
export interface PrefilterHint {
  /** Matched against single lines of a patch, with their sign. Removed lines are skipped. */
  readonly lines?: readonly string[];
  /**
   * Matched against the whole patch reduced to letters, digits and dashes, so that line ends, quotes and other
   * separators cannot hide a match.
   */
  readonly letters?: readonly string[];
}

/** A character of a value; parts next to each other that consist of such characters are joined. */
export const PART = '[A-Za-z0-9/+]';

export const QUOTE = '["\'`]';

/** The prefixes of string literals. */
export const PREFIX = '[bfruLN@$]{0,2}';

/** Blanks and the operators that concatenate literals; a comma is not one. */
export const JOINT = '[ \t.&_~|<>^\\\\(+]*';
