import { describe, expect, test } from 'vitest';
import { lineWithoutReturn } from '../../src/doctor/ending.ts';

const HEAD = '#!/bin/sh\nexec keyward\n';

describe('the line of a hook after which keyward cannot run again', () => {
  test.each([
    'exec npm test',
    '  exec "$0.local" "$@"',
    'command -v node && exec node hook.js',
    'if true; then exec git diff-index --check --cached HEAD --; fi',
    '[ -x a ] || { exec a; }',
    'trap \'rm -f "$file"\' EXIT',
    'trap "" 0',
    'echo "a # b"; trap clean EXIT INT',
  ])('%s', (line) => {
    expect(lineWithoutReturn(`${HEAD}echo a\n${line}\necho b\n`, HEAD.length)).toBe(4);
  });

  test.each([
    'npm test',
    'exec >log 2>&1',
    'exec < /dev/tty',
    'exec 3<&0',
    '# exec npm test',
    'echo a # then exec it',
    'find . -exec ls {} +',
    'docker compose exec app npm test',
    "echo 'exec npm test'",
    "trap 'echo stopped' INT TERM",
    'echo trap EXIT',
    'exit 0',
  ])('is none: %s', (line) => {
    expect(lineWithoutReturn(`${HEAD}${line}\n`, HEAD.length)).toBeUndefined();
  });
});
