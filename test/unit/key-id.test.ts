import { expect, test } from 'vitest';
import { accountIdOf } from '../../src/core/key-id.ts';

// published in the articles that describe the format; none was ever a live pair's id
test.each([
  [['ASIAY34FZKB', 'OKMUTVV7A'], '609629065308'],
  [['ASIAQNZGKIQ', 'Y56JQ7WML'], '029608264753'],
  [['AKIASP2TPHJ', 'SQH3FJRUX'], '171436882533'],
])('decodes the account of a published id', (parts, account) => {
  expect(accountIdOf(parts.join(''))).toBe(account);
});

test('an id issued before 2019 names no account', () => {
  expect(accountIdOf('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
  expect(accountIdOf(`AKIAJ${'A'.repeat(15)}`)).toBeUndefined();
});
