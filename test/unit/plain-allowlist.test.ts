import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowlistSchema } from '../../src/policy/allowlist-schema.ts';
import { plainAllowlist } from '../../src/policy/plain-allowlist.ts';
import { validate } from '../../src/policy/schema-parts.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';

const sample = new FakeCredentials(seed);
const mark = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 32, maxLength: 32 })
    .map((hex) => `kw1_${hex}`),
  fc.constantFrom('', 'kw1_', `kw1_${'0'.repeat(31)}g`, '__proto__', 'constructor'),
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('a test value', '  x', 'four', '\n\n\nabc', sample.accessKeyId(), sample.secretAccessKey()),
);
const rule = fc.oneof(
  fc.constantFrom(...rules.map(({ id }) => id)),
  fc.constantFrom('', 'toString', 'no-such-rule'),
);
const other = fc.oneof(fc.jsonValue(), fc.constantFrom('2027-01-01', 'src/**', true));
const entry = fc.oneof(
  { weight: 6, arbitrary: fc.record({ rule, reason: text }) },
  fc.record({ rule, reason: text, path: other, expires: other, more: other }, { requiredKeys: ['rule'] }),
  fc.record({ rule: other, reason: other }),
  fc.jsonValue(),
);
const allow = fc.oneof({ weight: 6, arbitrary: fc.dictionary(mark, entry, { maxKeys: 3 }) }, fc.jsonValue());
const list = fc.oneof(
  { weight: 6, arbitrary: fc.record({ version: fc.constant(1), allow }) },
  fc.record({ version: fc.jsonValue(), allow, paths: other, $schema: other }, { requiredKeys: [] }),
  fc.jsonValue(),
);

test('gives the same allowlist as the validator', async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(list, async (made) => {
      const value: unknown = JSON.parse(JSON.stringify(made));
      const told = plainAllowlist(value);
      if (told === undefined) return;
      plain += 1;
      expect(await validate(allowlistSchema, value)).toEqual({ value: told });
    }),
    { seed, numRuns: 5000 },
  );
  expect(plain).toBeGreaterThan(250);
});
