import type { Edit } from '../rewrite.ts';

/**
 * Quoted-printable mail (RFC 2045, 6.7): `=3D` for `=`, and `=` at a line's end where the line goes on. Told by its header,
 * or by having no equals sign that is anything else.
 */
export function quotedPrintable(text: string): Edit[] {
  if (!ESCAPED_EQUALS.test(text) || !(HEADER.test(text) || !OTHER_EQUALS.test(text))) return [];
  return [...text.matchAll(CODED)].map(({ 0: coded, 1: hex, index }) => ({
    start: index,
    end: index + coded.length,
    text: hex === undefined ? '' : String.fromCodePoint(Number.parseInt(hex, 16)),
    step: 0,
  }));
}

const HEADER = /quoted-printable/i;
const ESCAPED_EQUALS = /=3D/;
const OTHER_EQUALS = /=(?![0-9A-F]{2}|[ \t]{0,8}\r?\n)/;
const CODED = /=(?:([2-6][0-9A-F]|7[0-9A-E])|[ \t]{0,8}\r?\n)/g;
