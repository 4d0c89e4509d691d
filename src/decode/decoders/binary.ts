import { isBinaryAround, mayBeBinary } from '../../rules/values/binary-content.ts';
import { keyIdsInRuns } from '../../rules/values/key-id.ts';
import { hasBothCases, looksRandom } from '../../rules/values/randomness.ts';
import type { Edit } from '../source-map.ts';
import { runsOf } from '../base64-runs.ts';

/**
 * Separates values of a fixed length from adjacent letters in binary content.
 *
 * Serialized data has no separators: the byte before a string is often its length, the byte after it the type or length
 * of the next one, and the columns of a database row are adjacent. If such a byte is a letter or a digit, or a name or
 * another value is adjacent, no rule matches, because rules require a boundary. This decoder inserts a NUL character
 * there.
 *
 * It does not change text without control characters, except for pickles of protocol 0.
 */
export function binary(text: string): Edit[] {
  const spans = [...(mayBeBinary(text) ? spansIn(text) : []), ...pickledIn(text)];
  return spans.length === 0 ? [] : editsOf(text, spans);
}

/** A value to separate. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** True if the letter before the value is its length or type, not part of a name. */
  readonly hasPrefix?: boolean;
}

/** The lengths of a secret access key and of an SES SMTP password. */
const [SECRET, SMTP_PASSWORD] = [40, 44] as const;

function* spansIn(text: string): Generator<Span> {
  for (const { start, end } of keyIdsInRuns(text)) {
    if (!isBinaryAround(text, start, end)) continue;
    // a slash or plus sign is already a boundary of an ID
    if (isLetterOrDigit(text, start - 1) || isLetterOrDigit(text, end)) yield { start, end };
    const next = secretAfter(text, start, end, Infinity);
    if (next !== undefined) yield next;
    if (isSecret(text, start - SECRET)) yield { start: start - SECRET, end: start };
  }
  for (const { 0: name, index } of text.matchAll(NAME)) {
    const end = index + name.length;
    const span = secretAfter(text, startOfWord(text, index), end, MAX_NEXT_LETTERS);
    if (span !== undefined && isBinaryAround(text, span.start, span.end)) yield span;
  }
  for (const { 0: name, index } of text.matchAll(PASSWORD_NAME)) {
    const span = passwordAt(text, index + name.length);
    if (span !== undefined && isBinaryAround(text, span.start, span.end)) yield span;
  }
  for (const span of prefixedValuesIn(text)) if (isBinaryAround(text, span.start, span.end)) yield span;
  for (const { start, length } of longRunsIn(text)) {
    const span = passwordIn(text, start, length) ?? secretIn(text, start, length);
    if (span !== undefined && isBinaryAround(text, span.start, span.end)) yield span;
  }
}

/** The end of a name that may directly precede its value. */
const NAME = /secret(?:[_.-]?access)?(?:[_.-]?key)?/gi;

const PASSWORD_NAME = /pass(?:wd|word)?/gi;

/** The maximum number of letters of the next columns after a value that follows its name directly. */
const MAX_NEXT_LETTERS = 24;

/** A secret access key directly after a name or a key ID, or after a length byte. */
function secretAfter(text: string, start: number, end: number, most: number): Span | undefined {
  const letters = lettersAt(text, end, SECRET + 1);
  if (letters < SECRET) return undefined;
  const from = hasLengthsOf(text, start, end) ? end + 1 : end;
  if (most < Infinity && lettersAt(text, from + SECRET, most + 1) > most) return undefined;
  return isSecret(text, from) ? { start: from, end: from + SECRET, hasPrefix: from > end } : undefined;
}

/**
 * Formats in which the length of a secret access key is a letter: Avro stores twice the length, PostgreSQL twice the
 * length plus three. The length of the preceding string is stored in the same way.
 */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['P', 0],
  ['S', 3],
]);

/** True if the letter after a string is the length of the next one, judging by the length stored before the first. */
function hasLengthsOf(text: string, start: number, end: number): boolean {
  const more = LENGTHS.get(text.charAt(end));
  if (more === undefined) return false;
  // the first length may be a letter itself and look like a part of the name
  return [start, start + 1].some((from) => text.charCodeAt(from - 1) === 2 * (end - from) + more);
}

/** Runs of base64 characters that are a few letters longer than a value. */
function* longRunsIn(text: string): Generator<{ start: number; length: number }> {
  for (const { start, end } of runsOf(text, SECRET + 1))
    for (const { 0: run, index } of text.slice(start, end + 1).matchAll(LONG_RUN))
      yield { start: start + index, length: run.length };
}

const LONG_RUN = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{41,64}(?![A-Za-z0-9+/=])/g;

/** True if the value's length precedes it, as a byte or as a 32-bit or 64-bit number. */
function hasLengthBefore(text: string, start: number, length: number): boolean {
  const before = text.slice(Math.max(start - 8, 0), start).replace(/(?:\0{3}){1,2}\0?$/, '');
  return before.charCodeAt(before.length - 1) === length;
}

