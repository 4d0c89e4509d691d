/** True if the UTF-16 code unit is in a range that ordinary texts use. */
export function isCommonCharacter(code: number): boolean {
  if (code < 0x80) return code >= 0x20 ? code < 0x7f : [0x09, 0x0a, 0x0d, 0x1b].includes(code);
  return COMMON_RANGES.some(([first, last]) => first <= code && code <= last);
}

const COMMON_RANGES = [
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

/**
 * True if the bytes of the character could also be two ASCII characters, or halves of two characters in the other byte
 * order.
 */
export function isAmbiguous(code: number, unit: number): boolean {
  if (code < 0x80) return false;
  return code % 0x100 === 0 || (unit === 2 && isAscii(code >> 8) && isAscii(code % 0x100));
}

function isAscii(byte: number): boolean {
  return byte < 0x80 && isCommonCharacter(byte);
}
