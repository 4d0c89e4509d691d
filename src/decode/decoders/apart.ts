import { rules } from '../../rules/index.ts';
import { PREFIX } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';
import { once } from '../../shared/once.ts';
import { base64Hint } from './base64.ts';

/**
 * Joins a value that is split by more than operators: by a comment (`"abc" + // first half`), a statement that appends
 * (`s += "def"`), source lines of a notebook, runs of an Office document, or the lines of a YAML block. The text
 * between the parts is removed.
 *
 * The prefilter sees the words between two parts. If joining them would complete a keyword, they are therefore not
 * joined.
 */
export function apart(text: string): Edit[] {
  const gaps = [...gapsOf(text), ...linesOf(text)].toSorted((a, b) => a.start - b.start);
  const edits: Edit[] = [];
  let written = '';
  for (const { start, end } of gaps) {
    const last = edits.at(-1)?.end ?? 0;
    if (start < last) continue;
    written = (
      start - last < SEAM_CHARACTERS
        ? written + text.slice(last, start)
        : text.slice(start - SEAM_CHARACTERS, start)
    ).slice(-SEAM_CHARACTERS);
    const [before, after] = [written.slice(-SEAM_CHARACTERS), text.slice(end, end + SEAM_CHARACTERS)];
    if (
      isWhole(/[A-Za-z0-9/+]*$/.exec(before)?.[0]) ||
      isWhole(/^[A-Za-z0-9/+]*/.exec(after)?.[0]) ||
      makesKeyword(before, after)
    )
      continue;
    edits.push({ start, end, text: '', step: 0 });
  }
  return edits;
}

interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Characters on either side of a gap that are searched for keywords and base64 hints. */
const SEAM_CHARACTERS = 64;

/** True if a part is an access key ID or as long as a secret access key. */
function isWhole(part = ''): boolean {
  return part.length === 40 || /^A[KS]IA[A-Z2-7]{16}$/.test(part);
}

/** The keywords of all rules and the base64 hints, case-sensitive and insensitive, matched at every offset. */
const allKeywords = once((): readonly RegExp[] =>
  ['', 'i'].map((flag) => {
    const some = [...rules.flatMap(({ keywords }) => keywords), base64Hint()].filter(
      ({ flags }) => flags === flag,
    );
    return new RegExp(`(?=(${some.map(({ source }) => source).join('|')}))`, `g${flag}`);
  }),
);

function makesKeyword(before: string, after: string): boolean {
  const text = before + after;
  return allKeywords().some((keywords) => {
    for (const { 1: word = '', index } of text.matchAll(keywords))
      if (index < before.length && index + word.length > before.length) return true;
    return false;
  });
}

const PART = '[A-Za-z0-9/+]';
const QUOTE = '["\'`]';
const BLANKS = String.raw`[ \t]{0,99}`;
/** A line end, or its escape in a literal or in the source of a notebook. */
const LINE_END = String.raw`(?:\r?\n|\\{1,4}n(?:["'],?[ \t]{0,9}(?:\r?\n)?[ \t]{0,99}["'])?)`;
const OPERATOR = String.raw`(?:(?:\+\+?|\.{1,2}|&(?: _)?|~|\|\||<>|\\)${BLANKS}\(?)?`;
const OPENING = `${PREFIX}${QUOTE}(?=${PART})`;
const NAME = String.raw`[A-Za-z_][\w.]{0,60}`;

/** A statement that appends a literal to a variable, or passes it to a function that {@link APPENDS} matches. */
const APPENDING = [
  String.raw`[$@[]?(?<name>${NAME})(?!\w)(?:\[\])?(?:(?:`,
  String.raw`[ \t]{0,9}(?:(?:\+|\.{1,2}|&|~|\|\|)=|<<|=[ \t]{0,9}[$@]?\k<name>[ \t]{0,9}(?:\+\+?|\.{1,2}|&|~|\|\||<>))[ \t]{0,9}`,
  String.raw`|\((?:(?<target>${NAME}), ?)?| appendString:)${OPENING}`,
  String.raw`| ?= ?[f$]?["'${'`'}][$#]?\{?\k<name>\}?(?:["']["']?)?(?=${PART}))`,
].join('');

