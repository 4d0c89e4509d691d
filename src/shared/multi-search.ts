/**
 * Searches for many texts at once, in time that does not grow with their number. A regular expression of a thousand
 * alternatives takes seconds per megabyte.
 */
export class MultiSearch {
  readonly #texts: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  /** Indexed by the hash of four characters: 1 if a text begins with them. */
  readonly #starts = new Uint8Array(1 << 16);

  /** @param texts those shorter than four characters are ignored */
  constructor(texts: Iterable<string>) {
    this.#texts = new Set([...texts].filter(({ length }) => length >= HASHED_CHARACTERS));
    this.#lengths = [...new Set(Array.from(this.#texts, ({ length }) => length))].sort((a, b) => b - a);
    for (const text of this.#texts) {
      let hash = 0;
      for (let index = 0; index < HASHED_CHARACTERS; index += 1) hash = next(hash, text.charCodeAt(index));
      this.#starts[hash] = 1;
    }
  }

  /** True if any of the texts occurs in `text`. */
  anyIn(text: string): boolean {
    if (this.#texts.size <= MAX_SIMPLE_TEXTS)
      return [...this.#texts].some((searched) => text.includes(searched));
    return this.#first(text, 0) !== undefined;
  }

  /** All occurrences in order, without overlaps; of two at one offset, the longer one. */
  allIn(text: string): Occurrence[] {
    if (this.#texts.size <= MAX_SIMPLE_TEXTS) return withoutOverlaps(this.#eachIn(text));
    const found: Occurrence[] = [];
    for (let match = this.#first(text, 0); match !== undefined;) {
      found.push(match);
      match = this.#first(text, match.start + match.value.length);
    }
    return found;
  }

  /** The occurrences of one text after the other. */
  #eachIn(text: string): Occurrence[] {
    const found: Occurrence[] = [];
    for (const value of this.#texts)
      for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1))
        found.push({ start, value });
    return found;
  }

  /** The first occurrence at or after an offset. */
  #first(text: string, from: number): Occurrence | undefined {
    if (this.#texts.size === 0) return undefined;
    const starts = this.#starts;
    let hash = 0;
    for (let offset = from; offset < text.length; offset += 1) {
      hash = next(hash, text.charCodeAt(offset));
      if (starts[hash] === 0) continue;
      const start = offset - HASHED_CHARACTERS + 1;
      if (start < from) continue;
      for (const length of this.#lengths) {
        const value = text.slice(start, start + length);
        if (this.#texts.has(value)) return { start, value };
      }
    }
    return undefined;
  }
}

interface Occurrence {
  readonly start: number;
  readonly value: string;
}

/** The first ones in order, and of two at one offset the longer one. */
function withoutOverlaps(occurrences: readonly Occurrence[]): Occurrence[] {
  let done = 0;
  return occurrences
    .toSorted((a, b) => a.start - b.start || b.value.length - a.value.length)
    .filter(({ start, value }) => {
      const isNew = start >= done;
      if (isNew) done = start + value.length;
      return isNew;
    });
}

/** Up to this number, a native search for each text is faster. */
const MAX_SIMPLE_TEXTS = 8;

/** The number of characters that are hashed. */
const HASHED_CHARACTERS = 4;

/** Adds a character to a hash of the last four; its 16 bits keep nothing of older ones. */
function next(hash: number, code: number): number {
  return ((hash << 4) ^ code) & 0xffff;
}
