/** The HTML entities that are decoded, and their characters. */
export const NAMED: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['sol', '/'],
  ['plus', '+'],
  ['equals', '='],
  ['colon', ':'],
  ['comma', ','],
  ['lowbar', '_'],
  ['nbsp', ' '],
  ['period', '.'],
  ['num', '#'],
]);

/** Invisible characters, as ranges of code points: the Unicode property Default_Ignorable_Code_Point. */
export const INVISIBLE_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfff8],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** The same for a character class without the flag `u`: BMP characters, and the high surrogates of all others. */
export const INVISIBLE_UNITS: string =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\ud82f\\ud834\\udb40-\\udb43';

const PLANE_0 = INVISIBLE_UNITS.replace('\\ud82f\\ud834\\udb40-\\udb43', '');

/** A pattern for one invisible character, without the flag `u`. */
export const INVISIBLE: string = `(?:[${PLANE_0}]|\\ud82f[\\udca0-\\udca3]|\\ud834[\\udd73-\\udd7a]|[\\udb40-\\udb43][\\udc00-\\udfff])`;
