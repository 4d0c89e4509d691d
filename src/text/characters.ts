/** The named entities of HTML that are decoded, and what each is. */
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

/** Characters without a width, as members of a class. */
export const INVISIBLE: string =
  '\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff';
