/** A control character as a short escape: it ends with a letter or digit that is no part of what follows. */
export const SHORT_ESCAPE: string = String.raw`\\(?:[abefnrtv]|c[A-Z]|[0-3]?[0-7])`;

/**
 * What must not stand behind a value of base64, as the end of a regular expression: more of it, also where that is written
 * as an escape. Such a value is found whole once its text is decoded.
 */
export const ENDS_HERE: string = String.raw`(?![A-Za-z0-9/+=]|%(?:25)*(?:2[BbFf]|3[Dd])|&#|\\[ux])`;

/**
 * What must stand before one: neither more of it nor what makes its first characters those of an escape; or an escape
 * that is over, such as `\n`; or the sign of a patch's added line.
 */
export const STARTS_HERE: string = String.raw`(?:(?<![A-Za-z0-9/+%\\])|(?<=${SHORT_ESCAPE})|(?<=(?:(?<![^\n])|\\[nr])\+))`;
