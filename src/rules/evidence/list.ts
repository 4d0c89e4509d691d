/** A list of values, such as the arguments of a call, up to one of them. */
export interface ValueList {
  /** The elements before that value, as they are written. */
  readonly elements: readonly string[];
  /** The text before the list, up to 120 characters. */
  readonly head: string;
  /** The bracket that opens it; `=` for a tuple without brackets. */
  readonly opener: string;
}

/** The maximum distance from a value to the start of its list, in characters. */
const MAX_DISTANCE = 200;
const MAX_HEAD = 120;
/** The maximum number of calls around a value in its list, as in `Some(String::from("…"))`. */
const MAX_WRAPPERS = 2;

/**
 * Returns the lists in which a literal is an element without a name: first the innermost list, then those around a call that
 * wraps only the literal, such as `Some("…")`.
 *
 * The text is read backwards over brackets and literals. This is not a parser: invalid code may return anything.
 *
 * @param before the text that ends where the value starts
 */
export function listsAround(before: string): ValueList[] {
  const opening = LITERAL.exec(before);
  const lists: ValueList[] = [];
  let end = opening?.index ?? 0;
  while (end > 0 && lists.length <= MAX_WRAPPERS) {
    const found = listEndingAt(before, end);
    if (found === undefined) break;
    lists.push(found.list);
    if (found.list.opener !== '(' || found.list.elements.length > 0) break;
    end = found.start;
  }
  return lists;
}

/** Returns the names that a list is assigned to, as in `id, secret = x, "…"`. */
export function targetsOf({ head, opener }: ValueList): string[] {
  const left = opener === '=' ? head : HEAD_OF_ASSIGNED.exec(head)?.[1];
  const names = left === undefined ? undefined : NAMES.exec(left)?.[1];
  return (names ?? '').split(',').map((name) => name.replace(/:.*|[\s$@*&]/g, ''));
}

/** The opening of a literal, with its prefix. */
const LITERAL = /(?:@|\$|\b[A-Za-z]{1,2}|<<)?["'`]{1,3}$/;

/** Two or more names, with or without types. */
const NAMES =
  /((?:[\w$@*&.]{1,60}(?:\s?:\s?\w{1,40})?\s{0,4},\s{0,9}){1,9}[\w$@*&.]{1,60}(?:\s?:\s?\w{1,40})?)\s{0,4}[)\]}]?\s{0,4}:?$/;

const HEAD_OF_ASSIGNED =
  /^([^]*[^=!<>])=\s{0,9}(?:array|list|pair|tuple|arrayOf|listOf|Pair|Tuple\d?|(?:std::)?make_(?:pair|tuple))?\s{0,4}$/;

/** A named element: `key: "…"`, `key = "…"`, `'key' => "…"`. */
const NAMED = /^\s*["'`:~-]{0,2}[\w$.-]+["'`]?\s*(?::(?!:)|=(?!=))/;

interface Found {
  readonly list: ValueList;
  /** The offset of its opening bracket. */
  readonly start: number;
}

function listEndingAt(text: string, end: number): Found | undefined {
  const ends = [end];
  let depth = 0;
  for (let offset = end - 1; offset >= 0 && offset > text.length - MAX_DISTANCE; offset -= 1) {
    const character = text.charAt(offset);
    if (QUOTES.has(character)) offset = startOfLiteral(text, offset);
    else if (CLOSING.has(character)) depth += 1;
    else if (OPENING.has(character) && depth > 0) depth -= 1;
    else if (depth > 0) continue;
    else if (OPENING.has(character)) return listFrom(text, offset, ends);
    else if (character === ';') return undefined;
    else if (character === ',') ends.push(offset);
    else if (character === '=' && isTuple(text, offset)) return listFrom(text, offset, ends);
  }
  return undefined;
}

function listFrom(text: string, start: number, ends: readonly number[]): Found | undefined {
  const elements = ends.map((end, index) => text.slice((ends[index + 1] ?? start) + 1, end).trim());
  const [own = '', ...others] = elements;
  if (NAMED.test(own)) return undefined;
  const isWalrus = text.charAt(start - 1) === ':';
  const head = text.slice(Math.max(0, start - MAX_HEAD), isWalrus ? start - 1 : start);
  return { list: { elements: others.toReversed(), head, opener: text.charAt(start) }, start };
}

/** True if an equals sign assigns to two or more names. */
function isTuple(text: string, offset: number): boolean {
  if (/[=!<>]/.test(text.charAt(offset - 1)) || /[=>]/.test(text.charAt(offset + 1))) return false;
  return NAMES.test(text.slice(Math.max(0, offset - MAX_HEAD), offset));
}

/** Returns where the literal that ends at `end` starts on the same line, or `end` without one. */
function startOfLiteral(text: string, end: number): number {
  const start = text.lastIndexOf(text.charAt(end), end - 1);
  return start === -1 || text.slice(start, end).includes('\n') ? end : start;
}

const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);
const OPENING: ReadonlySet<string> = new Set(['(', '[', '{']);
const CLOSING: ReadonlySet<string> = new Set([')', ']', '}']);
