import { type Nfa, LINE_FEED } from './nfa.ts';

/** A transition that is not computed yet. */
export const UNKNOWN = -1;

/**
 * A lazy DFA: it matches many regular expressions at once, in a time per byte that does not depend on their number, and computes
 * only the states that texts reach (https://swtch.com/~rsc/regexp/regexp1.html). For speed, the caller reads the table itself:
 * a state is the offset of its row, and `table[state + byte]` is the next state, {@link UNKNOWN} or a match.
 */
export class LazyDfa {
  readonly table: Int32Array = new Int32Array(MAX_STATES * ROW);
  /** The state in the middle of a line, with nothing matched so far. */
  readonly middle = 0;
  /** The state at the beginning of a text or line. */
  readonly start: number;

  readonly #nfa: Nfa;
  /** The key of each state, in order of the rows. */
  readonly #states: string[] = [];
  readonly #rows = new Map<string, number>();
  readonly #begun: (Begun | undefined)[] = [];
  readonly #targets = new Set<number>();

  constructor(nfa: Nfa) {
    this.#nfa = nfa;
    this.#addState(NOWHERE);
    this.start = nfa.mode.hasLines ? this.#addState(this.#lineStart()) : this.middle;
  }

  /**
   * Computes a transition.
   *
   * @throws RangeError if there is no room for another state; a hostile text can reach very many
   */
  step(from: number, byte: number): number {
    const state = this.#states[from / ROW];
    if (state === undefined) throw new RangeError('no such state');
    const next = this.#next(state, byte);
    const row = typeof next === 'string' ? this.#addState(next) : next;
    for (const same of this.#nfa.classes[byte] ?? []) this.table[from + same] = row;
    return row;
  }

  /** Evicts all states but the first two if there are many. Call this only between texts. */
  evict(): void {
    if (this.#states.length < MAX_STATES / 2) return;
    const kept = this.#states.slice(0, 2);
    this.#states.length = 0;
    this.#rows.clear();
    for (const state of kept) this.#addState(state);
  }

  /** Returns the state at the beginning of a line, after the sign that the line has in a patch. */
  #lineStart(): string {
    const next = this.#take(LINE_START, PLUS);
    if (typeof next === 'number' || next === NOWHERE) throw new TypeError('no line expression');
    return next;
  }

  #next(state: string, byte: number): string | number {
    const { skips, breaks, hasLines } = this.#nfa.mode;
    if (skips(byte)) return (breaks(byte) ? BROKEN : NOWHERE) + state.slice(1);
    const next = this.#take(state.startsWith(BROKEN) ? NOWHERE : state, byte);
    return hasLines && byte === LINE_FEED && typeof next === 'string' ? this.start : next;
  }

  /** Returns the key of the next state, or a match. */
  #take(state: string, byte: number): string | number {
    const begun = this.#begunBy(byte, state.startsWith(LINE_START));
    if (state.length === 1) return begun.match < 0 ? begun.match : begun.key;
    const next = this.#targets;
    next.clear();
    let { match } = begun;
    const add = (target: number) => {
      if (target < 0) match = Math.min(match, target);
      else next.add(target);
    };
    for (let at = 1; at < state.length; at += 1) {
      const position = state.charCodeAt(at);
      if (this.#nfa.accepts(position, byte)) for (const target of this.#nfa.follow(position)) add(target);
    }
    if (match < 0) return match;
    if (next.size === 0) return begun.key;
    for (let at = 1; at < begun.key.length; at += 1) next.add(begun.key.charCodeAt(at));
    return keyOf(next);
  }

  /** Returns the state and the match after the first byte of expressions. */
  #begunBy(byte: number, isLineStart: boolean): Begun {
    // bytes of a class have the same transitions
    const index = 2 * (this.#nfa.classes[byte]?.[0] ?? byte) + Number(isLineStart);
    const known = this.#begun[index];
    if (known !== undefined) return known;
    const { firsts, lineFirsts } = this.#nfa;
    const reached = new Set<number>();
    let match = 0;
    for (const first of isLineStart ? lineFirsts : firsts)
      if (this.#nfa.accepts(first, byte))
        for (const target of this.#nfa.follow(first)) {
          if (target < 0) match = Math.min(match, target);
          else reached.add(target);
        }
    const begun = { key: keyOf(reached), match };
    this.#begun[index] = begun;
    return begun;
  }

  #addState(state: string): number {
    const known = this.#rows.get(state);
    if (known !== undefined) return known;
    if (this.#states.length === MAX_STATES) throw new RangeError('too many states');
    const row = this.#states.length * ROW;
    this.#states.push(state);
    this.#rows.set(state, row);
    this.table.fill(UNKNOWN, row, row + ROW);
    return row;
  }
}

/**
 * The key of a state: one of these, and a character for each position that waits for a byte, except the first positions of
 * expressions.
 */
const [NOWHERE, BROKEN, LINE_START] = ['.', ';', '^'] as const;

function keyOf(positions: ReadonlySet<number>): string {
  return NOWHERE + String.fromCharCode(...Uint16Array.from(positions).sort());
}

/** What the first byte of expressions reaches: a state, and a match or 0. */
interface Begun {
  readonly key: string;
  readonly match: number;
}

/** The sign of an added line. */
const PLUS = 0x2b;

/** The limit for one DFA. Ordinary texts reach some hundreds of states. The system provides only the memory that is used. */
const MAX_STATES = 8192;

/** The number of transitions of a state. */
const ROW = 256;
