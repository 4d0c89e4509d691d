/** A control character as a short escape. It ends with a letter or digit that is not part of the value after it. */
export const SHORT_ESCAPE: string = String.raw`\\(?:[abefnrtv]|c[A-Z]|[0-3]?[0-7])`;

/**
 * The end of a regular expression for a base64 value: no more base64 characters may follow, escaped or not. A value with
 * escapes is found whole after its text is decoded.
 */
export const ENDS_HERE: string = String.raw`(?![A-Za-z0-9/+=]|%(?:25)*(?:2[BbFf]|3[Dd])|&#|\\[ux])`;

/**
 * The start of a regular expression for a base64 value: before it is no base64 character and no start of an escape, or a
 * complete escape such as `\n`, or the plus sign of an added line in a patch.
 */
export const STARTS_HERE: string = String.raw`(?:(?<![A-Za-z0-9/+%\\])|(?<=${SHORT_ESCAPE})|(?<=(?:(?<![^\n])|\\[nr])\+))`;

/** The same before a prefix. The prefix comes first because a literal is fast to find. */
export function startsWith(prefix: string): string {
  return `${prefix}(?<=${STARTS_HERE}${prefix})`;
}
