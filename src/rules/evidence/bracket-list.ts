import type { ByteRange } from '../../shared/byte-range.ts';

/** The items between two brackets, separated by commas. */
export interface List {
  /** The offset of the opening bracket. */
  readonly start: number;
  /** The offset after the closing bracket. */
  readonly end: number;
  readonly items: readonly Item[];
}

export interface Item extends ByteRange {
  /** True if the item contains a list of several items. */
  readonly hasList: boolean;
}

/** The maximum length of a list, in characters. */
const MAX_LENGTH = 16_384;

/**
 * Yields each list in brackets in a part of a text, inner lists first. A list that was already open at `from` is yielded
 * from there on. Commas in literals do not separate items.
 *
 * @param from the offset to start at
 * @param end the offset to stop at
 */
export function* listsIn(text: string, from: number, end: number): Generator<List> {
  let open = [new OpenList(from - 1)];
  for (let offset = from; offset < end;) {
    const character = text.charAt(offset);
    const literalEnd = QUOTES.includes(character) ? endOfLiteral(text, offset, end) : undefined;
    if (literalEnd !== undefined) {
      offset = literalEnd;
      continue;
    }
    const current = open.at(-1) ?? new OpenList(offset);
    if ('([{'.includes(character)) open.push(new OpenList(offset));
    else if (character === ',') current.add(text, offset);
    else if (')]}'.includes(character)) {
      current.add(text, offset);
      yield current.closed(offset + 1);
      open.pop();
      const outer = open.at(-1);
      if (outer === undefined) open = [new OpenList(offset)];
      else if (current.size > 1) outer.holdsList();
    } else if (character === ';' && open.length === 1) open = [new OpenList(offset)];
    offset += 1;
  }
}

/** Finds the lists of a text by their opening brackets. */
export class Lists {
  readonly #text: string;
  /** The number of characters that may still be read in unclosed lists. The limit keeps the time linear. */
  #left: number;

  constructor(text: string) {
    this.#text = text;
    this.#left = text.length + 4 * MAX_LENGTH;
  }

  /** Returns the list at an opening bracket, or undefined if it is not closed. */
  at(open: number): List | undefined {
    if (this.#left < 0) return undefined;
    const end = Math.min(this.#text.length, open + MAX_LENGTH);
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

  /** Ends an item. Empty items, as after a trailing comma, are left out. */
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

function isBlank(text: string, offset: number): boolean {
  return ' \t\r\n'.includes(text.charAt(offset));
}

/** Returns where a literal ends. Quotes inside it are doubled, or have one more backslash than the quotes around it. */
function endOfLiteral(text: string, start: number, limit: number): number | undefined {
  const quote = text.charAt(start);
  const outer = backslashesBefore(text, start);
  for (
    let offset = text.indexOf(quote, start + 1);
    offset !== -1 && offset < limit;
    offset = text.indexOf(quote, offset + 1)
  ) {
    if (backslashesBefore(text, offset) !== outer) continue;
    if (outer > 0 || text.charAt(offset + 1) !== quote) return offset + 1;
    offset += 1;
  }
  return undefined;
}

function backslashesBefore(text: string, offset: number): number {
  let count = 0;
  while (count < 8 && text.charAt(offset - 1 - count) === '\\') count += 1;
  return count;
}
