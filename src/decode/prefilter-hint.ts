/**
 * What tells the prefilter of the hook that a decoder may have something to do. POSIX extended regular expressions, matched
 * byte by byte.
 */
export interface Markers {
  /** Over one line of a patch, with its sign. Of what a patch takes out, nothing is looked at. */
  readonly lines?: readonly string[];
  /**
   * Over all of a patch at once, of which only letters, digits and dashes are left: so nothing that stands between two of
   * these, be it a line's end or the quotes of two literals, can hide what they are.
   */
  readonly letters?: readonly string[];
}

/** A character of a value, next to which its parts are taken to belong together. */
export const PART = '[A-Za-z0-9/+]';

export const QUOTE = '["\'`]';

/** What may stand before an opening quote. */
export const PREFIX = '[bfruLN@$]{0,2}';

/** Blanks and the signs that put literals together; a comma is none. */
export const JOINT = '[ \t.&_~|<>^\\\\(+]*';
