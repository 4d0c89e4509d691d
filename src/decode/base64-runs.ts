/** A range of a text. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Yields runs of at least `least` base64 characters. It tests only every `least`-th character: no such run fits between
 * two of them.
 */
export function* runsOf(text: string, least: number): Generator<Run> {
  let offset = least - 1;
  let floor = 0;
  while (offset < text.length) {
    if (!isBase64(text.charCodeAt(offset))) {
      offset += least;
      continue;
    }
    let start = offset;
    while (start > floor && isBase64(text.charCodeAt(start - 1))) start -= 1;
    const end = endOfRun(text, offset + 1);
    if (end - start >= least) yield { start, end };
    floor = end;
    offset = end + least;
  }
}

function endOfRun(text: string, from: number): number {
  const near = Math.min(from + NEAR_CHARACTERS, text.length);
  let end = from;
  while (end < near && isBase64(text.charCodeAt(end))) end += 1;
  if (end < near) return end;
  // an image: an expression reads it four times as fast as a loop
  NOT_BASE64.lastIndex = end;
  return NOT_BASE64.exec(text)?.index ?? text.length;
}

/** Most runs are shorter than this; a loop over them takes as long as starting an expression. */
const NEAR_CHARACTERS = 256;
const NOT_BASE64 = /[^A-Za-z0-9+/_-]/g;

/**
 * Yields the last `length` characters of each part of a run that has at least `length` characters of the standard alphabet, without
 * `-` and `_`.
 */
export function* endsIn(text: string, run: Run, length: number): Generator<Run> {
  let start = run.start;
  for (let at = run.start; at <= run.end; at += 1) {
    const code = text.charCodeAt(at);
    if (at < run.end && code !== DASH && code !== UNDERSCORE) continue;
    if (at - start >= length) yield { start: at - length, end: at };
    start = at + 1;
  }
}

const DASH = 0x2d;
const UNDERSCORE = 0x5f;

function isBase64(code: number): boolean {
  return code < 128 && BASE64_CHARACTERS[code] === 1;
}

/** The base64 characters of both alphabets of RFC 4648: `+/` and `-_`. */
const BASE64_CHARACTERS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  BASE64_CHARACTERS[character.charCodeAt(0)] = 1;

/** The minimum length of a line in a block of base64. */
const MIN_LINE_CHARACTERS = 40;

/** A line end, possibly escaped, and an indent. */
const LINE_END = /(?:\r?\n[ \t>]{0,40}|(?:\\[rn]){1,2})(?=[A-Za-z0-9+/])/y;
const MAX_LINE_END_BYTES = 48;

/** Returns where the block of base64 around an offset ends, on one line or wrapped; the offset if it is in none. */
export function base64End(bytes: Buffer, offset: number): number {
  let start = offset;
  while (start > 0 && offset - start < MAX_LINE_END_BYTES && !isBase64(bytes[start - 1] ?? 0)) start -= 1;
  let end = start;
  while (start > 0 && end - start < MIN_LINE_CHARACTERS && isBase64(bytes[start - 1] ?? 0)) start -= 1;
  for (;;) {
    while (end < bytes.length && isBase64(bytes[end] ?? 0)) end += 1;
    if (end - start < MIN_LINE_CHARACTERS) break;
    LINE_END.lastIndex = 0;
    const lineEnd = LINE_END.exec(bytes.toString('latin1', end, end + MAX_LINE_END_BYTES))?.[0];
    if (lineEnd === undefined) break;
    start = end + lineEnd.length;
    end = start;
  }
  return Math.max(end, offset);
}
