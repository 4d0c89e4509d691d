/** Whether a code is one of a character that people write. */
export function isLikely(code: number): boolean {
  if (code < 0x80) return code >= 0x20 ? code < 0x7f : [0x09, 0x0a, 0x0d, 0x1b].includes(code);
  return LIKELY.some(([first, last]) => first <= code && code <= last);
}

const LIKELY = [
  [0xa0, 0x1fff],
  // punctuation, kana
  [0x2000, 0x33ff],
  [0x4e00, 0x9fff],
  // Hangul, halves of surrogate pairs
  [0xac00, 0xdfff],
  [0xf900, 0xfaff],
  [0xfe00, 0xfeff],
  [0xff01, 0xfffc],
] as const;

/** Whether the bytes of a character may be something else: two of ASCII, or halves of two in the other byte order. */
export function isDoubtful(code: number, unit: number): boolean {
  if (code < 0x80) return false;
  return code % 0x100 === 0 || (unit === 2 && isAscii(code >> 8) && isAscii(code % 0x100));
}

function isAscii(byte: number): boolean {
  return byte < 0x80 && isLikely(byte);
}
