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
  VENDORS,
} from './word-lists.ts';

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
  if (LABEL.test(before)) return 'strong';
  const name = nameAtEnd(before);
  if (name !== undefined) {
    const words = splitWords(name.word);
    const strength = strengthOfWords(words);
    if (strength === 'strong' || saysOther(words)) return strength;
    const owned = strength === 'none' ? 'none' : withOwner(name.before, strength);
    if (owned === 'bare') return strongest([owned, strengthFromAfar(before)]);
    if (strength !== 'none') return owned;
  }
  return strengthFromAfar(before);
}

/** Whether the name next to a value says AWS itself. */
export function isNamedAfterAws(before: string): boolean {
  return splitWords(nameAtEnd(before)?.word ?? '').some((word) => /^(?:aws|amazon|amzn)|aws$/.test(word));
}

/** Whether a value's own name says that it is a digest, and not the key for one. */
export function isNamedDigest(before: string): boolean {
  const named = nameAtEnd(before)?.word ?? '';
  // what looks like a type may be the name, as in `ETag = "…"`
  const names = saysSecret(named) ? [named] : [named, nameBefore(before) ?? ''];
  return names.some((name) => {
    const words = splitWords(name.replace('ETag', 'etag'));
    const at = words.findLastIndex((word) => DIGESTS.has(word));
    return at !== -1 && !words.slice(at).some((word) => /secret|key/.test(word));
  });
}

/** How far before a value a name that is not next to it may stand, in characters and in lines above. */
const NAME_DISTANCE = 200;
const LINES_ABOVE = 4;

/**
 * What a name says of a value that is not next to it: the value is assigned or spoken of in the same line, or it
 * has only a word such as `default` next to it and follows on the name, or it is a part of what has the name, or a
 * comment right above says what it is.
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

/** The lines above that open what the last line is a part of: each less indented than the next, and open at its end. */
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

/** How many blanks a line begins with. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** `secretKey = isProd ? a : "…"`: the name, and no other value, in between. */
const ASSIGNMENT = /([\w$.-]{1,60})["']?\s{0,9}(?::=|=>|=|:)\s{0,9}(?:\w{1,40}\(["']?)?[^"'`,;]{1,80}["'`]?$/;

const COMMENT_ABOVE = /^\s*(?:#|\/\/|--|;|\/?\*|<!--).*(?:secret access key|(?:aws|amazon) secret)/i;

/** Whether a name says that its value is no secret of AWS. */
function saysOther(words: readonly string[]): boolean {
  const lists = [BESIDE_A_SECRET, COMPUTED, PURPOSES, PARTS, VENDORS];
  return words.some((word) => lists.some((list) => list.has(word)));
}

/**
 * What a name behind a value says about it, as in `"…" # AWS_SECRET_ACCESS_KEY` or `- value: …`, then `name: …`.
 *
 * @param behind the text that begins where the value ends
 */
export function strengthOfNameBehind(before: string, behind: string): Strength {
  const own = nameBefore(before);
  const isUnnamed = own === undefined || isConnecting(own);
  const [same = '', next = ''] = behind.split('\n');
  // where the value has a name of its own, only a comment speaks of it
  const said = isUnnamed ? `${same}\n${next}` : (/(?:#|\/\/|--|\/\*|<!--|\|).*/.exec(same)?.[0] ?? '');
  if (own !== undefined && saysOther(splitWords(own))) return 'none';
  return strengthIn(said) === 'strong' ? 'weak' : 'none';
}

/** The word next to the value, on its line; none where the value has a column of its own in a table. */
function nameBefore(before: string): string | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const gapStart = startOf(line, line.length, (code) => !isLetterOrDigit(code));
  const word = COLUMN.test(line.slice(gapStart)) ? '' : wordEndingAt(line, gapStart);
  return word === '' ? undefined : word;
}

const COLUMN = /^(?:[).`"' ]*\| *[`"]?|"?[,;\t]"?)$/;

/** The most that a name or a title in a text says of a secret. */
export function strengthIn(text: string): Strength {
  if (/\bsecret access key\b|\b(?:aws|amazon) secret\b/i.test(text)) return 'strong';
  const words = text.split(/[^\w$.-]+/).filter((word) => /secret/i.test(word));
  return strongest(words.map((word) => strengthOfWords(splitWords(word))));
}

/** How many connecting words may stand between a name and its value. */
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
    // a name stands on the value's line or, where the value is folded, on the line above
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
  return text.slice(start, end).replace(/^[0-9.-]+/, '');
}

const TITLE = /\b(?:(?:aws|amazon) )?secret (?:access )?key$/i;

/** `value` and `default`, also as parts of words. */
function isConnecting(word: string): boolean {
  return CONNECTING.has(word.toLowerCase()) || /(?:[a-z_]V|[_-]v)alue$|(?:[a-z_]D|[_-]d)efault$/.test(word);
}

/** Whether a word only connects: a word of a syntax, the name of a wrapping call, or a type annotation. */
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
  return /secret/i.test(word) && strengthOfWords(splitWords(word)) !== 'none';
}

/** `awsSecretAccessKey`, `AWS_SECRET_ACCESS_KEY` and `aws.secret-access-key` are the same words. */
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
  const at = words.findLastIndex((word) => word.includes('secret'));
  if (words.slice(at + 1).some((word) => BESIDE_A_SECRET.has(word))) return 'none';
  if (words.slice(0, Math.max(at, 0)).some((word) => COMPUTED.has(word))) return 'none';
  // people write the secret half under the name of the other one, too
  if (at === -1) return MISNAMED.test(joined) ? 'weak' : 'none';
  if (joined.includes('secretaccesskey') || words.some((word) => OF_AWS.test(word))) return 'strong';
  return words.some((word) => isOther(word) || PARTS.has(word)) || words.at(-1) === 'id' ? 'none' : 'bare';
}

const MISNAMED =
  /(?:aws|amazon)(?:access|private|sec)?(?:key|keyid|sk|skey|sak|pass(?:word)?|token|cred(?:ential)?s?)$|s3(?:access|private|sec)(?:key|sk)$|s3sk$/;

/** AWS, or a service of it whose keys people name after it. */
export const OF_AWS =
  /^(?:amzn?|s3[an]?|iam|ses|sqs|sns|dynamo(?:db)?|ec2|boto3?)$|^(?:aws|amazon|s3)|aws(?:secret)?$/;

/**
 * For a name that says no more than `secret`: whose, in the words before it, as in `GitHub client secret: …`, or in what it
 * is a part of, as in `stripe: { secret: … }`.
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
  const parents = [...near.matchAll(PARENT)].flatMap(([, name = '']) => splitWords(name));
  // beside an access key a session or an authentication is that of the same client
  const isOthers = BESIDE_ACCESS_KEY.test(near) ? (word: string) => VENDORS.has(word) : isOther;
  return parents.some(isOthers) && !parents.some((word) => OF_AWS.test(word)) ? 'none' : strength;
}

function isOther(word: string): boolean {
  return PURPOSES.has(word) || VENDORS.has(word);
}

/** A field for the ID of a secret access key. */
const BESIDE_ACCESS_KEY = /(?<![A-Za-z])(?:access[_-]?key(?:[_-]?id)?|key[_-]?id)["']?\s{0,4}(?:[:=,]|=>)/i;

/** What has parts, or is given a value. */
const PARENT = /([A-Za-z][\w.-]{1,40})["']?\s{0,4}(?:[:=([{]|=>)/g;
