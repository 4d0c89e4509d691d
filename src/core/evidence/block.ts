import { strengthIn } from './name.ts';
import type { Strength } from './strength.ts';

/** How far before a value the block that it is in may begin, in characters. */
export const BLOCK_REACH = 1500;

/**
 * What the block of fields around a value says about it, where the value's own field says nothing: an example of a field
 * that is described (`secret_access_key: { type: string, example: … }`), and Salt's `s3.key` beside its `s3.keyid`.
 *
 * @param before the text that ends where the value starts
 * @param further the same, up to {@link BLOCK_REACH}
 */
export function strengthOfBlock(before: string, further: () => string): Strength {
  if (SALT.test(before)) return /s3\.keyid\b/.test(further()) ? 'weak' : 'none';
  if (!EXAMPLE.test(before)) return 'none';
  return isExampleOfSecret(further()) ? 'weak' : 'none';
}

const SALT = /(?<![\w.])s3\.key["']?\s{0,9}[:=]\s{0,9}["']?$/;

/** A field that holds an example, or a list of them. */
const EXAMPLE =
  /(?<![\w.$-])["']?(?:x-)?(?:samples?|examples?|default|const|enum)["']?\s{0,9}[:=]\s{0,40}(?:\[\s{0,40}|-\s{1,9})?["'`]?$/i;

/** Whether what the example is one of is named a secret of AWS. */
function isExampleOfSecret(text: string): boolean {
  const start = text.search(EXAMPLE);
  const inBraces = /["']?([\w.$-]{1,60})["']?\s{0,9}[:=]\s{0,9}\{[^{}]*$/.exec(text.slice(0, start))?.[1];
  if (inBraces !== undefined && strengthIn(inBraces) === 'strong') return true;
  const lines = text.slice(0, start).split('\n');
  const own = indentOf(lines.at(-1) ?? '');
  const parent = lines.findLastIndex(
    (line, at) => at < lines.length - 1 && line.trim() !== '' && indentOf(line) < own,
  );
  return parent !== -1 && strengthIn(lines.slice(parent).join('\n')) === 'strong';
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
