import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnvironment } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

test('random repositories get the verdicts that plain git plumbing and a naive search give', () => {
  const script = join(import.meta.dirname, '..', '..', 'bench', 'fuzz.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '40', String(seed)], {
    env: cleanEnvironment(),
    encoding: 'utf8',
  });
  expect(stdout + stderr).toBe(`40 verdicts from seed ${seed}, 0 differ from the oracle\n`);
  expect(status).toBe(0);
});
