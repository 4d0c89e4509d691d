import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { cases } from '../helpers/cases.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';
import { COLUMNS, COLUMNS_PASSED } from '../vectors/columns.ts';
import { DIRECT, INDIRECT } from '../vectors/indirect.ts';
import { BLOCKED, PASSED, textOf } from '../vectors/shapes.ts';

const ROUNDS = cases(5, 20);

describe('texts from real commits', () => {
  test.each([...BLOCKED, ...COLUMNS, ...INDIRECT])('blocks $name', async (vector) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = await findingsIn(textOf(vector, new FakeCredentials(seed + round)), vector.path);
      expect(found.map(({ ruleId }) => ruleId)).toContain(vector.rule);
    }
  });

  test.each([...PASSED, ...COLUMNS_PASSED, ...DIRECT])('passes $name', async (vector) => {
    for (let round = 0; round < ROUNDS; round += 1)
      expect(await findingsIn(textOf(vector, new FakeCredentials(seed + round)), vector.path)).toEqual([]);
  });

  test('blocks a secret on two lines that starts like quoted-printable mail', async () => {
    const secret = new FakeCredentials(seed).secretAccessKey();
    const text = `AWS_SECRET_ACCESS_KEY=3D${secret.slice(2, 20)}\\\n${secret.slice(20)}\n`;
    expect(await findingsIn(text)).toMatchObject([{ ruleId: 'aws-secret-access-key' }]);
  });
});
