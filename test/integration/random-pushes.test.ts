import { expect, test } from 'vitest';
import { cases } from '../helpers/cases.ts';
import { RandomPushes } from '../helpers/remotes.ts';
import { sample } from '../helpers/seed.ts';

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
