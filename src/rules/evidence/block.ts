import { indentOf, strengthIn } from './name-evidence.ts';
import type { Strength } from './strength.ts';

/** The maximum distance from a value to the start of its block, in characters. */
const REACH = 1500;

/** Access to the text around a value. */
export interface Surroundings {
  /** The text before the value, unchanged. */
  readonly raw: string;
  /** The text before the value with escapes resolved, up to `reach` characters. */
  further(reach: number): string;
  /** True if a pattern matches near the value. */
  isNear(words: RegExp): boolean;
  /** True if the last `length` characters before the value contain no escape. */
  isPlain(length: number): boolean;
}

/**
 * Returns the strength of the block of fields around a value whose own field says little: the example in the description of
 * a field (`secret_access_key: { type: string, example: … }`), a password below `aws:`, Salt's `s3.key`.
 *
 * @param before the text that ends where the value starts
 */
export function strengthOfBlock(before: string, { raw, further, isNear, isPlain }: Surroundings): Strength {
  if (SALT.test(before)) return isNear(SALT_ID) ? 'weak' : 'none';
  const named = (OF_AWS.exec(raw) ?? FRENCH.exec(raw))?.[0];
  if (named !== undefined && isPlain(named.length)) return 'weak';
  return EXAMPLE.test(before) && isExampleOfSecret(further(REACH)) ? 'weak' : 'none';
}

const SALT = /(?<![\w.])s3\.key["']?\s{0,9}[:=]\s{0,9}["']?$/;
const SALT_ID = /(?<![\w.])s3\.keyid\b/g;

/** A password or key directly below `aws`, or after a user there. */
const OF_AWS =
  /(?<![A-Za-z0-9])(?:aws|amazon)(?![A-Za-z0-9])["'\]})]?\s{0,9}(?::|=>?)?\s{0,9}[{(]?\s{0,20}(?:["']?(?:user(?:name)?|login)["']?\s{0,9}[:=][^\n,;]{0,80}[\n,;]\s{0,20})?["']?(?:pass(?:word|wd)?|key|sk)["']?\s{0,9}(?::|=>?)\s{0,9}["'`]?$/i;

/** The French name of an AWS secret key. */
const FRENCH =
  /cl\S{1,8} secr[^A-Za-z0-9]{1,4}te \(?(?:d\S )?(?:aws|amazon)(?: est)?(?:<\/?\w{1,10}>|[^A-Za-z0-9<]){0,20}$/i;

/** A field that contains an example, or a list of examples. */
const EXAMPLE =
  /(?<![\w.$-])["']?(?:x-)?(?:samples?|examples?|default|const|enum)["']?\s{0,9}[:=]\s{0,40}(?:\[\s{0,40}|-\s{1,9})?["'`]?$/i;

/** True if the field that the example belongs to has the name of an AWS secret. */
function isExampleOfSecret(text: string): boolean {
  const head = text.slice(0, text.search(EXAMPLE));
  const [, name = '', fields = ''] =
    /((?:["']?[\w.$-]{1,60}["']?\s{0,9}[:=]\s{0,9})?)[{(]([^(){}]*)$/.exec(head) ?? [];
  if (strengthIn(`${name}\n${fields}`) === 'strong') return true;
  const lines = head.split('\n');
  const own = indentOf(lines.at(-1) ?? '');
  const parent = lines.findLastIndex(
    (line, index) => index < lines.length - 1 && line.trim() !== '' && indentOf(line) < own,
  );
  return parent !== -1 && strengthIn(lines.slice(parent).join('\n')) === 'strong';
}
