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
    let end = offset + 1;
    while (end < text.length && isBase64(text.charCodeAt(end))) end += 1;
    if (end - start >= least) yield { start, end };
    floor = end;
    offset = end + least;
  }
}

function isBase64(code: number): boolean {
  return code < 128 && BASE64_CHARACTERS[code] === 1;
}

/** The base64 characters of both alphabets of RFC 4648: `+/` and `-_`. */
const BASE64_CHARACTERS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  BASE64_CHARACTERS[character.charCodeAt(0)] = 1;
