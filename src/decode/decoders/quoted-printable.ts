import type { PrefilterHint } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';

/**
 * Decodes quoted-printable mail (RFC 2045, 6.7): `=3D` is `=`, and `=` at a line end continues the line. A text is
 * quoted-printable if its header says so or every equals sign in it starts an escape.
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
/** The codes of signs. Letters and digits are not decoded: encoders leave them as they are. */
const CODED_SIGN = '(2[0-9A-F]|3[A-F]|40|5[B-F]|60|7[B-E])';
const CODED = new RegExp(`=(?:${CODED_SIGN}|[ \\t]{0,8}\\r?\\n)`, 'g');

/**
 * Escapes that decode to the start of another escape or to a sign in names, and continued lines within a non-ASCII
 * word.
 */
export const quotedPrintableHints: PrefilterHint = {
  lines: ['=(5C[ux0-7"\'/U]|25[0-9A-Fa-fu]|26[#a-z]|2D|2E|5F)', '[\x80-\xff]=[ \t]*\r?$'],
};
