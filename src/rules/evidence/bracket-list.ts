import type { ByteRange } from '../../shared/byte-range.ts';

/** What is between two brackets, or a part of it that commas set apart. */
export interface List {
  /** Where the opening bracket is. */
  readonly start: number;
  /** Behind the closing bracket. */
  readonly end: number;
  readonly items: readonly Item[];
}

export interface Item extends ByteRange {
  /** Whether a list of several items is in it. */
  readonly hasList: boolean;
}

/** So far a list is read. */
const MOST = 16_384;

/**
 * Every list in brackets of a text from an offset on, the inner ones first; at the closing bracket of one that was open
 * before, what was read of that one. Commas in literals count for nothing.
 *
 * @param end where to stop
 */
export function* listsIn(text: string, from: number, end: number): Generator<List> {
  let open = [new OpenList(from - 1)];
  for (let at = from; at < end;) {
    const character = text.charAt(at);
    const literalEnd = QUOTES.includes(character) ? endOfLiteral(text, at, end) : undefined;
    if (literalEnd !== undefined) {
      at = literalEnd;
      continue;
    }
    const current = open.at(-1) ?? new OpenList(at);
    if ('([{'.includes(character)) open.push(new OpenList(at));
    else if (character === ',') current.add(text, at);
    else if (')]}'.includes(character)) {
      current.add(text, at);
      yield current.closed(at + 1);
      open.pop();
      const outer = open.at(-1);
      if (outer === undefined) open = [new OpenList(at)];
      else if (current.size > 1) outer.holdsList();
    } else if (character === ';' && open.length === 1) open = [new OpenList(at)];
    at += 1;
  }
}

/** The lists of one text, each by its opening bracket. */
export class Lists {
  readonly #text: string;
  /** How many characters of lists without an end may still be read, so that the time stays linear. */
  #left: number;

  constructor(text: string) {
    this.#text = text;
    this.#left = text.length + 4 * MOST;
  }

  /** The list at an opening bracket; nothing where it does not end. */
  at(open: number): List | undefined {
    if (this.#left < 0) return undefined;
    const end = Math.min(this.#text.length, open + MOST);
    for (const list of listsIn(this.#text, open, end)) if (list.start === open) return list;
    this.#left -= end - open;
    return undefined;
  }
}

class OpenList {
  readonly #start: number;
  readonly #items: Item[] = [];
  #from: number;
  #hasList = false;

  constructor(start: number) {
    this.#start = start;
    this.#from = start + 1;
  }

  get size(): number {
    return this.#items.length;
  }

  holdsList(): void {
    this.#hasList = true;
  }

  /** Ends an item. One without anything, as behind the last comma, is none. */
  add(text: string, end: number): void {
    let [first, last] = [this.#from, end];
    while (first < last && isBlank(text, first)) first += 1;
    while (last > first && isBlank(text, last - 1)) last -= 1;
    if (first < last) this.#items.push({ start: first, end: last, hasList: this.#hasList });
    this.#from = end + 1;
    this.#hasList = false;
  }

  closed(end: number): List {
    return { start: this.#start, end, items: this.#items };
  }
}

const QUOTES = '\'"`';

function isBlank(text: string, at: number): boolean {
  return ' \t\r\n'.includes(text.charAt(at));
}

/** Where a literal ends. In it a quote is doubled, or has one backslash more than those around it. */
function endOfLiteral(text: string, start: number, limit: number): number | undefined {
  const quote = text.charAt(start);
  const outer = backslashesBefore(text, start);
  for (let at = text.indexOf(quote, start + 1); at !== -1 && at < limit; at = text.indexOf(quote, at + 1)) {
    if (backslashesBefore(text, at) !== outer) continue;
    if (outer > 0 || text.charAt(at + 1) !== quote) return at + 1;
    at += 1;
  }
  return undefined;
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (count < 8 && text.charAt(at - 1 - count) === '\\') count += 1;
  return count;
}
