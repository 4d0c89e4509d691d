import { type Nfa, type WarmTable, LINE_FEED, TEXT_END } from './nfa.ts';

/** The memory for the table of a DFA. */
export interface TableMemory {
  readonly words: Int32Array;
  /** Allocates `size` bytes; returns the address. */
  take(size: number): number;
}

/** A transition that is not computed yet. */
export const UNKNOWN = -1;

/**
 * A lazy DFA: it matches many regular expressions at once, in a time per byte that does not depend on their number, and computes
 * only the states that texts reach (https://swtch.com/~rsc/regexp/regexp1.html). For speed, the caller reads the table itself:
 * a state is the offset of its row in the table, in bytes, and the word `offsets[byte]` bytes after it is the next state,
 * {@link UNKNOWN} or {@link MATCH}.
 */
export class LazyDfa {
  /** For each byte, the offset of its class in a row, in bytes. */
  readonly offsets: Uint16Array;
  /** The address of the table. */
  readonly table: number;
  /** The state in the middle of a line, with nothing matched so far. */
  readonly middle = 0;
  /** The state at the beginning of a text or line. */
  readonly start: number;

  readonly #words: Int32Array;
  readonly #nfa: Nfa;
  /** The binary logarithm of the row size in bytes. */
  readonly #shift: number;
  /** The classes that each position accepts, that are skipped, and that reset. */
  readonly #members: readonly Uint8Array[];
  readonly #skips: Uint8Array;
  readonly #breaks: Uint8Array;
  readonly #beginnings = new Map<number, readonly number[]>();
  /** The key of each state, in order of the rows. */
  readonly #states: string[];
  /** Rows by key; built when the first transition is computed. */
  #rows: Map<string, number> | undefined;
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(nfa: Nfa, memory: TableMemory) {
    const { classes, sets, takes, hasLines, warm } = nfa;
    this.#nfa = nfa;
    this.offsets = Uint16Array.from(classes, (byteClass) => byteClass * 4);
    const count = Math.max(...classes) + 1;
    const setOf = (members: readonly number[]) => {
      const set = new Uint8Array(count);
      for (const member of members) set[member] = 1;
      return set;
    };
    const distinct = sets.map(setOf);
    this.#members = takes.map((index) => distinct[index] ?? setOf([]));
    this.#skips = setOf(nfa.skips);
    this.#breaks = setOf(nfa.breaks);
    this.#marks = new Uint32Array(takes.length);
    this.#shift = 2 + 32 - Math.clz32(count - 1);
    this.#words = memory.words;
    this.table = memory.take(MAX_STATES << this.#shift);
    this.start = hasLines ? 1 << this.#shift : this.middle;
    this.#states = [...(warm?.states ?? [])];
    if (warm === undefined)
      for (const state of hasLines ? [NOWHERE, this.#lineStart()] : [NOWHERE]) this.#addState(state);
    else new Uint8Array(this.#words.buffer).set(warm.table, this.table);
  }

  /**
   * Computes a transition.
   *
   * @throws RangeError if there is no room for another state; a hostile text can reach very many
   */
  step(from: number, byte: number): number {
    const state = this.#states[from >> this.#shift];
    if (state === undefined) throw new RangeError('no such state');
    const next = this.#next(state, byte);
    const row = typeof next === 'string' ? this.#addState(next) : next;
    this.#words[(this.table + from + (this.offsets[byte] ?? 0)) >> 2] = row;
    return row;
  }

  /** Evicts all states but the first two if there are many. Call this only between texts. */
  evict(): void {
    if (this.#states.length < MAX_STATES / 2) return;
    const kept = this.#states.slice(0, 2);
    this.#states.length = 0;
    this.#rows = undefined;
    for (const state of kept) this.#addState(state);
  }

  /** Returns all states so far, with every transition between them. */
  exportTable(): WarmTable {
    for (const [index, state] of this.#states.entries())
      for (const [byte, offset] of this.offsets.entries()) {
        const at = (this.table + (index << this.#shift) + offset) >> 2;
        if (this.#words[at] !== UNKNOWN) continue;
        const next = this.#next(state, byte);
        this.#words[at] = typeof next === 'string' ? (this.#rows?.get(next) ?? UNKNOWN) : next;
      }
    const size = this.#states.length << this.#shift;
    return {
      states: this.#states,
      table: new Uint8Array(this.#words.buffer).slice(this.table, this.table + size),
    };
  }

  /** Returns the state at the beginning of a line, after the sign that the line has in a patch. */
  #lineStart(): string {
    const next = this.#take(LINE_START, (this.offsets[PLUS] ?? 0) >> 2);
    if (typeof next === 'number' || next === NOWHERE) throw new TypeError('no line expression');
    return next;
  }

  #next(state: string, byte: number): string | number {
    if (byte === TEXT_END) return this.start;
    const number = (this.offsets[byte] ?? 0) >> 2;
    if (this.#skips[number] === 1) return (this.#breaks[number] === 1 ? BROKEN : NOWHERE) + state.slice(1);
    const next = this.#take(state.startsWith(BROKEN) ? NOWHERE : state, number);
    const isLineEnd = this.#nfa.hasLines && byte === LINE_FEED;
    return isLineEnd && typeof next === 'string' ? this.start : next;
  }

  /** Returns the key of the next state, or a match. */
  #take(state: string, number: number): string | number {
    const { follow } = this.#nfa;
    this.#mark += 1;
    const next: number[] = [];
    let hit = 0;
    const add = (target: number) => {
      if (target < 0) hit = Math.min(hit, target);
      else if (this.#marks[target] !== this.#mark) {
        this.#marks[target] = this.#mark;
        next.push(target);
      }
    };
    for (let at = 1; at < state.length; at += 1) {
      const position = state.charCodeAt(at) - FIRST;
      if (this.#members[position]?.[number] === 1) for (const target of follow[position] ?? []) add(target);
    }
    for (const target of this.#begunBy(number, state.startsWith(LINE_START))) add(target);
    if (hit < 0) return hit;
    return NOWHERE + String.fromCharCode(...next.sort((a, b) => a - b).map((position) => position + FIRST));
  }

  /** Returns the positions and matches after the first byte of expressions. */
  #begunBy(number: number, isLineStart: boolean): readonly number[] {
    const key = 2 * number + Number(isLineStart);
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const { firsts, lineFirsts, follow } = this.#nfa;
    const begun = (isLineStart ? lineFirsts : firsts).filter((first) => this.#members[first]?.[number] === 1);
    const reached = [...new Set(begun.flatMap((first) => follow[first] ?? []))];
    this.#beginnings.set(key, reached);
    return reached;
  }

  #addState(state: string): number {
    const rows = (this.#rows ??= new Map(this.#states.map((key, index) => [key, index << this.#shift])));
    const known = rows.get(state);
    if (known !== undefined) return known;
    if (this.#states.length === MAX_STATES) throw new RangeError('too many states');
    const row = this.#states.length << this.#shift;
    this.#states.push(state);
    rows.set(state, row);
    const at = (this.table + row) >> 2;
    this.#words.fill(UNKNOWN, at, at + (1 << (this.#shift - 2)));
    return row;
  }
}

/**
 * The key of a state: one of these, and a character for each position that waits for a byte, except the first positions of
 * expressions.
 */
const [NOWHERE, BROKEN, LINE_START] = ['.', ';', '^'] as const;

/** The character of the first position. JSON escapes some characters before it. */
const FIRST = 0x30;

/** The sign of an added line. */
const PLUS = 0x2b;

/** The limit for one DFA. Ordinary texts reach some hundreds of states. */
const MAX_STATES = 8192;
