import { JOINT, type Markers, PART, PREFIX, QUOTE } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';

/**
 * A value that its source writes in parts: `"AKIA" + "…"`, neighbouring literals, a list that is joined, a line that
 * goes on behind a backslash, a word that an editor cut into runs. What stands between the parts is taken out.
 */
export function joined(text: string): Edit[] {
  const edits = [...text.matchAll(BETWEEN)].map(nothing);
  return JOINS.test(text) ? [...edits, ...listed(text)].sort((a, b) => a.start - b.start) : edits;
}

/** Operators that put texts together, in the languages that have one. */
const OPERATOR = String.raw`\+\+?|\.{1,2}|&(?: _)?|~|\|\||<>|\^|\\|\.(?:concat|append)\(`;
/** Looks back over the one character that was just read, so that most of a text is passed over at once. */
const PART_BEFORE = '(?<=[A-Za-z0-9/+].)';
/** Before a line's end two characters, so that no value has more lines than half its characters. */
const LINE_BEFORE = '(?<=[A-Za-z0-9/+]{2}.)';
const PART_BEHIND = '(?=[A-Za-z0-9/+])';

/** Blanks, on one line. */
const BLANKS = String.raw`[ \t]{0,99}`;
const OPERATION = `(?:(?:${OPERATOR})${BLANKS}\\(?)?`;

const BETWEEN = new RegExp(
  [
    `["'\`]${PART_BEFORE}\\)?${BLANKS}${OPERATION}${PREFIX}["'\`]${PART_BEHIND}`,
    // an operator stands at the end of a line or at the beginning of the next one
    `["'\`]${LINE_BEFORE}\\)?${BLANKS}${OPERATION}\\r?\\n${BLANKS}${OPERATION}${PREFIX}["'\`]${PART_BEHIND}`,
    `\\\\${LINE_BEFORE}[ \\t]{0,9}\\r?\\n[ \\t]{0,99}${PART_BEHIND}`,
    // Office documents: a run of text ends, the next one of the same paragraph begins
    `<${PART_BEFORE}/w:t></w:r>(?:<(?!/?w:p[ >])[^<>]{0,400}>){0,30}<w:t(?: [^<>]{0,99})?>${PART_BEHIND}`,
  ].join('|'),
  'g',
);

const JOINS = /join|implode|concat|paste0/i;

/** How far from the word that joins it a list may begin or end, in characters. */
const REACH = 400;

/** The most characters that a list's parts may come to: longer lists are lists of words. */
const LONGEST = 100;

/** The commas of lists that are joined: `["AKIA", "…"].join("")`, `concat("AKIA", "…")`, `!Join ["", ["AKIA", "…"]]`. */
function listed(text: string): Edit[] {
  const joins = [...text.matchAll(new RegExp(JOINS, 'gi'))].map(({ index }) => index);
  const lists: Edit[][] = [];
  for (const match of text.matchAll(COMMA)) {
    const comma = nothing(match);
    const previous = lists.at(-1)?.at(-1);
    if (previous !== undefined && isPart(text.slice(previous.end, comma.start))) lists.at(-1)?.push(comma);
    else lists.push([comma]);
  }
  let at = 0;
  return lists.flatMap((list) => {
    const [first, last] = [list[0]?.start ?? 0, list.at(-1)?.end ?? 0];
    while (at < joins.length && (joins[at] ?? 0) < first - REACH) at += 1;
    return last - first <= LONGEST && (joins[at] ?? Infinity) <= last + REACH ? list : [];
  });
}

function isPart(text: string): boolean {
  return text.length < 40 && /^[A-Za-z0-9/+]+$/.test(text);
}

const COMMA =
  /["'`](?<=["'`][A-Za-z0-9/+]{2,39}.)[ \t]{0,99},[ \t]{0,99}(?:\r?\n[ \t]{0,99})?["'`](?=[A-Za-z0-9/+]{2,39}["'`])/g;

function nothing({ 0: between, index }: RegExpExecArray): Edit {
  return { start: index, end: index + between.length, text: '', step: 0 };
}

const CALL = '\\.(concat|append)\\(';
const OPENING = `${PREFIX}\\\\*${QUOTE}${PART}`;
const CLOSING = `${PART}\\\\*${QUOTE}\\)?`;

/** Letters between the parts. Of signs, nothing is left where letters are compared. */
export const joinMarkers: Markers = {
  lines: [
    `(${CLOSING}${JOINT}|^[ +]${JOINT})[bfruLN@$]{1,2}\\\\*${QUOTE}${PART}`,
    `${CLOSING}[ \t]*${CALL}${JOINT}(${OPENING}|$)`,
    `^[ +]${JOINT}${CALL}${JOINT}${OPENING}`,
    // also where the document is escaped itself
    '/w:t(>|&)',
  ],
};
