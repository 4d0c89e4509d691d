import { describe, expect, test } from 'vitest';
import { Sample } from '../../src/core/sample.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';
import { BLOCKED, PASSED } from '../vectors/shapes.ts';

describe('texts that people really commit', () => {
  test.each(BLOCKED)('blocks %s', async (_name, rule, make) => {
    for (let round = 0; round < 20; round += 1) {
      const found = await findingsIn(make(new Sample(seed + round)));
      expect(found.map(({ ruleId }) => ruleId)).toContain(rule);
    }
  });

  test.each(PASSED)('lets pass %s', async (_name, make) => {
    for (let round = 0; round < 20; round += 1)
      expect(await findingsIn(make(new Sample(seed + round)))).toEqual([]);
  });
});
