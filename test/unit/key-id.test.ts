import { expect, test } from 'vitest';
import { accountIdOf, isNotKeyId } from '../../src/rules/values/key-id.ts';
import { readsAsWords } from '../../src/rules/values/word-model.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';

const s = new FakeCredentials(seed);

test.each(['000000000001', '029608264753', '171436882533', '609629065308', '999999999999'])(
  'a key id of account %s names it, with all its zeros',
  (account) => {
    for (let round = 0; round < 50; round += 1) expect(accountIdOf(s.accessKeyIdOf(account))).toBe(account);
  },
);

test('an id of before 2019 names none', () => {
  expect(accountIdOf(s.oldAccessKeyId())).toBeUndefined();
});

test('what would be no account of twelve digits is none', () => {
  // all bits set: more than 999,999,999,999
  expect(accountIdOf(`AKIA${'7'.repeat(16)}`)).toBeUndefined();
});

test('the documented example decodes to nothing that matters', () => {
  expect(accountIdOf('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
});

/** Words of names for places and parts of programs, written together and cut to 16 letters after the prefix. */
const WORDS = `
  pacific southeast northeast central development market marketing partner partners customer customers service services product
  production country countries region regions business trading exchange investment telemetry economic economics financial holding
  reporting analytics distribution account accounts customer delivery environment monitoring configuration`
  .trim()
  .toUpperCase()
  .split(/\s+/);

test('words in capital letters are no key IDs, with at most one exception in ten', () => {
  let missed = 0;
  for (let round = 0; round < 2000; round += 1) {
    let words = '';
    while (words.length < 16) words += WORDS[s.integer(WORDS.length)];
    if (!isNotKeyId(s.pick(['AKIA', 'ASIA']) + words.slice(0, 16))) missed += 1;
  }
  expect(missed).toBeLessThan(200);
});

test('of random key IDs at most one in a million reads as words', () => {
  // one ID in 28 has no digit, so at most one in 36,000 of those
  const rounds = 400_000;
  let lost = 0;
  for (let round = 0; round < rounds; round += 1)
    if (readsAsWords(`AKIA${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 16)}`)) lost += 1;
  // six are expected
  expect(lost).toBeLessThan(30);
});

test('of random key IDs next to capital letters at most ten in a million read as words', () => {
  const rounds = 400_000;
  let lost = 0;
  for (let round = 0; round < rounds; round += 1)
    if (readsAsWords(`AKIA${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 16)}`, true)) lost += 1;
  // 45 are expected; one ID in 28 has no digit
  expect(lost).toBeLessThan(110);
});

test('an ID with a digit is never words', () => {
  expect(isNotKeyId(`ASIA${'PACIFICNORTHEAST'.replace(/T$/, '2')}`)).toBe(false);
});
