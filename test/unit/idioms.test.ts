import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { valuesIn } from '../helpers/text.ts';
import { COMMAND_IDIOMS, OTHER_IDIOMS } from '../vectors/command-idioms.ts';
import { CODE_IDIOMS } from '../vectors/idioms.ts';
import { MORE_IDIOMS } from '../vectors/more-idioms.ts';

const IDIOMS = { ...CODE_IDIOMS, ...COMMAND_IDIOMS };
const SECRET = 'aws-secret-access-key';
const idioms = [
  ...Object.entries(IDIOMS).flatMap(([language, texts]) => texts.map((text) => ({ language, text }))),
  ...MORE_IDIOMS,
];

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns the idioms in which the value is not found. The values contain no slash or plus sign, which would be evidence. */
function missed(s: FakeCredentials): string[] {
  return idioms.flatMap(({ language, text }) => {
    const value = s.string(LETTERS_AND_DIGITS, 40);
    const found = valuesIn(
      text.replace('%v', () => value),
      SECRET,
    );
    return found.includes(value) ? [] : [`${language}: ${text}`];
  });
}

test('finds a lone secret access key in at least 98 % of the idioms of 40 languages and tools', () => {
  expect(new Set(idioms.map(({ language }) => language)).size).toBeGreaterThanOrEqual(40);
  expect(idioms.length).toBeGreaterThanOrEqual(500);
  const notFound = missed(new FakeCredentials(seed));
  console.log(`${idioms.length - notFound.length} of ${idioms.length} idioms found\n${notFound.join('')}`);
  expect(notFound.length / idioms.length, notFound.join('')).toBeLessThanOrEqual(0.02);
});

describe('passes similar idioms with values of other kinds', () => {
  test.each(Object.entries(OTHER_IDIOMS))('%s', (_, texts) => {
    const s = new FakeCredentials(seed);
    const found = texts.filter((text) => {
      const value = s.secretAccessKey();
      return valuesIn(text.replace('%v', () => value)).length > 0;
    });
    expect(found).toEqual([]);
  });
});
