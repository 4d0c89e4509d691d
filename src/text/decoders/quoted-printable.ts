import type { Edit } from '../rewrite.ts';

/**
 * Quoted-printable mail (RFC 2045, 6.7): `=3D` for `=`, and `=` at a line's end where the line goes on.
 *
 * `=3D` is seldom anything else. The rest counts only where mail is certain, because `=` at a line's end is common.
 */
export function quotedPrintable(text: string): Edit[] {
  const isMail = HEADER.test(text) || (SOFT_BREAK.test(text) && ESCAPED_EQUALS.test(text));
  if (!isMail && !ESCAPED_EQUALS.test(text)) return [];
  return [...text.matchAll(isMail ? CODED : EQUALS)].map(({ 0: coded, 1: hex, index }) => ({
    start: index,
    end: index + coded.length,
    text: hex === undefined ? '' : String.fromCodePoint(Number.parseInt(hex, 16)),
    step: 0,
  }));
}

/** Mailers fill lines up to 76 characters. A value's own padding may end a line, too, but hardly in this column. */
const SOFT_BREAK = /^[^\n]{69,75}=\r?\n/m;
const ESCAPED_EQUALS = /=3D/;
const HEADER = /quoted-printable/i;
const EQUALS = /=(3D)/g;
const CODED = /=(?:([2-6][0-9A-F]|7[0-9A-E])|[ \t]{0,8}\r?\n)/g;
