import { type Strength, strongest } from './strength.ts';
import {
  BESIDE_A_SECRET,
  COMPUTED,
  CONNECTING,
  DIGESTS,
  LABEL,
  MISSPELT_ACCESS,
  MISSPELT_SECRET,
  PARTS,
  PURPOSES,
  TRANSFORMED,
  VENDORS,
} from './word-lists.ts';

/**
 * Returns the strength of the name that a value is assigned to.
 *
 * Languages write assignments in many ways (`name = "…"`, `name: Type = "…"`, `NAME || "…"`, `<name>…`,
 * `<name>N</name><value>…`, `--name …`, `ENV NAME …`), so there is no grammar for them. Instead the text before the value
 * is read backwards: punctuation, type names, wrapping calls and words such as `value` or `default` connect a name with its
 * value, and the first other word is the name.
 *
 * @param before the text that ends where the value starts
 */
export function strengthOfName(before: string): Strength {
  if (LABEL.test(before)) return 'strong';
  const name = nameAtEnd(before);
  if (name !== undefined) {
    const words = splitWords(name.word);
    const strength = strengthOfWords(words);
    if (strength === 'none' && isForPurpose(words)) return 'weak';
    if (strength === 'strong') return strength;
    // a name such as client_secret decides, whatever is around it
    if (saysOther(words)) return strength;
    const owned = strength === 'none' ? 'none' : withOwner(name.before, strength);
    if (owned === 'bare') return strongest([owned, strengthFromAfar(before)]);
    if (strength !== 'none') return owned;
  }
  return strengthFromAfar(before);
}

/** True if the name next to a value contains AWS. */
export function isNamedAfterAws(before: string): boolean {
  return splitWords(nameAtEnd(before)?.word ?? '').some((word) => /^(?:aws|amazon|amzn)|aws$/.test(word));
}

/** True if a value's own name says that it is a digest, and not the key for one. */
export function isNamedDigest(before: string): boolean {
  const named = nameAtEnd(before)?.word ?? '';
  // a word that looks like a type may be the name, as in `ETag = "…"`
  const names = saysSecret(named) ? [named] : [named, nameBefore(before) ?? ''];
  return names.some((name) => {
    const words = splitWords(name.replace('ETag', 'etag'));
    const index = words.findLastIndex((word) => DIGESTS.has(word));
    return index !== -1 && !words.slice(index).some((word) => /secret|key/.test(word));
  });
}

/** The maximum distance from a value to a name that is not next to it, in characters and in lines above. */
const NAME_DISTANCE = 200;
const LINES_ABOVE = 4;

/**
 * Returns the strength of a name that is not next to the value: in an assignment or phrase on the same line, above a word
 * such as `default` that is next to the value, as the name of the block around it, or in the comment directly above.
 */
