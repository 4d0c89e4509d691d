import { expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { cases } from '../helpers/cases.ts';
import { RandomPushes } from '../helpers/remotes.ts';
import { seed } from '../helpers/seed.ts';

const sample = new FakeCredentials(seed);

const CASES = cases(1, 12);

test(
  'blocks all random pushes that would send a key to a repository without it',
  { timeout: 60_000 + CASES * 30_000 },
  () => {
    for (let nth = 0; nth < CASES; nth += 1) {
      const pushes = new RandomPushes(sample);
      pushes.run();
      expect(pushes.missed).toEqual([]);
    }
  },
);
