import type { Edit } from '../source-map.ts';

/**
 * A private key with something before each of its lines: the time and level of a log, a number. That is removed from all
 * lines but the first, whose words may say what the key is for.
 */
export function logLines(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf(FRAME); at !== -1; at = text.indexOf(FRAME, at + FRAME.length)) {
    const near = text.slice(Math.max(at - LONGEST - 1, 0), at);
    const prefix = near.slice(near.lastIndexOf('\n') + 1);
    if (prefix.trim() !== '' && prefix.length <= LONGEST) edits.push(...prefixesAfter(text, at, prefix));
  }
  return edits;
}

const FRAME = '-----BEGIN ';

/** The most characters before a line, and the most lines of a key. */
const LONGEST = 200;
const MAX_LINES = 300;

/** The same signs and words, with any numbers in them, before each line after the first. */
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
