import { indentOf, strengthIn } from './name-evidence.ts';
import type { Strength } from './strength.ts';

/** How far before a value the block that it is in may begin, in characters. */
const REACH = 1500;

/** What to ask about the surroundings of a value. */
export interface Surroundings {
  /** The text before the value as it is. */
  readonly raw: string;
  /** The same, as a person means it, up to so many characters. */
  further(reach: number): string;
  /** Whether some words are near it. */
  isNear(words: RegExp): boolean;
  /** Whether nothing is escaped in so many characters before it. */
  isPlain(length: number): boolean;
}

/**
 * What the block of fields around a value says about it, where the value's own field says little: an example of a field
 * that is described (`secret_access_key: { type: string, example: … }`), a password of `aws:`, Salt's `s3.key`.
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

/** A password or key right below `aws`, or below a user there. */
const OF_AWS =
  /(?<![A-Za-z0-9])(?:aws|amazon)(?![A-Za-z0-9])["'\]})]?\s{0,9}(?::|=>?)?\s{0,9}[{(]?\s{0,20}(?:["']?(?:user(?:name)?|login)["']?\s{0,9}[:=][^\n,;]{0,80}[\n,;]\s{0,20})?["']?(?:pass(?:word|wd)?|key|sk)["']?\s{0,9}(?::|=>?)\s{0,9}["'`]?$/i;

/** What French speakers call it. */
const FRENCH =
  /cl\S{1,8} secr[^A-Za-z0-9]{1,4}te \(?(?:d\S )?(?:aws|amazon)(?: est)?(?:<\/?\w{1,10}>|[^A-Za-z0-9<]){0,20}$/i;

/** A field that holds an example, or a list of them. */
const EXAMPLE =
  /(?<![\w.$-])["']?(?:x-)?(?:samples?|examples?|default|const|enum)["']?\s{0,9}[:=]\s{0,40}(?:\[\s{0,40}|-\s{1,9})?["'`]?$/i;

/** Whether what the example is one of is named a secret of AWS. */
function isExampleOfSecret(text: string): boolean {
  const head = text.slice(0, text.search(EXAMPLE));
  const [, name = '', fields = ''] =
    /((?:["']?[\w.$-]{1,60}["']?\s{0,9}[:=]\s{0,9})?)[{(]([^(){}]*)$/.exec(head) ?? [];
  if (strengthIn(`${name}\n${fields}`) === 'strong') return true;
  const lines = head.split('\n');
  const own = indentOf(lines.at(-1) ?? '');
  const parent = lines.findLastIndex(
    (line, at) => at < lines.length - 1 && line.trim() !== '' && indentOf(line) < own,
  );
  return parent !== -1 && strengthIn(lines.slice(parent).join('\n')) === 'strong';
}
