import { expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';

const s = new FakeCredentials(seed);

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** The escapes of a control character. */
const WRITTEN: Readonly<Record<string, (code: number) => string>> = {
  [String.raw`\u`]: (code) => `\\u${hex(code, 4)}`,
  [String.raw`\\u`]: (code) => `\\\\u${hex(code, 4).toUpperCase()}`,
  [String.raw`\u{}`]: (code) => `\\u{${hex(code, 1)}}`,
  [String.raw`\U`]: (code) => `\\U${hex(code, 8).toUpperCase()}`,
  [String.raw`\x`]: (code) => `\\x${hex(code, 2)}`,
  'octal, three digits': (code) => `\\${code.toString(8).padStart(3, '0')}`,
  'octal, without leading zeros': (code) => `\\${code.toString(8)}`,
  percent: (code) => `%${hex(code, 2)}`,
  'percent, twice': (code) => `%25${hex(code, 2)}`,
  'decimal entity': (code) => `&#${code};`,
  'decimal entity without semicolon': (code) => `&#${code}`,
  'hexadecimal entity': (code) => `&#x${hex(code, 1)};`,
};

const CONTROLS = [0, 1, 7, 9, 10, 13, 27, 31];

/** Other separators that end with a letter or digit. */
const SEPARATORS = [
  ...Array.from('abefnrtv', (letter) => `\\${letter}`),
  String.raw`\cM`,
  '\u001B[1A',
  '\u001B[?25l',
  String.raw`\x1b[12;1H`,
  String.raw`\033[2C`,
];

/** Separators that are not decoded, so they do not separate a name from its value. */
const IN_TEXT = ['&quot', '&lt', '&nbsp'];

const allOf = (code: number) =>
  Object.entries(WRITTEN).map(([name, write]) => [`${code}: ${name}`, write(code)] as const);

test.each([...CONTROLS.flatMap(allOf), ...[...SEPARATORS, ...IN_TEXT].map((each) => [each, each] as const)])(
  'a key ID is found directly after an escape: %s',
  async (_name, separator) => {
    for (let nth = 0; nth < 10; nth += 1) {
      const id = s.accessKeyId();
      const found = await findingsIn(`x = "a${separator}${id}${separator} b"`);
      expect(found.map((finding) => finding.fingerprint)).toEqual([fingerprint(id)]);
    }
  },
);

test.each([...CONTROLS.flatMap(allOf), ...SEPARATORS.map((each) => [each, each] as const)])(
  'a secret access key is found directly after an escape: %s',
  async (_name, separator) => {
    for (let nth = 0; nth < 10; nth += 1) {
      // a digit would belong to an escape without an end
      const value = `s${s.secretAccessKey().slice(1)}`;
      const found = await findingsIn(`aws_secret_access_key = "${separator}${value}"`);
      expect(found.map((finding) => finding.fingerprint)).toEqual([fingerprint(value)]);
    }
  },
);

test.each([String.raw`\101`, String.raw`\U00000041`, '&#65', '&#x41', '\u001B[31m', 'B', 'quot'])(
  'finds no key ID within a longer word: %s',
  async (letter) => {
    expect(await findingsIn(`x = "a${letter}${s.accessKeyId()}"`)).toEqual([]);
  },
);