const APPENDS = /^(.*)\.(?:append|Append|concat|push_str|write|Write|WriteString)$|^(?:strn?cat|append)$/;

/** Inline elements, which may start within a word. */
const INLINE = String.raw`(?:text:span|span|wbr|strong|em|font|b|i)\b`;

/** The end of a literal that ends with a part of a value, if a continuation may follow. */
const LITERAL_END = new RegExp(`${QUOTE}(?<=${PART}{2}.)(?=\\)?${BLANKS}[;\\r\\n\\\\+.&~|<>/#-])`, 'g');

const AFTER_LITERAL = new RegExp(
  [
    `${QUOTE}\\)?${BLANKS}(?:`,
    `(?:;?${BLANKS}(?:${LINE_END}[ \\t]{0,99}(?:(?:#|//|--)[^\\n]{0,200}(?=\\n))?){1,3}|;[ \\t]{0,9})${APPENDING}`,
    // a line of a notebook, or of a literal within a literal
    `|${OPERATOR}\\\\{1,4}n(?:["'],?[ \\t]{0,9}(?:\\r?\\n)?[ \\t]{0,99}["'])?${BLANKS}${OPERATOR}${OPENING}`,
    // the start of a comment
    `|${OPERATOR}(?:${LINE_END}${BLANKS}${OPERATOR})?(?<comment>/\\*|//|#|--))`,
  ].join(''),
  'y',
);

const TAGS = new RegExp(
  [
    `<(?<=${PART}.)(?:`,
    // text runs of one paragraph in slides and spreadsheets
    `/(?:a:t></a:r|t></r)>\\s{0,99}(?:<(?!/?(?:a:p|si)[ >])[^<>]{0,400}>\\s{0,99}){0,30}?<(?:a:t|t)(?: [^<>]{0,99})?>`,
    // an inline element starts or ends within a word
    `|/?${INLINE}[^<>]{0,200}>(?:</?${INLINE}[^<>]{0,200}>){0,8})(?=${PART})`,
  ].join(''),
  'g',
);

function* gapsOf(text: string): Generator<Gap> {
  for (const { index: start } of text.matchAll(LITERAL_END)) {
    AFTER_LITERAL.lastIndex = start;
    const { 0: between = '', groups = {} } = AFTER_LITERAL.exec(text) ?? {};
    if (between === '') continue;
    const { comment, name, target } = groups;
    const end = start + between.length;
    if (comment !== undefined) {
      const next = endOfComments(text, end - comment.length);
      if (next !== undefined) yield { start, end: next };
    } else if (name === undefined || lineAt(text, start).includes(variableOf(name, target, between)))
      yield { start, end };
  }
  if (text.includes('+=')) yield* bareGapsOf(text);
  if (!text.includes('</') && !text.includes('<wbr')) return;
  for (const { 0: tags, index: start } of text.matchAll(TAGS)) yield { start, end: start + tags.length };
}

/** The variable to which a statement appends. If it does not append, a line feed, which no line contains. */
function variableOf(name: string, target: string | undefined, between: string): string {
  if (!new RegExp(`${name}\\(`).test(between)) return name;
  const [, object] = APPENDS.exec(name) ?? ['', '\n'];
  return object ?? target ?? '\n';
}

/** In shell scripts and makefiles: `KEY=abc`, then `KEY+=def`. */
function* bareGapsOf(text: string): Generator<Gap> {
  for (const { 0: operator, index } of text.matchAll(BARE)) {
    const line = index - lineAt(text, index).length;
    const name = new RegExp(`^[ \\t]{0,40}(${NAME})[ \\t]?$`).exec(text.slice(line, index))?.[1];
    const start = text[line - 2] === '\r' ? line - 2 : line - 1;
    if (name === undefined || start < 0) continue;
    const before = lineAt(text, start);
    if (before.includes(name) && /[=:][ \t]?[A-Za-z0-9/+]{4,128}$/.test(before))
      yield { start, end: index + operator.length };
  }
}

