import { describe, expect, test } from 'vitest';
import { firstRiskyLine } from '../../src/doctor/shell-safety.ts';
import { isAtLeast } from '../../src/git/version.ts';

describe('harmless lines before keyward’s', () => {
  test.each([
    '#!/bin/sh',
    '# rm -rf /',
    '',
    'set -eu',
    '[ "${CI:-}" = true ] && exit 0',
    'exit 0',
    'if [ -n "$CI" ]; then',
    '  exit 0',
    'elif test -n "$A"; then :; fi',
    '[ "$A" = b ] && exit 0 || true',
    'export PATH="$HOME/bin:$PATH"',
    'A=1 B="two words"',
    'echo "not checked" >&2',
    '[ -t 1 ] 2>/dev/null || return 0',
    '. "$(dirname -- "$0")/_/husky.sh"',
  ])('%s', (line) => expect(firstRiskyLine(line)).toBeUndefined());
});

describe('risky lines before keyward’s', () => {
  test.each([
    'npx lint-staged',
    'rm -rf build',
    'exec npm test',
    'A=1 npm test',
    'A=$(npm test)',
    'echo `npm test`',
    'echo x > file',
    'echo x >>/dev/null/../file',
    'echo >&3',
    '[ -d . ] && npm test',
    'true; npm test',
    'if npm test; then',
    'true | npm test',
    'npm test &',
    'true & npm test',
    '(npm test)',
    '{ npm test; }',
    'f() {',
    'echo \\',
    '. ./env.sh',
    'eval "$X"',
    '! npm test',
    'while npm test; do',
    'test <file',
    '[ -n "${PWD}" ] && exit 0',
    'echo ${A:-$(npm test)}',
    '[ "$PWD" = /a ] && exit 0',
    '[ -n "$GIT_DIR" ] && exit 0',
    '[ -f .skip ] && exit 0',
    'test ! -d node_modules && exit 0',
    '[ "$A" = b -a -e x ] && exit 0',
    '[ a -nt b ] && exit 0',
  ])('%s', (line) => expect(firstRiskyLine(line)).toBe(1));

  test('are reported by number', () => {
    expect(firstRiskyLine('#!/bin/sh\nset -e\nnpm test\n')).toBe(3);
  });
});

test('compares versions of git', () => {
  expect(isAtLeast('2.30', '2.30')).toBe(true);
  expect(isAtLeast('2.39.5', '2.30')).toBe(true);
  expect(isAtLeast('2.4.10', '2.30')).toBe(false);
  expect(isAtLeast('3.0', '2.54')).toBe(true);
  expect(isAtLeast('1.99', '2.30')).toBe(false);
});
