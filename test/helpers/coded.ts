import type { Example, Rule } from '../../src/rules/rule.ts';
import { rules } from '../../src/rules/index.ts';
import { INVISIBLE_RANGES } from '../../src/decode/characters.ts';
import type { FakeCredentials } from '../../src/rules/fake-credentials.ts';

/** An encoding for a part of a text. */
export interface Code {
  readonly name: string;
  /** Returns undefined if the code cannot encode this part. */
  encode(part: string): string | undefined;
}

/** HTML's names for punctuation characters. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['"', 'quot'],
  ["'", 'apos'],
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['/', 'sol'],
  ['+', 'plus'],
  ['=', 'equals'],
  [':', 'colon'],
  [',', 'comma'],
  ['_', 'lowbar'],
  [' ', 'nbsp'],
  ['.', 'period'],
  ['#', 'num'],
]);

const hexOf = (character: string, digits: number) =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Returns a code that encodes each character separately. */
function each(name: string, write: (character: string) => string | undefined): Code {
  return {
    name,
    encode(part) {
      const written = Array.from(part, write);
      return written.includes(undefined) ? undefined : written.join('');
    },
  };
}

/** Returns the form of one byte; only ASCII characters have one. */
const ofByte = (write: (character: string) => string) => (character: string) =>
  character < '\x80' ? write(character) : undefined;

/** The first and last character of each range of invisible characters. */
export const INVISIBLES: readonly string[] = [
  ...new Set(INVISIBLE_RANGES.flat().map((code) => String.fromCodePoint(code))),
];

const codeName = (character: string) => `U+${hexOf(character, 4).toUpperCase()}`;

/** The escapes of an invisible character. */
export const ESCAPES_OF_INVISIBLES: readonly { name: string; escape: (character: string) => string }[] = [
  {
    name: 'units',
    escape: (character) =>
      Array.from({ length: character.length }, (_, at) => `\\u${hexOf(character.charAt(at), 4)}`).join(''),
  },
  { name: 'braces', escape: (character) => `\\u{${hexOf(character, 1)}}` },
  { name: 'long', escape: (character) => `\\U${hexOf(character, 8).toUpperCase()}` },
  { name: 'entity', escape: (character) => `&#${character.codePointAt(0) ?? 0};` },
  { name: 'hexadecimal entity', escape: (character) => `&#x${hexOf(character, 1)};` },
  { name: 'percent', escape: percent },
];

