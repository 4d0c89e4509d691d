import { JOINT, type PrefilterHint, PREFIX, QUOTE } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';

/**
 * Joins a value that the source splits: `"AKIA" + "…"`, adjacent literals, a list that is joined, a line continued with
 * a backslash, a word that an editor split into runs. The text between the parts is removed.
 */
export function stringConcatenation(text: string): Edit[] {
  const edits = [...text.matchAll(BETWEEN)].map(removal);
  if (!JOINS.test(text) || !HAS_COMMA.test(text)) return edits;
  return [...edits, ...joinedLists(text)].sort((a, b) => a.start - b.start);
}

/** String concatenation operators of all languages. */
const OPERATOR = String.raw`\+\+?|\.{1,2}|&(?: _)?|~|\|\||<>|\^|\\|\.(?:concat|append)\(`;
/** A lookbehind from the quote that was just matched, so that most of a text is skipped quickly. */
const PART_BEFORE = '(?<=[A-Za-z0-9/+].)';
/** Requires two characters before a line end, so that no value has more lines than half its characters. */
const LINE_BEFORE = '(?<=[A-Za-z0-9/+]{2}.)';
const PART_BEHIND = '(?=[A-Za-z0-9/+])';

/** Blanks within a line. */
const BLANKS = String.raw`[ \t]{0,99}`;
const OPERATION = `(?:(?:${OPERATOR})${BLANKS}\\(?)?`;

const BETWEEN = new RegExp(
  [
    `["'\`]${PART_BEFORE}\\)?${BLANKS}${OPERATION}${PREFIX}["'\`]${PART_BEHIND}`,
    // the operator is at the end of a line or at the start of the next one
    `["'\`]${LINE_BEFORE}\\)?${BLANKS}${OPERATION}\\r?\\n${BLANKS}${OPERATION}${PREFIX}["'\`]${PART_BEHIND}`,
    `\\\\${LINE_BEFORE}[ \\t]{0,9}\\r?\\n[ \\t]{0,99}${PART_BEHIND}`,
    // Office documents: the end of a text run and the start of the next one in the same paragraph
    `<${PART_BEFORE}/w:t></w:r>(?:<(?!/?w:p[ >])[^<>]{0,400}>){0,30}<w:t(?: [^<>]{0,99})?>${PART_BEHIND}`,
  ].join('|'),
  'g',
);

const JOINS = /join|implode|concat|paste0/i;

/** The maximum distance in characters between a list and the word that joins it. */
const MAX_DISTANCE_CHARACTERS = 400;

/** The maximum total length of the parts; longer lists are lists of words. */
const MAX_LIST_CHARACTERS = 100;

/** The commas of joined lists: `["AKIA", "…"].join("")`, `concat("AKIA", "…")`, `!Join ["", ["AKIA", "…"]]`. */
function joinedLists(text: string): Edit[] {
  const joins = [...text.matchAll(new RegExp(JOINS, 'gi'))].map(({ index }) => index);
  const lists: Edit[][] = [];
  for (const match of text.matchAll(COMMA)) {
    const comma = removal(match);
    const previous = lists.at(-1)?.at(-1);
    if (previous !== undefined && isPart(text.slice(previous.end, comma.start))) lists.at(-1)?.push(comma);
    else lists.push([comma]);
  }
  let joinIndex = 0;
  return lists.flatMap((list) => {
    const [first, last] = [list[0]?.start ?? 0, list.at(-1)?.end ?? 0];
    while (joinIndex < joins.length && (joins[joinIndex] ?? 0) < first - MAX_DISTANCE_CHARACTERS)
      joinIndex += 1;
    return last - first <= MAX_LIST_CHARACTERS &&
      (joins[joinIndex] ?? Infinity) <= last + MAX_DISTANCE_CHARACTERS
      ? list
      : [];
  });
}

function isPart(text: string): boolean {
  return text.length < 40 && /^[A-Za-z0-9/+]+$/.test(text);
}

const COMMA =
  /["'`](?<=["'`][A-Za-z0-9/+]{2,39}.)[ \t]{0,99},[ \t]{0,99}(?:\r?\n[ \t]{0,99})?["'`](?=[A-Za-z0-9/+]{2,39}["'`])/g;

/** {@link COMMA} without the `g` flag, so that `test` keeps no `lastIndex` between calls. */
const HAS_COMMA = new RegExp(COMMA.source);

function removal({ 0: between, index }: RegExpExecArray): Edit {
  return { start: index, end: index + between.length, text: '', step: 0 };
}

/** The parenthesis may be escaped. */
const CALL = '\\.(concat|append)(\\(|[\\\\%&=][0-9A-Za-z#;{}]*)';
/** A character of a value, or something invisible before one. */
const FIRST_PART = '[A-Za-z0-9/+\x80-\xff]';
const OPENING = `${PREFIX}\\\\*${QUOTE}${FIRST_PART}`;
/** The end of a literal that ends with a character of a value, or with something invisible after one, plain or escaped. */
const CLOSING = `[A-Za-z0-9/+;}\x80-\xbf]\\\\*${QUOTE}\\)?`;

/**
 * Hints for letters between two parts, such as the prefix of a literal or `.concat(`. Punctuation needs no hint, because the
 * prefilter drops it when it compares letters.
 */
export const concatenationHints: PrefilterHint = {
  lines: [
    `(${CLOSING}${JOINT}|^[ +]${JOINT})[bfruLN@$]{1,2}\\\\*${QUOTE}\\\\*${FIRST_PART}`,
    `${CLOSING}[ \t]*${CALL}${JOINT}(${OPENING}|$)`,
    `^[ +]${JOINT}${CALL}${JOINT}${OPENING}`,
    // also in an escaped document
    '/w:t[>&\\\\%]',
  ],
};
