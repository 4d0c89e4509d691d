/**
 * The forms in which characters are escaped, as the prefilter recognizes them: POSIX extended regular expressions over bytes,
 * one character for each. All of them are computed from the characters, when the prefilter is generated.
 */
import { INVISIBLE_RANGES, NAMED } from './characters.ts';

/** Characters that are not shown, one by one. */
export const INVISIBLES: string = INVISIBLE_RANGES.map(([first, last]) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, nth) => first + nth)),
).join('');

/** The first halves of those beyond the Basic Multilingual Plane, which some languages escape one by one. */
export const INVISIBLE_HALVES: readonly string[] = [
  ...new Set(
    Array.from(INVISIBLES).flatMap((character) => (character.length > 1 ? [character.charAt(0)] : [])),
  ),
];

/** The code points of characters in hexadecimal, without leading zeros, in either case. */
export function hexadecimalsOf(characters: Iterable<string>): string {
  return anyOf(Array.from(characters, (character) => codeOf(character).toString(16)));
}

/** The code points of characters in decimal, without leading zeros. Of those with six digits, any with the same first three. */
export function decimalsOf(characters: Iterable<string>): string {
  const texts = Array.from(characters, (character) => `${codeOf(character)}`);
  const [long, short] = [texts.filter(({ length }) => length > 5), texts.filter(({ length }) => length <= 5)];
  const beginnings = [...new Set(long.map((text) => text.slice(0, 3)))];
  return [anyOf(short), ...(long.length === 0 ? [] : [`(${anyOf(beginnings)})[0-9]{3}`])].join('|');
}

/** The code points of characters in octal, three digits each; characters that need more are left out. */
export function octalsOf(characters: string): string {
  const codes = Array.from(characters, (character) => codeOf(character).toString(8).padStart(3, '0'));
  return anyOf(codes.filter((code) => code.length === 3));
}

/** The names of characters in HTML, each after a separator. */
export function namesOf(characters: string, separator = '|'): string {
  const names = [...NAMED].filter(([, character]) => characters.includes(character));
  return names.map(([name]) => separator + name).join('');
}

/** One of some characters in UTF-8. */
export function bytesOf(characters: string): string {
  return anyOf(Array.from(characters, (character) => Buffer.from(character).toString('latin1')));
}

/** The beginnings of characters that are not shown: of those in rare blocks two bytes, which share an expression. */
function beginningOf(character: string): Buffer {
  const bytes = Buffer.from(character);
  return [PUNCTUATION, KANA].includes(bytes[0]) ? bytes : bytes.subarray(0, 2);
}

/** The first byte of characters in common blocks. */
const PUNCTUATION: number | undefined = 0xe2;
const KANA: number | undefined = 0xe3;

/** What begins one of {@link INVISIBLES} in UTF-8, or hardly anything else. */
export function invisibleBytes(): string {
  return anyOf([...new Set(Array.from(INVISIBLES, (each) => beginningOf(each).toString('latin1')))]);
}

/** All bytes of some characters in UTF-8, as members of a class. */
export function bytesIn(characters: string): string {
  return classOf(Buffer.from(characters).toString('latin1')).slice(1, -1);
}

/** One of some characters in UTF-8, each byte a percent escape, however often that is escaped itself. */
export function percentsOf(characters: string): string {
  return percents(Array.from(characters, (character) => Buffer.from(character)));
}

/** What begins one of {@link INVISIBLES} as percent escapes, or hardly anything else. */
export function invisiblePercents(): string {
  return percents(Array.from(INVISIBLES, beginningOf));
}

function percents(characters: readonly Buffer[]): string {
  const texts = characters.map((bytes) =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('%'),
  );
  return `%(${anyOf([...new Set(texts)])})`.replaceAll('%', '%[25]*');
}

/** The beginning of an entity, however often its sign is escaped itself. */
export const ENTITY = '&[amp;]*';

/** The escapes of some characters, in every form that is decoded, without the sign that may end them. */
export function escapesOf(characters: string): string {
  const octals = octalsOf(characters);
  const isAscii = /^[\0-\x7f]*$/.test(characters);
  return [
    `(\\\\[uUx]\\{?|[%=][25]*u?|${ENTITY}#[xX])0*(${hexadecimalsOf(characters)})`,
    ...(octals === '' ? [] : [`\\\\(${octals})`]),
    ...(isAscii ? [] : [percentsOf(characters)]),
    `${ENTITY}(#0*(${decimalsOf(characters)})${namesOf(characters).replaceAll(/[a-z]+/g, '$&;')})`,
  ].join('|');
}

/**
 * What remains of an escape of a character when all but letters, digits and dashes is taken out. Of bounded length: more
 * than two layers of `%25` or `&amp;` are {@link DEEP_ESCAPES}.
 */
export function remainsOf(character: string): string {
  const hex = hexadecimalsOf(character);
  const octals = octalsOf(character);
  return [
    `(25|amp){0,2}([uUxX]?0{0,6}(${hex}|${decimalsOf(character)})${namesOf(character)})`,
    ...(octals === '' ? [] : [octals]),
  ].join('|');
}

/** Escapes that were escaped more often than {@link remainsOf} covers. */
export const DEEP_ESCAPES: readonly string[] = ['%(25){3}', '&(amp;){3}'];

/** Letters in either case. */
export function anyCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** One of some texts. Those that differ only in their last characters share an expression. */
function anyOf(texts: readonly string[]): string {
  if (texts.includes('')) return texts.map(anyCase).join('|');
  const lasts = new Map<string, string>();
  for (const text of texts)
    lasts.set(text.slice(0, -1), (lasts.get(text.slice(0, -1)) ?? '') + text.slice(-1));
  const starts = new Map<string, string[]>();
  for (const [start, last] of lasts) {
    const group = classOf(last);
    starts.set(group, [...(starts.get(group) ?? []), start]);
  }
  return [...starts]
    .map(([group, [only = '', ...others]]) =>
      others.length === 0 ? `${anyCase(only)}${group}` : `(${anyOf([only, ...others])})${group}`,
    )
    .join('|');
}

/** A class of some letters in either case, digits or bytes, with ranges where three or more are in a row. */
function classOf(characters: string): string {
  const members = anyCase(characters).replaceAll(/[[\]]/g, '');
  if (members.length === 1) return members;
  const codes = [...new Set(members)].map(codeOf).sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const code of codes) {
    const run = runs.at(-1);
    if (run?.at(-1) === code - 1) run.push(code);
    else runs.push([code]);
  }
  const texts = runs.map((run) => {
    const all = String.fromCharCode(...run);
    return run.length < 3 ? all : `${all.charAt(0)}-${all.charAt(all.length - 1)}`;
  });
  return `[${texts.join('')}]`;
}
