import { expect, test } from 'vitest';
import { accountIdOf } from '../../src/core/values/key-id.ts';
import { Sample } from '../../src/core/sample.ts';
import { seed } from '../helpers/seed.ts';

const s = new Sample(seed);

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
