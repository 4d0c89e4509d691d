import { COLUMN_ENDINGS } from '../rules/evidence/columns.ts';
import { anyCase } from '../decode/escape-forms.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';

/** The line that the hook puts behind a patch that git wrote to its end. No line of a patch can be this one. */
const PATCH_END = '\x1e';

/** What the first look puts at the end of a patch that it saw to its end. */
const END = '\x1f';

/** The most lines of a patch that the prefilter looks at. */
const MOST_LINES = 5000;

/** Changes to keyward's own files are always looked at whole. */
const OWN = '[.]keyward';

/**
 * The first look: a program for sed that turns a patch into one line, the letters, digits and dashes of all that the patch
 * does not take out, and {@link END}. At a line that may hold something to unfold it gives up, and writes a dash.
 *
 * @returns bytes, because what is not UTF-8 is told by its bytes
 */
export function prefilterLines(): Buffer {
  const lines = [OWN, ...lineExpressions()];
  if (lines.some((line) => line.includes(DELIMITER))) throw new TypeError('a marker holds the delimiter');
  const program = [
    // behind the patch comes the manifest of the project, which is to list keyward
    `/^${PATCH_END}$/,$!bpatch`,
    '/"keyward"/!s/.*//',
    `/"keyward"/s/.*/${END}/`,
    'badd',
    ':patch',
    '/^[-\\\\]/d',
    ...giveUpAt(String(MOST_LINES)),
    ...giveUpAt(`\\${DELIMITER}${lines.join('|')}${DELIMITER}`),
    ...farColumns(),
    // what a workflow calls a secret is none
    's/[$][{][{] *secrets[.]([A-Za-z0-9_]* *[}][}])/\\1/g',
    `s/[^0-9A-Za-z${END}-]+//g`,
    ':add',
    'H',
    '$!d',
    'x',
    's/\\n//g',
  ];
  return Buffer.from(program.map((line) => `${line}\n`).join(''), 'latin1');
}

const DELIMITER = '!';

/**
 * Gives up where a row is added to a table that may have a secret key in it: the first line of the file names its columns,
 * and the patch need not show it.
 */
function farColumns(): string[] {
  const [rows, ends] = [`[+][+][+] .*[.](${COLUMN_ENDINGS.map(anyCase).join('|')})"?\t?$`, 'diff --git '];
  return [`/^${rows}/,/^${ends}/{`, ...giveUpAt('\\!^[+].*[A-Za-z0-9/+]{40}!'), '}'];
}

function giveUpAt(address: string): string[] {
  return [`${address}{`, 's/.*/-/', 'q', '}'];
}

/**
 * The second look: expressions for grep, of which one matches what the first look leaves of a patch that holds a keyword,
 * and whatever does not end with {@link END}.
 */
export function prefilterLetters(): Buffer {
  const letters = [`(^|[^${END}])$`, ...letterExpressions()];
  return Buffer.from(letters.map((line) => `${line}\n`).join(''), 'latin1');
}
