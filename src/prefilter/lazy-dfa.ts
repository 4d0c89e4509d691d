import { type Nfa, type Learned, LINE_FEED, TEXT_END } from './nfa.ts';

/** The memory in which an automaton keeps its table. */
export interface TableMemory {
  readonly words: Int32Array;
  /** Sets some of it apart; returns the address, in bytes. */
  take(size: number): number;
}

/** A transition that has not been worked out yet. */
export const UNKNOWN = -1;

/**
 * Looks for many regular expressions at once, byte by byte, in a time that does not depend on how many there are: a
 * deterministic automaton, of which only those states are worked out that a text leads to
 * (https://swtch.com/~rsc/regexp/regexp1.html). Its user walks through the table himself, because nothing else is as fast:
 * a state is where its row begins, in bytes from the beginning of the table, and the word that stands `offsets[byte]` bytes
 * behind that is the next state, {@link UNKNOWN} or {@link MATCH}.
 */
export class LazyDfa {
  /** Of the class of each byte, in bytes. */
  readonly offsets: Uint16Array;
  /** The address of the table. */
  readonly table: number;
  /** Where nothing has been matched so far, but no line begins. */
  readonly middle = 0;
  /** Where a text begins. */
  readonly start: number;

  readonly #words: Int32Array;
  readonly #blueprint: Nfa;
  /** How many bits of a state are within a row. */
  readonly #shift: number;
  /** Of each position, and of what is passed over and what breaks, the classes. */
  readonly #members: readonly Uint8Array[];
  readonly #skips: Uint8Array;
  readonly #breaks: Uint8Array;
  readonly #beginnings = new Map<number, readonly number[]>();
  /** Each as its key, in order of the rows. */
  readonly #states: string[];
  /** Rows by keys; made when the first transition is worked out. */
  #rows: Map<string, number> | undefined;
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(blueprint: Nfa, memory: TableMemory) {
    const { classes, sets, takes, hasLines, learned } = blueprint;
    this.#blueprint = blueprint;
    this.offsets = Uint16Array.from(classes, (each) => each * 4);
    const count = Math.max(...classes) + 1;
    const setOf = (members: readonly number[]) => {
      const set = new Uint8Array(count);
      for (const each of members) set[each] = 1;
      return set;
    };
    const distinct = sets.map(setOf);
    this.#members = takes.map((each) => distinct[each] ?? setOf([]));
    this.#skips = setOf(blueprint.skips);
    this.#breaks = setOf(blueprint.breaks);
    this.#marks = new Uint32Array(takes.length);
    this.#shift = 2 + 32 - Math.clz32(count - 1);
    this.#words = memory.words;
    this.table = memory.take(MOST_STATES << this.#shift);
    this.start = hasLines ? 1 << this.#shift : this.middle;
    this.#states = [...(learned?.states ?? [])];
    if (learned === undefined)
      for (const where of hasLines ? [NOWHERE, this.#lineStart()] : [NOWHERE]) this.#intern(where);
    else new Uint8Array(this.#words.buffer).set(learned.table, this.table);
  }

  /**
   * Works out a transition.
   *
   * @throws RangeError where there is no more room for states, of which a text can lead to very many
   */
  step(from: number, byte: number): number {
    const state = this.#states[from >> this.#shift];
    if (state === undefined) throw new RangeError('no such state');
    const next = this.#next(state, byte);
    const row = typeof next === 'string' ? this.#intern(next) : next;
    this.#words[(this.table + from + (this.offsets[byte] ?? 0)) >> 2] = row;
    return row;
  }

  /** Forgets most states where they are many. To be called while no text is walked through. */
  tidy(): void {
    if (this.#states.length < MOST_STATES / 2) return;
    const kept = this.#states.slice(0, 2);
    this.#states.length = 0;
    this.#rows = undefined;
    for (const state of kept) this.#intern(state);
  }

  /** What texts have led to so far, and whatever else leads from there to there. */
  learned(): Learned {
    for (const [nth, state] of this.#states.entries())
      for (const [byte, offset] of this.offsets.entries()) {
        const at = (this.table + (nth << this.#shift) + offset) >> 2;
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

  /** Where a line begins, that is behind the sign that it would have in a patch. */
  #lineStart(): string {
    const behind = this.#take(LINE_START, (this.offsets[PLUS] ?? 0) >> 2);
    if (typeof behind === 'number' || behind === NOWHERE) throw new TypeError('no expression of a line');
    return behind;
  }

  #next(state: string, byte: number): string | number {
    if (byte === TEXT_END) return this.start;
    const number = (this.offsets[byte] ?? 0) >> 2;
    if (this.#skips[number] === 1) return (this.#breaks[number] === 1 ? BROKEN : NOWHERE) + state.slice(1);
    const next = this.#take(state.startsWith(BROKEN) ? NOWHERE : state, number);
    const isLineEnd = this.#blueprint.hasLines && byte === LINE_FEED;
    return isLineEnd && typeof next === 'string' ? this.start : next;
  }

  /** What is waited for behind a byte. */
  #take(state: string, number: number): string | number {
    const { follow } = this.#blueprint;
    this.#mark += 1;
    const next: number[] = [];
    let hit = 0;
    const add = (each: number) => {
      if (each < 0) hit = Math.min(hit, each);
      else if (this.#marks[each] !== this.#mark) {
        this.#marks[each] = this.#mark;
        next.push(each);
      }
    };
    for (let at = 1; at < state.length; at += 1) {
      const position = state.charCodeAt(at) - FIRST;
      if (this.#members[position]?.[number] === 1) for (const each of follow[position] ?? []) add(each);
    }
    for (const each of this.#begunBy(number, state.startsWith(LINE_START))) add(each);
    if (hit < 0) return hit;
    return NOWHERE + String.fromCharCode(...next.sort((a, b) => a - b).map((position) => position + FIRST));
  }

  /** Where expressions lead that begin with a byte. */
  #begunBy(number: number, isLineStart: boolean): readonly number[] {
    const key = 2 * number + Number(isLineStart);
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const { firsts, lineFirsts, follow } = this.#blueprint;
    const begun = (isLineStart ? lineFirsts : firsts).filter((first) => this.#members[first]?.[number] === 1);
    const led = [...new Set(begun.flatMap((first) => follow[first] ?? []))];
    this.#beginnings.set(key, led);
    return led;
  }

  #intern(state: string): number {
    const rows = (this.#rows ??= new Map(this.#states.map((each, nth) => [each, nth << this.#shift])));
    const known = rows.get(state);
    if (known !== undefined) return known;
    if (this.#states.length === MOST_STATES) throw new RangeError('too many states');
    const row = this.#states.length << this.#shift;
    this.#states.push(state);
    rows.set(state, row);
    const at = (this.table + row) >> 2;
    this.#words.fill(UNKNOWN, at, at + (1 << (this.#shift - 2)));
    return row;
  }
}

/**
 * What tells a state: one of these, and a character for each position that waits for a byte, beside those at which every
 * expression begins.
 */
const [NOWHERE, BROKEN, LINE_START] = ['.', ';', '^'] as const;

/** The character of the first position. Those before it JSON would have to escape. */
const FIRST = 0x30;

/** What stands before a line that is new. */
const PLUS = 0x2b;

/** Of one automaton. Ordinary texts lead to some hundreds. */
const MOST_STATES = 8192;