/** A secret access key in a run, next to a letter that is its length or the type of the next value. */
function secretIn(text: string, start: number, length: number): Span | undefined {
  const hasLength = hasLengthBefore(text, start, SECRET);
  const hasPrefix = !hasLength && LENGTHS.has(text.charAt(start));
  if (!hasLength && length > SECRET + (hasPrefix ? 2 : 1)) return undefined;
  const from = hasPrefix ? start + 1 : start;
  return isSecret(text, from) ? { start: from, end: from + SECRET, hasPrefix } : undefined;
}

/** An SMTP password in a run. */
function passwordIn(text: string, start: number, length: number): Span | undefined {
  const isShort = length <= SMTP_PASSWORD + 2;
  return isShort || hasLengthBefore(text, start, SMTP_PASSWORD) ? passwordAt(text, start) : undefined;
}

/** An SMTP password at an offset or one character after it. */
function passwordAt(text: string, start: number): Span | undefined {
  const from = [start, start + 1].find((offset) => isPassword(text, offset));
  return from === undefined ? undefined : { start: from, end: from + SMTP_PASSWORD, hasPrefix: from > start };
}

/** Values with a distinctive prefix: service API keys, session tokens. */
function* prefixedValuesIn(text: string): Generator<Span> {
  for (const { 0: key, index } of text.matchAll(SERVICE_KEY)) yield { start: index, end: index + key.length };
  // the expression starts with a class, so the engine tries every character: searching for its words first is faster
  if (!CODED_WORDS.some((word) => text.includes(word))) return;
  for (const { 0: code, index } of text.matchAll(CODED)) {
    // without padding, the length of base64 is a multiple of four
    const more = code.endsWith('=') ? 0 : code.length % 4;
    yield { start: index, end: index + code.length - more };
  }
}

const SERVICE_KEY = /da2-[a-z0-9]{26}|amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Long-term keys of Bedrock and others, and session tokens, which contain a part of an issuer's name after their
 * version.
 */
const CODED_WORDS: readonly string[] = ['ABSK', 'AEAA', 'ZXIvYXdz', 'b3JpZ2lu'];
const CODED = /(?:ABSK|AEAA|[A-Za-z0-9+/]{4}(?:ZXIvYXdz|b3JpZ2lu))[A-Za-z0-9+/]{60,}={0,2}/g;

function isPassword(text: string, start: number): boolean {
  const value = text.slice(start, start + SMTP_PASSWORD);
  return /^(?:B[A-P]|A[g-v])[A-Za-z0-9+/]{42}$/.test(value) && looksRandom(value);
}

function isSecret(text: string, start: number): boolean {
  const value = start < 0 ? '' : text.slice(start, start + SECRET);
  return /^[A-Za-z0-9+/]{40}$/.test(value) && hasBothCases(value) && looksRandom(value);
}

/** Values in a pickle of protocol 0, which is a text: `V`, the value, and a line with the memo number. */
function pickledIn(text: string): Span[] {
  if (!text.includes('\np')) return [];
  return [...text.matchAll(PICKLED)].map(({ 1: before = '', 2: value = '', index }) => {
    const start = index + before.length;
    return { start, end: start + value.length, hasPrefix: true };
  });
}

const PICKLED = /(^[asu(]{0,3}V)([\x21-\x7e]{20,})(?=\r?\np\d{1,9}\r?\n)/gm;

/** The start of the word that contains an offset, at most {@link MAX_NAME_CHARACTERS} characters before it. */
function startOfWord(text: string, offset: number): number {
  let start = offset;
  while (
    offset - start < MAX_NAME_CHARACTERS &&
    (isLetterOrDigit(text, start - 1) || text[start - 1] === '_')
  )
    start -= 1;
  return start;
}

const MAX_NAME_CHARACTERS = 60;

/** The number of base64 characters from an offset on, up to a limit. */
function lettersAt(text: string, start: number, most: number): number {
  let end = start;
  while (end - start < most && isBase64Character(text.charCodeAt(end))) end += 1;
  return end - start;
}

/** True if there is a letter or digit at the offset. */
function isLetterOrDigit(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return isBase64Character(code) && code !== PLUS && code !== SLASH;
}

const [PLUS, SLASH] = [43, 47] as const;

/** True for a base64 character: a letter, a digit, a plus sign or a slash. */
function isBase64Character(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === PLUS ||
    code === SLASH
  );
}

/** Edits that separate each value from adjacent letters. Of overlapping values, only the first one is separated. */
function editsOf(text: string, spans: readonly Span[]): Edit[] {
  const edits: Edit[] = [];
  let done = 0;
  const separate = (offset: number) => {
    // two adjacent values need a single separator
    if (isBase64Character(text.charCodeAt(offset)) && edits.at(-1)?.end !== offset)
      edits.push({ start: offset, end: offset, text: SEPARATOR, step: 0 });
  };
  for (const { start, end, hasPrefix } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < done) continue;
    done = end;
    if (hasPrefix === true) {
      // replaces the separator after the previous value
      if (edits.at(-1)?.start === start - 1) edits.pop();
      edits.push({ start: start - 1, end: start, text: SEPARATOR, step: 1 });
    } else if (isBase64Character(text.charCodeAt(start - 1))) separate(start);
    separate(end);
  }
  return edits;
}

const SEPARATOR = '\0';
