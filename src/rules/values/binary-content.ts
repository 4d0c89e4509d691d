/**
 * True if the content around a value is binary: a control character that texts do not contain is near it. Texts do contain
 * tabs, line ends, form feeds and escape.
 *
 * Only the surroundings count, so the result for a part of a file is the same as for the whole file.
 *
 * @param start offset of the value's first character
 * @param end offset after its last character
 * @param reach the maximum distance of a control character, in characters
 */
export function isBinaryAround(text: string, start: number, end: number, reach: number = REACH): boolean {
  return hasControl(text, start - 1, -1, reach) || hasControl(text, end, 1, reach);
}

/** True if {@link isBinaryAround} may be true anywhere in a text. */
export function mayBeBinary(text: string): boolean {
  return CONTROL.test(text);
}

const REACH = 512;

/** Less than the evidence distance, so that scanning only a part of a text sees all that matters. */
const REACH_LINES = 20;

// oxlint-disable-next-line no-control-regex -- it searches for control characters
const CONTROL = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/;

function hasControl(text: string, from: number, step: 1 | -1, reach: number): boolean {
  let lines = 0;
  for (let offset = from; Math.abs(offset - from) < reach && lines < REACH_LINES; offset += step) {
    const code = text.charCodeAt(offset);
    // outside of the text
    if (Number.isNaN(code)) return false;
    if (code === 10) lines += 1;
    else if (code < 0x20 ? !(code >= 9 && code <= 13) && code !== 0x1b : code === 0x7f) return true;
  }
  return false;
}
