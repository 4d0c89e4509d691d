import { COLUMN_ENDINGS } from '../rules/evidence/columns.ts';
import { INTEGRITY_HASH } from '../decode/decoders/base64.ts';
import { anyCase } from '../decode/escape-forms.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';

/** The line that the hook appends to a complete patch from git. No line of a patch can equal it. */
const PATCH_END = '\x1e';

/** The character that the sed program appends to a patch that it read completely. */
const END = '\x1f';

/** Written in place of {@link END} until the last command of the sed program, so that a program that was cut cannot write it. */
const UNFINISHED = '\x1d';

/** Two more lines of output, which only the last of the grep expressions matches. They prove that grep has read all of them. */
const PROOF = '\x1c';

/** Longer patches get the full scan, which is faster from about this length on. */
const MAX_LINES = 35_000;

/** The head of a hunk of at least 100,000 lines: nothing before it needs to be read. */
const HUGE_HUNK = '^@@ [^@]*,[0-9]{6}';

/**
 * A line with this many runs of base64 of this length gets the full scan: grep is slow in random text. A run is longer than a
 * checksum in a lock file, because sed counts slowly.
 */
const [MAX_RUNS, RUN_CHARACTERS] = [33, 150] as const;

/** Changes to keyward's own files always get the full scan. */
const KEYWARD_FILES = '[.]keyward';

/**
 * Returns the sed program of the fast path. It turns a patch into one line: the letters, digits and dashes of all lines that the
 * patch does not remove, and {@link END}; then {@link PROOF}. At a line that may need decoding it gives up, and writes dashes.
 *
 * @returns bytes, because some expressions match bytes that are not UTF-8
 */
export function prefilterLines(): Buffer {
  const lines = [KEYWARD_FILES, HUGE_HUNK, ...lineExpressions()];
  if (lines.some((line) => line.includes(DELIMITER))) throw new TypeError('a marker holds the delimiter');
  const program = [
    // after the patch comes the project's package.json, which must list keyward
    `/^${PATCH_END}$/,$!bpatch`,
    '/"keyward"/!s/.*//',
    `/"keyward"/s/.*/${UNFINISHED}/`,
    'badd',
    // writes two lines, because grep counts both if it has no expressions; puts the line aside, which may be long
    ':giveup',
    'x',
    's/.*/-/',
    'p',
    'q',
    ':patch',
    `${MAX_LINES}bgiveup`,
    '/^[-\\\\]/d',
    `s/[A-Za-z0-9+\\/]{${RUN_CHARACTERS}}/&/${MAX_RUNS}`,
    'tgiveup',
    `\\${DELIMITER}${lines.join('|')}${DELIMITER}bgiveup`,
    ...farColumns(),
    // a reference to a secret in a workflow is not a secret
    's/[$][{][{] *secrets[.]([A-Za-z0-9_]* *[}][}])/\\1/g',
    // the most frequent keyword, without which all of a large patch would be read in vain, and beginnings of values that a hash can hold
    `/${anyCase('secret')}|A[KS]IA|ao[ar]AAAAA/bgiveup`,
    `s!([^A-Za-z0-9+/_-])${INTEGRITY_HASH}!\\1!`,
    's/[^0-9A-Za-z-]+//g',
    ':add',
    'H',
    '$!d',
    'x',
    's/\\n//g',
    `y/${UNFINISHED}/${END}/`,
    'p',
    // twice, so that the count is never 1 without the last expression
    `s/.*/${PROOF}${END}/`,
    'p',
  ];
  return Buffer.from(program.map((line) => `${line}\n`).join(''), 'latin1');
}

const DELIMITER = '!';

/** Allows any number of what an expression over letters allows up to a limit: grep would make a copy for each number. */
function withoutLimits(expression: string): string {
  return expression.replaceAll(/\{0,\d+\}/g, '*');
}

/**
 * Gives up if a row that may hold a secret access key is added to a table: the first line of the file names its columns, and the
 * patch may not show it.
 */
function farColumns(): string[] {
  const [rows, ends] = [`[+][+][+] .*[.](${COLUMN_ENDINGS.map(anyCase).join('|')})"?\t?$`, 'diff --git '];
  return [`/^${rows}/,/^${ends}/{`, '\\!^[+].*[A-Za-z0-9/+]{40}!bgiveup', '}'];
}

/**
 * Returns the grep expressions of the fast path. One of them matches the output of the sed program if the patch holds a keyword,
 * or if the output does not end with {@link END}. The last one, on a line of its own, matches {@link PROOF}.
 */
export function prefilterLetters(): Buffer {
  const letters = [`(^|[^${END}])$`, ...letterExpressions().map(withoutLimits)];
  // one line, because grep prepares each line separately
  return Buffer.from(`${letters.join('|')}\n${PROOF}\n`, 'latin1');
}
