/**
 * Whether the content around a value is binary: a control character that no text has is near it. Tab, line ends, form feed
 * and escape are characters of texts.
 *
 * Only the surroundings count, so the answer is the same for a part of a file as for all of it.
 *
 * @param start offset of the value's first character
 * @param end offset after its last character
 * @param reach how far away a control character may be, in characters
 */
export function isBinaryAround(text: string, start: number, end: number, reach: number = REACH): boolean {
  return hasControl(text, start - 1, -1, reach) || hasControl(text, end, 1, reach);
}

/** As {@link isBinaryAround}, for any place in a text. */
export function mayBeBinary(text: string): boolean {
  return CONTROL.test(text);
}

const REACH = 512;

/** Less than evidence may be away, so that each cheaper look at a part of a text sees as much. */
const REACH_LINES = 20;

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/;

function hasControl(text: string, from: number, step: 1 | -1, reach: number): boolean {
  let lines = 0;
  for (let at = from; Math.abs(at - from) < reach && lines < REACH_LINES; at += step) {
    const code = text.charCodeAt(at);
    // before the beginning or after the end of the text
    if (Number.isNaN(code)) return false;
    if (code === 10) lines += 1;
    else if (code < 0x20 ? !(code >= 9 && code <= 13) && code !== 0x1b : code === 0x7f) return true;
  }
  return false;
}
