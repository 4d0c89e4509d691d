import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { cases } from '../helpers/cases.ts';
import { FULL_SCAN, hook, pathWith, says, staged } from '../helpers/first-look.ts';
import { positive } from '../helpers/positive.ts';
import { Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

/** What a file held before: nothing; other lines; all but one line; or the same with a line that was another one. */
function earlier(
  text: string | Buffer,
  s: FakeCredentials,
): { before: string | Buffer | undefined; after: string | Buffer } {
  const kind = s.integer(4);
  if (kind === 0) return { before: undefined, after: text };
  if (typeof text !== 'string') return { before: text.subarray(0, s.integer(text.length)), after: text };
  const fill = (lines: number) => Array.from({ length: lines }, (_, nth) => `line ${nth} of other things`);
  const lines = text.split('\n');
  const head = s.next() < 0.5 ? fill(s.integer(60)) : [];
  const tail = s.next() < 0.5 ? fill(s.integer(60)) : [];
  const at = s.integer(lines.length);
  const replaced = kind === 1 ? [] : kind === 2 ? ['x'] : [(lines[at] ?? '').slice(0, -3)];
  const before = kind === 1 ? [] : [...lines.slice(0, at), ...replaced, ...lines.slice(at + 1)];
  return { before: [...head, ...before, ...tail].join('\n'), after: [...head, ...lines, ...tail].join('\n') };
}

const CASES = cases(25, 500);

describe('nothing that the full scan would speak of is let through', () => {
  test(
    `${CASES} edits of rules' examples and vectors, in every code`,
    { timeout: 60_000 + CASES * 1500 },
    async () => {
      const repository = Repository.create().stage('README', 'x\n').commit();
      const path = pathWith({});
      const now = new Date();
      let spoken = 0;
      const missed: string[] = [];
      for (let nth = 0; nth < CASES; nth += 1) {
        const s = new FakeCredentials(seed + nth);
        const { text, path: file, name } = positive(s);
        const { before, after } = earlier(text, s);
        if (before !== undefined) repository.stage(file, before).commit();
        repository.stage(file, after);
        const told = await says(repository, now);
        if (told) spoken += 1;
        if (told && hook(repository, path) !== FULL_SCAN) missed.push(`case ${nth} of seed ${seed}: ${name}`);
        repository.git('rm', '--quiet', '--force', '--cached', file);
        repository.git('reset', '--quiet');
      }
      expect(missed).toEqual([]);
      // most of them must be something to let through
      expect(spoken).toBeGreaterThan(CASES / 3);
    },
  );
});

const busybox = spawnSync('busybox', ['true']).status === 0;

describe.runIf(busybox)('with the shell, sed and grep of busybox', () => {
  const path = () => pathWith({ sed: 'exec busybox sed "$@"', grep: 'exec busybox grep "$@"' });

  test('a clean change is let through, what may hold a key is not', async () => {
    const [programs, now] = [path(), new Date()];
    expect(hook(staged(), programs, ['busybox', 'sh'])).toBe(0);
    const repository = Repository.create().stage('README', 'x\n').commit();
    const missed: string[] = [];
    for (let nth = 0; nth < 120; nth += 1) {
      const s = new FakeCredentials(seed - nth);
      const { text, path: file, name } = positive(s);
      repository.stage(file, text);
      const isTold = await says(repository, now);
      if (isTold && hook(repository, programs, ['busybox', 'sh']) !== FULL_SCAN)
        missed.push(`${nth}: ${name}`);
      repository.git('rm', '--quiet', '--force', '--cached', file);
    }
    expect(missed).toEqual([]);
  });
});
