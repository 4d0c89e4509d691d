import type { Strength } from './strength.ts';
import { BESIDE_A_SECRET, COMPUTED, CONNECTING, OTHER_OWNER } from './words.ts';

/**
 * What the name that a value is given says about it.
 *
 * Languages give names in many ways (`name = "…"`, `name: Type = "…"`, `NAME || "…"`, `<name>…`, `<name>N</name><value>…`,
 * `--name …`, `ENV NAME …`), so no grammar is matched. Instead the text before the value is read backwards: punctuation,
 * type names, wrapping calls and words like `value` or `default` connect a name with its value; the first other word is
 * the name.
 *
 * @param before the text that ends where the value starts
 */
export function strengthOfName(before: string): Strength {
  if (TRANSLATED.test(before)) return 'strong';
  const name = nameAtEnd(before);
  if (name === undefined) return 'none';
  const words = splitWords(name.word);
  const strength = strengthOfWords(words);
  if (strength === 'strong' || saysOther(words)) return strength;
  if (strength === 'weak') return withOwner(name.before);
  return hasStrongName(name.before) ? 'weak' : 'none';
}

/** Whether a name says that its value is no secret of AWS. */
function saysOther(words: readonly string[]): boolean {
  return words.some((word) => BESIDE_A_SECRET.has(word) || COMPUTED.has(word) || OTHER_OWNER.has(word));
}

/** How far before a value's own name another one may say more, as in `secretKey: config.key || "…"`, in characters. */
const NAME_DISTANCE = 100;

/** Whether a name that says all stands shortly before, on the same line or the one above. */
function hasStrongName(before: string): boolean {
  const lines = before
    .slice(-NAME_DISTANCE)
    .replace(/\\[nrt]/g, '\n')
    .split('\n');
  const [near = '', above = ''] = lines.toReversed();
  return `${above}\n${near}`
    .split(/[^\w$.-]+/)
    .some((word) => /secret/i.test(word) && strengthOfWords(splitWords(word)) === 'strong');
}

/** How the console and its manuals call a secret access key where they are not in English. */
const TRANSLATED =
  /(?:シークレット(?:アクセス)?キー|秘密访问密钥|私有访问密钥|秘密存取金鑰|私密存取金鑰|(?:비밀|보안) 액세스 키)[^A-Za-z0-9\n]{0,20}$/;

/** How many connecting words may stand between a name and its value. */
const CONNECTORS = 5;

interface Name {
  readonly word: string;
  /** The text before it. */
  readonly before: string;
}

function nameAtEnd(before: string): Name | undefined {
  let end = before.length;
  for (let step = 0; step <= CONNECTORS; step += 1) {
    const gapStart = startOf(before, end, (code) => !isLetterOrDigit(code));
    const gap = before.slice(gapStart, end);
    // a name stands on the value's line or, where the value is folded, on the line above
    if (gap.length > 120 || gap.split('\n').length > 3) return undefined;
    const word = wordEndingAt(before, gapStart);
    if (word === '') return undefined;
    const follows = before.slice(gapStart).trimStart();
    end = gapStart - word.length;
    const closesTag = before.endsWith('</', end);
    if (saysSecret(word) || !(closesTag || isConnector(word, follows, gap)))
      return { word, before: before.slice(0, end) };
  }
  return undefined;
}

/** Where the longest run of some characters begins that ends at `end`. */
function startOf(text: string, end: number, belongs: (code: number) => boolean): number {
  let start = end;
  while (start > 0 && belongs(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

/** An identifier with dots and dashes, or a title such as `Secret access key`. */
function wordEndingAt(text: string, end: number): string {
  const title = TITLE.exec(text.slice(Math.max(0, end - 28), end))?.[0];
  if (title !== undefined) return title;
  const start = startOf(
    text,
    end,
    (code) => isLetterOrDigit(code) || code === 36 || code === 45 || code === 46,
  );
  const word = text.slice(start, end).replace(/^[0-9.-]+/, '');
  // the letter of an escape such as \n is none of the name's
  return text[end - word.length - 1] === '\\' && /^[nrt]./.test(word) ? word.slice(1) : word;
}

/** Behind an escape such as `\n`, too. */
const TITLE = /(?:\b|(?<=\\[nrt]))(?:(?:aws|amazon) )?secret (?:access )?key$/i;

/** Whether a word only connects: a word of a syntax, the name of a wrapping call, or a type annotation. */
function isConnector(word: string, follows: string, gap: string): boolean {
  if (CONNECTING.has(word.toLowerCase())) return true;
  if (follows.startsWith('(')) return true;
  return (
    /^[\])>?|\s]*=/.test(gap) &&
    /^[A-Z][\w.]*$|^(?:str|string|char|text|varchar)$/.test(word) &&
    !/[_-]/.test(word)
  );
}

function saysSecret(word: string): boolean {
  return /secret/i.test(word) && strengthOfWords(splitWords(word)) !== 'none';
}

/** `awsSecretAccessKey`, `AWS_SECRET_ACCESS_KEY` and `aws.secret-access-key` are the same words. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function strengthOfWords(words: readonly string[]): Strength {
  const joined = words.join('');
  const at = words.findLastIndex((word) => word.includes('secret'));
  if (words.slice(at + 1).some((word) => BESIDE_A_SECRET.has(word))) return 'none';
  if (words.slice(0, Math.max(at, 0)).some((word) => COMPUTED.has(word))) return 'none';
  // people write the secret half under the name of the other one, too
  if (at === -1)
    return /(?:aws|amazon)(?:access|private)?(?:key|sk|pass(?:word)?|token)$/.test(joined) ? 'weak' : 'none';
  if (joined.includes('secretaccesskey') || words.some((word) => OF_AWS.test(word))) return 'strong';
  return words.some((word) => OTHER_OWNER.has(word)) ? 'none' : 'weak';
}

/** AWS, or a service of it whose keys people name after it. */
const OF_AWS =
  /^(?:amzn?|s3[an]?|iam|ses|sqs|sns|dynamo(?:db)?|ec2|boto3?)$|^(?:aws|amazon|s3)|aws(?:secret)?$/;

/** For a name that says no more than `secret`: whose, in the words before it, as in `GitHub client secret: …`. */
function withOwner(before: string): Strength {
  const phrase = /(?:[A-Za-z][\w.]{0,24} ){1,3}$/.exec(before.slice(-80))?.[0] ?? '';
  const owners = splitWords(phrase);
  if (owners.some((word) => OF_AWS.test(word))) return 'strong';
  return owners.some((word) => OTHER_OWNER.has(word)) ? 'none' : 'weak';
}