const BARE = new RegExp(`\\+=[ \\t]?(?=${PART}{4})`, 'g');

function lineAt(text: string, offset: number): string {
  const near = text.slice(Math.max(offset - MAX_LINE_CHARACTERS, 0), offset);
  return near.slice(near.lastIndexOf('\n') + 1);
}

/** The number of characters before a gap that are searched for the variable. */
const MAX_LINE_CHARACTERS = 400;

/** The maximum number of comments between two parts, each of a limited length. */
const MAX_COMMENTS = 8;
const BETWEEN_COMMENTS = new RegExp(
  `(?:/\\*[^]{0,300}?\\*/|(?://|#|--)(?:(?!\\\\{1,4}n["'])[^\\n]){0,300}(?=\\r?\\n|\\\\{1,4}n["']))|${LINE_END}|[ \\t]{1,99}`,
  'y',
);
const NEXT_LITERAL = new RegExp(`${OPERATOR}${OPENING}`, 'y');
const NEXT_OPERATOR = new RegExp(`(?!$)${OPERATOR}`, 'y');

/** The start of the next part after the comments at an offset. */
function endOfComments(text: string, from: number): number | undefined {
  let offset = from;
  let isOperated = false;
  for (let tokens = 0; tokens < 4 * MAX_COMMENTS; tokens += 1) {
    const next = endAt(NEXT_LITERAL, text, offset);
    if (next !== undefined) return next;
    const end = endAt(BETWEEN_COMMENTS, text, offset);
    if (end !== undefined) offset = end;
    else {
      const operated = isOperated ? undefined : endAt(NEXT_OPERATOR, text, offset);
      if (operated === undefined || operated === offset) return undefined;
      isOperated = true;
      offset = operated;
    }
  }
  return undefined;
}

function endAt(expression: RegExp, text: string, offset: number): number | undefined {
  expression.lastIndex = offset;
  return expression.test(text) ? expression.lastIndex : undefined;
}

const PART_LINE = `${PART}{4,128}[ \\t]{0,9}\\r?\\n`;
/** The start of a YAML block or of a literal over several lines, if its first two lines are nothing but parts of a value. */
const LINES = new RegExp(
  `(?:[:-][ \\t]{1,9}(?:!!?\\w{1,20} )?[|>][-+0-9]{0,2}[ \\t]{0,9}\\r?\\n[ \\t]{1,40}|: |${QUOTE})(?=${PART_LINE}[ \\t]{0,60}${PART}{4,128}={0,2}(?:[ \\t]{0,9}\\r?\\n|${QUOTE}|$))`,
  'g',
);
const LINE = new RegExp(`(${PART}{4,128}={0,2})(?:[ \\t]{0,9}\\r?\\n[ \\t]{0,60}|(?=${QUOTE})|$)`, 'y');
const MAX_LINES = 60;

/**
 * The line ends within values that span several lines. The value must be as long as an access key ID, a secret access
 * key or a token.
 */
function* linesOf(text: string): Generator<Gap> {
  for (const { 0: head, index } of text.matchAll(LINES)) {
    const gaps: Gap[] = [];
    let length = 0;
    LINE.lastIndex = index + head.length;
    for (let start = LINE.lastIndex, lines = 0; lines < MAX_LINES; lines += 1) {
      const [whole = '', part = ''] = LINE.exec(text) ?? [];
      if (part === '') break;
      const end = start + whole.length;
      length += part.length;
      gaps.push({ start: start + part.length, end });
      if (part.length === whole.length) break;
      LINE.lastIndex = end;
      start = end;
    }
    // the last part has no gap after it
    gaps.pop();
    if (length === 20 || length === 40 || length >= 100) yield* gaps;
  }
}
