/** A stretch of a text. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Runs of at least `least` characters of the base64 alphabets, found by looking at every `least`-th character only: a run
 * cannot hide between two of them.
 */
export function* runsOf(text: string, least: number): Generator<Run> {
  let at = least - 1;
  let floor = 0;
  while (at < text.length) {
    if (!isMember(text.charCodeAt(at))) {
      at += least;
      continue;
    }
    let start = at;
    while (start > floor && isMember(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && isMember(text.charCodeAt(end))) end += 1;
    if (end - start >= least) yield { start, end };
    floor = end;
    at = end + least;
  }
}

function isMember(code: number): boolean {
  return code < 128 && MEMBERS[code] === 1;
}

/** Both alphabets of RFC 4648: `+/` and `-_`. */
const MEMBERS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  MEMBERS[character.charCodeAt(0)] = 1;
