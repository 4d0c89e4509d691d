import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seed } from '../helpers/seed.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'bench', 'verdicts.mjs');

test(
  'every path has the verdict of the full scan (more cases: npm run verdicts)',
  { timeout: 300_000 },
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '40', `${seed}`, '--hook', '3'], {
      encoding: 'utf8',
    });
    expect(stdout + stderr).toContain('\n0 disagreements');
    for (const path of ['fast path', 'small commit', 'range', 'small audit', 'hook: 3'])
      expect(stdout).toContain(path);
    expect(status).toBe(0);
  },
);
