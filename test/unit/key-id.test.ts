import { expect, test } from 'vitest';
import { accountIdOf, isNotKeyId } from '../../src/rules/values/key-id.ts';
import { readsAsWords } from '../../src/rules/values/word-model.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';

const s = new FakeCredentials(seed);

test.each(['000000000001', '029608264753', '171436882533', '609629065308', '999999999999'])(
  'decodes the account %s from a key ID, with leading zeros',
  (account) => {
    for (let round = 0; round < 50; round += 1) expect(accountIdOf(s.accessKeyIdOf(account))).toBe(account);
  },
);

test('decodes no account from an ID in the format used before 2019', () => {
  expect(accountIdOf(s.oldAccessKeyId())).toBeUndefined();
});

test('decodes no account above twelve digits', () => {
  // all bits set: more than 999,999,999,999
  expect(accountIdOf(`AKIA${'7'.repeat(16)}`)).toBeUndefined();
});

test('decodes no account from the documented example', () => {
  expect(accountIdOf('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
});

/** Words for places and parts of programs. Joined, they fill the 16 characters after the prefix. */
const WORDS = `
  pacific southeast northeast central development market marketing partner partners customer customers service services product
  production country countries region regions business trading exchange investment telemetry economic economics financial holding
  reporting analytics distribution account accounts customer delivery environment monitoring configuration`
  .trim()
  .toUpperCase()
  .split(/\s+/);

test('recognizes at least 90 % of words in capital letters as no key ID', () => {
  let missed = 0;
  for (let round = 0; round < 2000; round += 1) {
    let words = '';
    while (words.length < 16) words += WORDS[s.integer(WORDS.length)];
    if (!isNotKeyId(s.pick(['AKIA', 'ASIA']) + words.slice(0, 16))) missed += 1;
  }
  expect(missed).toBeLessThan(200);
});

test('treats at most one random key ID in a million as words', () => {
  // one ID in 28 has no digit, so at most one in 36,000 of those
  const rounds = 400_000;
  let lost = 0;
  for (let round = 0; round < rounds; round += 1)
    if (readsAsWords(`AKIA${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 16)}`)) lost += 1;
  // the expected value is six
  expect(lost).toBeLessThan(30);
});

test('treats at most ten random key IDs in a million as words next to capital letters', () => {
  const rounds = 400_000;
  let lost = 0;
  for (let round = 0; round < rounds; round += 1)
    if (readsAsWords(`AKIA${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 16)}`, true)) lost += 1;
  // the expected value is 45; one ID in 28 has no digit
  expect(lost).toBeLessThan(110);
});

test('never treats an ID with a digit as words', () => {
  expect(isNotKeyId(`ASIA${'PACIFICNORTHEAST'.replace(/T$/, '2')}`)).toBe(false);
});
