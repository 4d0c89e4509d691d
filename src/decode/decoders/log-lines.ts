import type { Edit } from '../source-map.ts';

/**
 * Removes the prefix of each line of a private key that a program logged: time and level, or a number. The first line
 * keeps its prefix, whose words may describe the key.
 */
export function logLines(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let offset = text.indexOf(FRAME); offset !== -1; offset = text.indexOf(FRAME, offset + FRAME.length)) {
    const near = text.slice(Math.max(offset - MAX_PREFIX_CHARACTERS - 1, 0), offset);
    const prefix = near.slice(near.lastIndexOf('\n') + 1);
    if (prefix.trim() !== '' && prefix.length <= MAX_PREFIX_CHARACTERS)
      edits.push(...prefixesAfter(text, offset, prefix));
  }
  return edits;
}

const FRAME = '-----BEGIN ';

/** The maximum length of a prefix, and the maximum number of lines of a key. */
const MAX_PREFIX_CHARACTERS = 200;
const MAX_LINES = 300;

/** Edits that remove the prefix from all lines after the first; numbers in it may differ. */
function prefixesAfter(text: string, frame: number, prefix: string): Edit[] {
  const shape = prefix
    .replace(/[^\w\s]/g, String.raw`\$&`)
    .replace(/\d+/g, String.raw`\d{1,12}`)
    .replace(/[ \t]+/g, '[ \\t]{1,24}');
  const line = new RegExp(
    `(${shape})(?:[A-Za-z0-9+/=]{1,128}|-----END [A-Z ]{0,24}-----)[ \\t]{0,9}\\r?(?:\\n|$)`,
    'y',
  );
  const edits: Edit[] = [];
  line.lastIndex = text.indexOf('\n', frame) + 1;
  for (let lines = 0; lines < MAX_LINES && line.lastIndex > frame; lines += 1) {
    const start = line.lastIndex;
    const found = line.exec(text)?.[1];
    if (found === undefined) break;
    edits.push({ start, end: start + found.length, text: '', step: 0 });
  }
  return edits;
}
