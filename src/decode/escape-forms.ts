/**
 * The escaped forms of characters, as the prefilter matches them: POSIX extended regular expressions in which one
 * character is one byte. They are computed when the prefilter is generated.
 */
import { INVISIBLE_RANGES, NAMED } from './characters.ts';

/** All invisible characters. */
export const INVISIBLES: string = INVISIBLE_RANGES.map(([first, last]) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index)),
).join('');

/** The high surrogates of those outside the BMP; some languages escape surrogates separately. */
export const INVISIBLE_HALVES: readonly string[] = [
  ...new Set(
    Array.from(INVISIBLES).flatMap((character) => (character.length > 1 ? [character.charAt(0)] : [])),
  ),
];

/** A pattern for the code points in hexadecimal, without leading zeros, in either case. */
export function hexadecimalsOf(characters: Iterable<string>): string {
  return anyOf(Array.from(characters, (character) => codeOf(character).toString(16)));
}

/**
 * A pattern for the code points in decimal, without leading zeros. For six digits, it matches any code point with the
 * same first three.
 */
export function decimalsOf(characters: Iterable<string>): string {
  const texts = Array.from(characters, (character) => `${codeOf(character)}`);
  const [long, short] = [texts.filter(({ length }) => length > 5), texts.filter(({ length }) => length <= 5)];
  const beginnings = [...new Set(long.map((text) => text.slice(0, 3)))];
  return [anyOf(short), ...(long.length === 0 ? [] : [`(${anyOf(beginnings)})[0-9]{3}`])].join('|');
}

/** A pattern for the code points in octal, three digits each; larger code points are left out. */
export function octalsOf(characters: string): string {
  const codes = Array.from(characters, (character) => codeOf(character).toString(8).padStart(3, '0'));
  return anyOf(codes.filter((code) => code.length === 3));
}

/** The HTML entity names of the characters, each after a separator. */
export function namesOf(characters: string, separator = '|'): string {
  const names = [...NAMED].filter(([, character]) => characters.includes(character));
  return names.map(([name]) => separator + name).join('');
}

/** The same names with the semicolon after each. */
export function entitiesOf(characters: string): string {
  return namesOf(characters).replaceAll(/[a-z]+/g, '$&;');
}

/** A pattern for one of the characters in UTF-8. */
export function bytesOf(characters: string): string {
  return anyOf(Array.from(characters, (character) => Buffer.from(character).toString('latin1')));
}

/** The first bytes of an invisible character: two bytes for rare blocks, so that they share a pattern. */
function beginningOf(character: string): Buffer {
  const bytes = Buffer.from(character);
  return [PUNCTUATION, KANA].includes(bytes[0]) ? bytes : bytes.subarray(0, 2);
}

/** The lead bytes of frequent blocks. */
const PUNCTUATION: number | undefined = 0xe2;
const KANA: number | undefined = 0xe3;

/** A pattern for the first UTF-8 bytes of {@link INVISIBLES}; it matches hardly anything else. */
export function invisibleBytes(): string {
  return anyOf([
    ...new Set(Array.from(INVISIBLES, (character) => beginningOf(character).toString('latin1'))),
  ]);
}

/** The UTF-8 bytes of the characters, for a character class. */
export function bytesIn(characters: string): string {
  return classOf(Buffer.from(characters).toString('latin1')).slice(1, -1);
}

/** A pattern for one of the characters as percent escapes of its UTF-8 bytes, at any escaping depth. */
export function percentsOf(characters: string): string {
  return percents(Array.from(characters, (character) => Buffer.from(character)));
}

/** A pattern for the percent escapes of the first bytes of {@link INVISIBLES}; it matches hardly anything else. */
export function invisiblePercents(): string {
  return percents(Array.from(INVISIBLES, beginningOf));
}

function percents(characters: readonly Buffer[]): string {
  const texts = characters.map((bytes) =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('%'),
  );
  return `%(${anyOf([...new Set(texts)])})`.replaceAll('%', '%[25]*');
}

/** The start of an HTML entity, at any escaping depth. */
export const ENTITY = '&[amp;]*';

/**
 * A pattern for the escapes of the characters in every decoded form, without a terminating sign. What comes before hexadecimal
 * digits is a mixture of all forms, because separate ones would need larger tables in sed.
 */
export function escapesOf(characters: string): string {
  const octals = octalsOf(characters);
  const isAscii = /^[\0-\x7f]*$/.test(characters);
  return [
    `[\\\\%=&][uUxX{25amp;#0]*(${hexadecimalsOf(characters)})`,
    ...(octals === '' ? [] : [`\\\\(${octals})`]),
    ...(isAscii ? [] : [percentsOf(characters)]),
    `${ENTITY}(#0*(${decimalsOf(characters)})${entitiesOf(characters)})`,
  ].join('|');
}

/**
 * A pattern for what is left of an escape after all but letters, digits and dashes are removed. Its length is bounded:
 * {@link DEEP_ESCAPES} match more than two layers of `%25` or `&amp;`.
 */
export function remainsOf(character: string): string {
  const codes = [hexadecimalsOf(character), decimalsOf(character), octalsOf(character)].filter(Boolean);
  // twice 25 or amp, the letter of the escape, six zeros
  return `[25ampuUxX0]{0,13}(${codes.join('|')}${namesOf(character)})`;
}

/** Patterns for escapes nested deeper than {@link remainsOf} covers. */
export const DEEP_ESCAPES: readonly string[] = ['%(25){3}', '&(amp;){3}'];

/** A pattern for the text in either case. */
export function anyCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** A pattern for one of the texts. Texts that differ only in their last characters share a pattern. */
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

/** A character class that matches letters in either case, with ranges for three or more in a row. */
function classOf(characters: string): string {
  const members = anyCase(characters).replaceAll(/[[\]]/g, '');
  if (members.length === 1) return /[+*?.|(){}^$]/.test(members) ? `[${members}]` : members;
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