function strengthFromAfar(before: string): Strength {
  const lines = before
    .slice(-NAME_DISTANCE)
    .split('\n')
    .slice(-1 - LINES_ABOVE);
  const line = lines.at(-1) ?? '';
  const assigned = ASSIGNMENT.exec(line)?.[1];
  const strength = assigned === undefined ? 'none' : strengthOfWords(splitWords(assigned));
  if (strength !== 'none') return fromAfar(strength);
  const own = nameBefore(before);
  if (own === undefined || isConnecting(own)) return fromAfar(strengthIn(lines.join('\n')));
  return strengthIn(/[^,;&|]{0,120}$/.exec(line)?.[0] ?? '') === 'strong' ||
    strengthIn(parentsOf(lines)) === 'strong' ||
    COMMENT_ABOVE.test(lines.at(-2) ?? '') ||
    (/^\s*(?:#|\/\/|--|;|\*)/.test(lines.at(-2) ?? '') && LABEL.test(lines.at(-2) ?? ''))
    ? 'weak'
    : 'none';
}

function fromAfar(strength: Strength): Strength {
  return strength === 'strong' ? 'weak' : strength;
}

/** Returns the lines that open the blocks around the last line: each is less indented than the next and ends with an opener. */
function parentsOf(lines: readonly string[]): string {
  const parents: string[] = [];
  let below = lines.at(-1) ?? '';
  for (const line of lines.slice(0, -1).toReversed()) {
    if (line.trim() === '' || indentOf(line) >= indentOf(below)) continue;
    if (!/[:={([]\s*$/.test(line)) break;
    parents.push(line);
    below = line;
  }
  return parents.join('\n');
}

/** Returns the number of spaces and tabs at the start of a line. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** `secretKey = isProd ? a : "…"`: an assignment without another value in between. */
const ASSIGNMENT = /([\w$.-]{1,60})["']?\s{0,9}(?::=|=>|=|:)\s{0,9}(?:\w{1,40}\(["']?)?[^"'`,;]{1,80}["'`]?$/;

const COMMENT_ABOVE = /^\s*(?:#|\/\/|--|;|\/?\*|<!--).*(?:secret access key|(?:aws|amazon) secret)/i;

/** True if a name says that its value is not an AWS secret. */
function saysOther(words: readonly string[]): boolean {
  const lists = [BESIDE_A_SECRET, COMPUTED, PURPOSES, PARTS, VENDORS];
  return words.some((word) => lists.some((list) => list.has(word)));
}

/**
 * Returns the strength of a name after a value, as in `"…" # AWS_SECRET_ACCESS_KEY` or `- value: …`, then `name: …`.
 *
 * @param after the text that starts where the value ends
 */
export function strengthOfNameAfter(before: string, after: string): Strength {
  const own = nameBefore(before);
  const isUnnamed = own === undefined || isConnecting(own);
  const [same = '', next = ''] = after.split('\n');
  // if the value has its own name, only a comment is about the value
  const text = isUnnamed ? `${same}\n${next}` : (/(?:#|\/\/|--|\/\*|<!--|\|).*/.exec(same)?.[0] ?? '');
  if (own !== undefined && saysOther(splitWords(own))) return 'none';
  return strengthIn(text) === 'strong' ? 'weak' : 'none';
}

/** Returns the word before the value on its line, or undefined if the value is alone in a table cell. */
function nameBefore(before: string): string | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const gapStart = startOf(line, line.length, (code) => !isLetterOrDigit(code));
  const word = COLUMN.test(line.slice(gapStart)) ? '' : wordEndingAt(line, gapStart);
  return word === '' ? undefined : word;
}

const COLUMN = /^(?:[).`"' ]*\| *[`"]?|"?[,;\t]"?)$/;

/** Returns the strongest evidence of the names and titles in a text. */
export function strengthIn(text: string): Strength {
  if (/\bsecret access key\b|\b(?:aws|amazon) secret\b/i.test(text)) return 'strong';
  const words = text.split(/[^\w$.-]+/).filter((word) => /secret/i.test(word));
  return strongest(words.map((word) => strengthOfWords(splitWords(word))));
}

/** The maximum number of connecting words between a name and its value. */
const CONNECTORS = 8;

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
    // a name is on the line of the value or, if the value is folded, on the line above
    if (gap.length > 120 || gap.split('\n').length > 3) return undefined;
    const word = wordEndingAt(before, gapStart);
    if (word === '') {
      // a number, as in `KEY[41] = "…"`
      const numberStart = startOf(before, gapStart, (code) => code >= 48 && code <= 57);
      if (numberStart === gapStart) return undefined;
      end = numberStart;
      continue;
    }
    const follows = before.slice(gapStart).trimStart();
    end = gapStart - word.length;
    const closesTag = before.endsWith('</', end);
    if (saysSecret(word) || !(closesTag || isConnector(word, follows, gap)))
      return { word, before: before.slice(0, end) };
  }
  return undefined;
}

/** Returns the start of the longest run of some characters that ends at `end`. */
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

/** Returns the identifier with dots and dashes, or the title such as `Secret access key`, that ends at `end`. */
function wordEndingAt(text: string, end: number): string {
  const title = TITLE.exec(text.slice(Math.max(0, end - 28), end))?.[0];
  if (title !== undefined) return title;
  const start = startOf(
    text,
    end,
    (code) => isLetterOrDigit(code) || code === 36 || code === 45 || code === 46,
  );
  return text.slice(start, end).replace(/^[0-9.-]+/, '');
}

const TITLE = /\b(?:(?:aws|amazon) )?secret (?:access )?key$/i;

/** True for `value`, `default` and similar words, and for names that end with `value` or `default`. */
function isConnecting(word: string): boolean {
  return CONNECTING.has(word.toLowerCase()) || /(?:[a-z_]V|[_-]v)alue$|(?:[a-z_]D|[_-]d)efault$/.test(word);
}

/** True if a word only connects a name with its value: a keyword, the name of a wrapping call or a type annotation. */
function isConnector(word: string, follows: string, gap: string): boolean {
  if (isConnecting(word)) return true;
  if (follows.startsWith('(')) return true;
  return (
    /^[\])>?|\s]*=/.test(gap) &&
    /^[A-Z][\w.]*$|^(?:str|string|char|text|varchar)$/.test(word) &&
    !/[_-]/.test(word)
  );
}

function saysSecret(word: string): boolean {
  if (!/secret/i.test(word)) return false;
  const words = splitWords(word);
  return strengthOfWords(words) !== 'none' || isForPurpose(words);
}

/** Splits a name into words: the same for `awsSecretAccessKey`, `AWS_SECRET_ACCESS_KEY` and `aws.secret-access-key`. */
export function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(MISSPELT_SECRET, '$1secret').replace(MISSPELT_ACCESS, 'access'));
}

function strengthOfWords(words: readonly string[]): Strength {
  const joined = words.join('');
  const index = words.findLastIndex((word) => word.includes('secret'));
  if (words.slice(index + 1).some((word) => BESIDE_A_SECRET.has(word))) return 'none';
  if (words.slice(0, Math.max(index, 0)).some((word) => COMPUTED.has(word))) return 'none';
  // some people give the secret access key the name of the access key ID
  if (index === -1) return MISNAMED.test(joined) ? 'weak' : 'none';
  if (joined.includes('secretaccesskey') || words.some((word) => OF_AWS.test(word))) return 'strong';
  return words.some((word) => isOther(word) || PARTS.has(word)) || words.at(-1) === 'id' ? 'none' : 'bare';
}

/** True for the name of an AWS secret with a purpose, such as `AWS_SECRET_ACCESS_KEY_IMAGES`; false for a digest of one. */
function isForPurpose(words: readonly string[]): boolean {
  const isOfAws = words.join('').includes('secretaccesskey') || words.some((word) => OF_AWS.test(word));
  return (
    isOfAws && words.some((word) => word.includes('secret')) && !words.some((word) => TRANSFORMED.has(word))
  );
}

const MISNAMED =
  /(?:aws|amazon)(?:access|private|sec)?(?:key|keyid|sk|skey|sak|pass(?:word)?|token|cred(?:ential)?s?)$|s3(?:access|private|sec)(?:key|sk)$|s3sk$/;

/** AWS, or a service that AWS keys are named after. */
export const OF_AWS =
  /^(?:amzn?|s3[an]?|iam|ses|sqs|sns|dynamo(?:db)?|ec2|boto3?)$|^(?:aws|amazon|s3)|aws(?:secret)?$/;

/**
 * Returns the strength of a name with its owner: in the words before the name, as in `GitHub client secret: …`, or in any name
 * with a value in the same line or a few lines above, as in `stripe: { secret: … }` or `MINIO_ENDPOINT = …`.
 */
function withOwner(before: string, strength: Strength): Strength {
  const phrase = /(?:[A-Za-z][\w.]{0,24} ){1,3}$/.exec(before.slice(-80))?.[0] ?? '';
  const owners = splitWords(phrase);
  if (owners.some((word) => OF_AWS.test(word))) return 'strong';
  if (owners.some((word) => isOther(word) || PARTS.has(word))) return 'none';
  const near = before
    .slice(-NAME_DISTANCE)
    .split('\n')
    .slice(-1 - LINES_ABOVE)
    .join('\n');
  const neighbors = [...near.matchAll(NAMED)].flatMap(([, name = '']) => splitWords(name));
  // next to an access key, the words session and auth belong to the same client
  const isOthers = BESIDE_ACCESS_KEY.test(near) ? (word: string) => VENDORS.has(word) : isOther;
  return neighbors.some(isOthers) && !neighbors.some((word) => OF_AWS.test(word)) ? 'none' : strength;
}

function isOther(word: string): boolean {
  return PURPOSES.has(word) || VENDORS.has(word);
}

/** A field for the ID of a secret access key. */
const BESIDE_ACCESS_KEY = /(?<![A-Za-z])(?:access[_-]?key(?:[_-]?id)?|key[_-]?id)["']?\s{0,4}(?:[:=,]|=>)/i;

/** A name with parts or a value. */
const NAMED = /([A-Za-z][\w.-]{1,40})["']?\s{0,4}(?:[:=([{]|=>)/g;