/** Codes for single characters, which apply to every part of a text. */
export const CHARACTER_CODES: readonly Code[] = [
  each(String.raw`\u`, (character) => `\\u${hexOf(character, 4)}`),
  each(String.raw`\\u`, (character) => `\\\\u${hexOf(character, 4).toUpperCase()}`),
  each(String.raw`\u{}`, (character) => `\\u{${hexOf(character, 1)}}`),
  each(String.raw`\u{00}`, (character) => `\\u{${hexOf(character, 6)}}`),
  each(String.raw`\U`, (character) => `\\U${hexOf(character, 8)}`),
  each(
    String.raw`\x`,
    ofByte((character) => `\\x${hexOf(character, 2)}`),
  ),
  each(String.raw`\x{}`, (character) => `\\x{${hexOf(character, 4).toUpperCase()}}`),
  each(
    'octal',
    ofByte((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`),
  ),
  each('percent', percent),
  each('percent, upper case', (character) => percent(character).toUpperCase()),
  each('percent, twice', (character) => percent(character).replaceAll('%', '%25')),
  each('percent, three times', (character) => percent(character).replaceAll('%', '%2525')),
  each('%u', (character) => `%u${hexOf(character, 4)}`),
  each('decimal entity', (character) => `&#${character.codePointAt(0) ?? 0};`),
  each('decimal entity without semicolon', (character) => `&#${character.codePointAt(0) ?? 0}`),
  each('wide decimal entity', (character) => `&#${String(character.codePointAt(0) ?? 0).padStart(7, '0')};`),
  each('hexadecimal entity', (character) => `&#x${hexOf(character, 2)};`),
  each('wide hexadecimal entity', (character) => `&#X${hexOf(character, 6)};`),
  each('entity in an entity', (character) => `&amp;amp;#${character.codePointAt(0) ?? 0};`),
  each('named entity', (character) => {
    const name = ENTITIES.get(character);
    return name === undefined ? undefined : `&${name};`;
  }),
  each('named entity in an entity', (character) => {
    const name = ENTITIES.get(character);
    return name === undefined ? undefined : `&amp;${name};`;
  }),
  each(
    'quoted-printable',
    ofByte((character) => `=${hexOf(character, 2).toUpperCase()}`),
  ),
  each('a backslash', (character) => (/["'/]/.test(character) ? `\\${character}` : undefined)),
  ...INVISIBLES.flatMap((invisible) => [
    each(`before ${codeName(invisible)}`, (character) => `${character}${invisible}`),
    ...ESCAPES_OF_INVISIBLES.map(({ name, escape }) =>
      each(`before ${codeName(invisible)}, ${name}`, (character) => `${character}${escape(invisible)}`),
    ),
  ]),
  each('a colour', (character) => `${character}\u001B[1m`),
  each('an escaped colour', (character) => `${character}\\x1b[0m`),
  each('an escaped end of a line of grep', (character) => `${character}\\x1b[m\\x1b[K`),
  each('a move of the cursor', (character) => `${character}\u001B[2C`),
  each('an escaped move of the cursor', (character) => `${character}\\x1b[2C`),
  each('two literals', (character) => `${character}" + "`),
];

/** Codes for a whole part. */
export const PART_CODES: readonly Code[] = [
  ...CHARACTER_CODES,
  { name: 'base64', encode: (part) => Buffer.from(part).toString('base64') },
  {
    name: 'base64 without its end',
    encode: (part) => Buffer.from(part).toString('base64').replace(/=+$/, ''),
  },
  { name: 'base64 behind a blank', encode: (part) => Buffer.from(` ${part}`).toString('base64') },
  { name: 'base64 behind a quote', encode: (part) => Buffer.from(`"${part}": "`).toString('base64') },
  { name: 'base64url', encode: (part) => Buffer.from(part).toString('base64url') },
  { name: 'base64, wide', encode: (part) => Buffer.from(part, 'utf16le').toString('base64') },
  { name: 'JSON', encode: (part) => JSON.stringify(part).slice(1, -1) },
  { name: 'address', encode: encodeURIComponent },
];

/** The start and end of a part in a text. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Encodes a part of an example with one or two codes: its name, its value, its keyword, or any one character of these. The
 * second code applies to the result of the first, or to one character of it.
 */
export function coded(example: Example, s: FakeCredentials): Example & { code: string } {
  const { kind, part } = partOf(example, s);
  const { text } = example;
  const first = encode(text.slice(part.start, part.end), s);
  const second = s.next() < 0.5 ? first : nested(first, s);
  return {
    ...example,
    text: text.slice(0, part.start) + second.text + text.slice(part.end),
    code: `${kind}: ${second.code}`,
  };
}

function partOf(example: Example, s: FakeCredentials): { kind: string; part: Part } {
  const kinds = { value: valueOf(example), keyword: keywordOf(example, s), name: nameOf(example, s) };
  const kind = s.pick<keyof typeof kinds>(['value', 'keyword', 'keyword', 'name']);
  const whole = kinds[kind];
  const part = s.next() < 0.6 ? characterOf(example.text, whole, s) : whole;
  return { kind: part === whole ? kind : `a character of the ${kind}`, part };
}

function valueOf({ text, value }: Example): Part {
  const start = Math.max(text.indexOf(value), 0);
  return { start, end: Math.min(start + value.length, text.length) };
}

/** Returns the keyword of a rule in a text; the value if the text has none. */
function keywordOf(example: Example, s: FakeCredentials): Part {
  const found = rules.flatMap((rule) => keywordsIn(rule, example.text));
  return found[s.integer(found.length)] ?? valueOf(example);
}

function keywordsIn({ keywords, keywordTexts = [] }: Rule, text: string): Part[] {
  const ofSentinels = keywords.flatMap(({ source, flags }) =>
    [...text.matchAll(new RegExp(source, `${flags}g`))].map(({ 0: word, index }) => ({
      start: index,
      end: index + word.length,
    })),
  );
  const ofWords = keywordTexts
    .map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length }))
    .filter(({ start }) => start !== -1);
  return [...ofSentinels, ...ofWords];
}

/** Returns the words and separators before or after the value. */
function nameOf(example: Example, s: FakeCredentials): Part {
  const value = valueOf(example);
  const words = [...example.text.matchAll(/[^\s"'`=<>]{2,}(?: [^\s"'`=<>]{2,}){0,3}/g)]
    .map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
    .filter(({ start, end }) => end <= value.start || start >= value.end);
  return words[s.integer(words.length)] ?? value;
}

function characterOf(text: string, { start, end }: Part, s: FakeCredentials): Part {
  const at = start + s.integer(Math.max(end - start, 1));
  // punctuation is rare, and has other escapes
  const signs = [...text.slice(start, end).matchAll(/[^A-Za-z0-9]/g)].map(({ index }) => start + index);
  const sign = s.next() < 0.5 ? signs[s.integer(signs.length)] : undefined;
  return { start: sign ?? at, end: (sign ?? at) + 1 };
}

export interface Coded {
  readonly text: string;
  readonly code: string;
}

function encode(part: string, s: FakeCredentials): Coded {
  const codes = part.length > 1 ? PART_CODES : CHARACTER_CODES;
  for (;;) {
    const { name, encode: write } = codes[s.integer(codes.length)] ?? { name: '', encode: String };
    const text = write(part);
    if (text !== undefined) return { text, code: name };
  }
}

/** Applies a code to a part, and a second code to the result. */
export function codedTwice(part: string, s: FakeCredentials): Coded {
  return nested(encode(part, s), s);
}

/** Applies a second code to an encoded text, or to one character of it. */
function nested({ text, code }: Coded, s: FakeCredentials): Coded {
  const { start, end } =
    s.next() < 0.5 ? characterOf(text, { start: 0, end: text.length }, s) : { start: 0, end: text.length };
  const { text: inner, code: outer } = encode(text.slice(start, end), s);
  return {
    text: text.slice(0, start) + inner + text.slice(end),
    code: `${code}, then ${outer} at ${start}-${end}`,
  };
}
