import type { Edit } from '../rewrite.ts';

/**
 * Quoted-printable mail (RFC 2045, 6.7): `=3D` for `=`, and `=` at a line's end where the line goes on. Taken for it
 * only where both stand, or the header says so, because `=` at a line's end is common elsewhere.
 */
export function quotedPrintable(text: string): Edit[] {
  if (!SOFT_BREAK.test(text) || !(ESCAPED_EQUALS.test(text) || HEADER.test(text))) return [];
  return [...text.matchAll(CODED)].map(({ 0: coded, 1: hex, index }) => ({
    start: index,
    end: index + coded.length,
    text: hex === undefined ? '' : String.fromCodePoint(Number.parseInt(hex, 16)),
    step: 0,
  }));
}

const SOFT_BREAK = /=[ \t]{0,8}\r?\n/;
const ESCAPED_EQUALS = /=3D/;
const HEADER = /quoted-printable/i;
const CODED = /=(?:([2-6][0-9A-F]|7[0-9A-E])|[ \t]{0,8}\r?\n)/g;
