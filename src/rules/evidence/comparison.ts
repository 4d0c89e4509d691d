import { listsAround } from './list.ts';
import { strengthOfName } from './name-evidence.ts';
import { type Strength, strongest } from './strength.ts';

/**
 * Returns the strength of the expression that a literal is compared with, as in
 * `assertEquals("…", creds.secretAccessKey())` or `"…" == creds.secret_access_key`.
 *
 * @param before the text that ends where the value starts
 * @param after the text that starts where the value ends
 */
export function strengthOfComparison(before: string, after: string): Strength {
  const asserted = listsAround(before).filter(({ head }) => ASSERTION.test(head));
  const others = asserted.flatMap(({ elements }) => elements);
  const piped = PIPED.exec(before)?.[1];
  return strongest([...others, piped ?? '', comparedWith(before, after)].map(strengthOfPath));
}

/** Returns the expression after a literal that it is compared with, or an empty string. */
function comparedWith(before: string, after: string): string {
  const end = END_OF_LITERAL.exec(after)?.[0];
  if (end === undefined) return '';
  const rest = after.slice(end.length);
  const isCompared = COMPARATOR.test(rest) || (ARGUMENT.test(rest) && isAsserted(before));
  return isCompared ? (rest.replace(/^[\s,]+/, '').split(/[;\n]/)[0] ?? '') : '';
}

/** Returns the strength of a path of names, such as `creds.getSecretAccessKey()` or `[creds secretAccessKey]`. */
function strengthOfPath(expression: string): Strength {
  if (!/secret/i.test(expression)) return 'none';
  // dots replace the separators of all languages
  const paths = expression
    .replace(/(?<=\w)\(|\[["':]?|["']?\]|->|::|[?!:#$/>)]/g, '.')
    .replace(/\.{2,}/g, '.');
  const name = paths.split(/[^\w.-]+/).find((path) => /secret\w|[\w.]secret/i.test(path));
  return name === undefined ? 'none' : strengthOfName(`${name.replace(/^[.-]+|[.-]+$/g, '')} = `);
}

/** True if a literal is an argument of an assertion, or one of the values that a test compares. */
function isAsserted(before: string): boolean {
  return BARE_ASSERTION.test(before) || listsAround(before).some(({ head }) => ASSERTION.test(head));
}

const END_OF_LITERAL = /^["'`]{1,3}(?:>>|\.\w{1,20}\(\))?/;

const COMPARATOR =
  /^\s*(?:[!=]==?|@=\?|[)\]\s.>|-]{0,8}\b(?:to|be|is|not|eq|equal|equals|must|should|same)[A-Z_]?\w{0,24}\b)/i;

/** Another argument, possibly in a second pair of brackets. */
const ARGUMENT = /^\)?\s{0,4}(?:,\s|[ \t]\S|\)\()/;

/** PowerShell: `$creds.SecretKey | Should -Be "…"`. */
const PIPED = /(\S{1,80}) \| Should (?:-\w{1,20} )+["']$/i;

const WORDS = 'assert|expect|equal|same|identical|require|verify|check|compare|should|must';

const ASSERTION = new RegExp(
  String.raw`(?:(?:${WORDS})\w{0,24}(?:\.\w{1,24}){0,2}|\bis|\beq)!?\s{0,4}$`,
  'i',
);

/** `assert_equal "…"`, Clojure's `(= "…"`, Go's `got, want := "…"`. */
const BARE_ASSERTION = new RegExp(
  String.raw`(?:\b(?:${WORDS})\w{0,24} |\((?:not)?=+ |\b(?:got|want|expected|actual|exp|act)\w{0,12}\s?:?=\s?)[@$b]?["'\`]{1,3}$`,
  'i',
);
