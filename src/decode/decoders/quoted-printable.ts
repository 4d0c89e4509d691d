import type { Markers } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';

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
/** Signs only: nobody has to code letters and digits. */
const CODED = /=(?:(2[0-9A-F]|3[A-F]|40|5[B-F]|60|7[B-E])|[ \t]{0,8}\r?\n)/g;

/** What would begin another escape, or stand in a name; and a line that goes on in the middle of a word beyond ASCII. */
export const quotedPrintableMarkers: Markers = {
  lines: ['=(5C[ux0-7"\'/U]|25[0-9A-Fa-fu]|26[#a-z]|2D|2E|5F)', '[\x80-\xff]=[ \t]*\r?$'],
};
