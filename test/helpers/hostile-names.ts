import { expect } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';

/** Characters that a terminal executes, hides or reorders: C0, C1, DEL, bidi, zero width, line separators, tags, fillers. */
const CHARACTERS = [
  ...Array.from({ length: 31 }, (_, at) => String.fromCharCode(at + 1)),
  ...Array.from({ length: 33 }, (_, at) => String.fromCharCode(at + 0x7f)),
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a],
  ...[0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206f, 0x3164],
  ...[0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0041],
].map((each) => (typeof each === 'number' ? String.fromCodePoint(each) : each));

/** Texts that a CI runner treats as a command. */
const COMMANDS = [
  ...[
    ...['::error::x', '::add-mask::keyward', '::stop-commands::x'],
    ...['::warning file=a,line=1::x', ':', '::', ' ::x'],
  ],
  ...['##[error]x', '##[add-mask]x', '###[group]x', '##vso[task.complete]x', "##teamcity[message text='x']"],
  ...['\u00a0::x', '\u3000::x', '\ufeff::x', '\u0085::x'],
];

/** Terminal sequences, forged lines, and texts that look like our own escapes. */
const SEQUENCES = [
  ...[
    ...['\u001b[31m', '\u001b]0;x\u0007', '\u001b[2J', '\u009b31m'],
    ...['\r', '\n', '\r\n', '\nkeyward: all clean\n'],
  ],
  ...[
    ...['\n::error::x\n', '\n##[error]x\n', '\\', '\\x1b', '\\u202e'],
    ...['\\n', '%0A::error::x', '%1b', '&#10;', "'", '"'],
  ],
];

/** Returns hostile names for files, refs, authors and reasons: every part alone, and `more` combinations. */
export function hostileNames(sample: FakeCredentials, more: number): string[] {
  const parts = [...CHARACTERS, ...COMMANDS, ...SEQUENCES] as [string, ...string[]];
  const word = () => sample.pick(['', 'a', 'é', '鍵', '.env', ' ', '-', '😀', 'a/b'] as const);
  const made = Array.from({ length: more }, () =>
    Array.from({ length: 1 + sample.integer(4) }, () => word() + sample.pick(parts)).join(word()),
  );
  return [...parts, ...parts.map((part) => `a${part}b`), ...made];
}

/**
 * Expects that an output has no effect in a terminal, a log or a CI runner. Lines must end with a line feed alone.
 *
 * @param command matches the start of a line that is a command on purpose
 */
export function expectInert(output: string, command?: RegExp): void {
  const lines = command === undefined ? output : output.replaceAll(command, '');
  const fault = FAULT.exec(lines);
  const near = fault === null ? '' : lines.slice(Math.max(0, fault.index - 40), fault.index + 40);
  expect(JSON.stringify(near)).toBe('""');
}

const FAULT = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[\u034F\u115F\u3164\uFFA0]|^[^\S\n]*::|##\w*\[/mu;
