import { type Expression, type Members, parseExpression } from './expression.ts';

/** What is read by an automaton. */
export interface Reading {
  /** Bytes that are passed over. */
  readonly skips: (byte: number) => boolean;
  /** What stands before each line; nothing where lines mean nothing. */
  readonly sign?: number;
  /** Bytes behind which, where one that is not passed over follows directly, everything begins anew. */
  readonly breaks: (byte: number) => boolean;
}

/** A transition that has not been worked out yet. */
export const UNKNOWN = -1;

/** A transition that completes an expression of the first list; of the second, one less; and so on. */
export const HIT = -2;

/**
 * Looks for many regular expressions at once, byte by byte, in a time that does not depend on how many there are: a
 * deterministic automaton, of which only those states are worked out that a text leads to
 * (https://swtch.com/~rsc/regexp/regexp1.html). Its user walks through the table himself, because nothing else is as fast:
 * `table[state + classes[byte]]` is the next state, {@link UNKNOWN} or {@link HIT}.
 */
export class Automaton {
  /** Bytes that no expression tells apart have one class. */
  readonly classes: Uint8Array = new Uint8Array(256);
  /** Where a text begins. */
  readonly start: number;
  /** Where nothing has been matched so far, but no line begins. */
  readonly middle: number;
  table: Int32Array = new Int32Array(0);

  readonly #reading: Reading;
  readonly #samples: number[] = [];
  readonly #shift: number;
  /** Of each position the bytes that it takes, and where these lead: positions, or {@link HIT}s. */
  readonly #members: Members[] = [];
  readonly #follow: (readonly number[])[] = [];
  readonly #firsts: readonly number[];
  readonly #lineFirsts: readonly number[];
  readonly #beginnings = new Map<number, readonly number[]>();
  readonly #states: State[] = [];
  readonly #ids = new Map<string, number>();
  readonly #marks: Uint32Array;
  #mark = 0;

  /** @param lists expressions, by what they tell */
  constructor(lists: readonly (readonly string[])[], reading: Reading) {
    this.#reading = reading;
    const graph = new Graph();
    const entries = lists.flatMap((list, nth) =>
      list.map((source) => graph.add(parseExpression(source), graph.hit(HIT - nth))),
    );
    const entry = graph.join(entries);
    const places = graph.positions();
    for (const { members, next } of places) {
      this.#members.push(members);
      this.#follow.push(graph.closure(next, false));
    }
    this.#firsts = graph.closure(entry, false);
    this.#lineFirsts = graph.closure(entry, true);
    this.#marks = new Uint32Array(places.length);
    this.#classify();
    this.#shift = 32 - Math.clz32(this.#samples.length - 1);
    this.middle = this.#intern({ positions: [], isLineStart: false, isBroken: false });
    this.start = reading.sign === undefined ? this.middle : this.#lineStart(reading.sign);
  }

  /** Works out a transition. The table may be another one afterwards. */
  step(from: number, byte: number): number {
    const at = from + (this.classes[byte] ?? 0);
    const state = this.#states[from >> this.#shift];
    if (state === undefined) throw new RangeError('no such state');
    const next = this.#next(state, byte);
    // where there were too many states, `from` is none any more
    if (this.#states[from >> this.#shift] === state) this.table[at] = next;
    return next;
  }

  #next(state: State, byte: number): number {
    const { skips, breaks, sign } = this.#reading;
    if (skips(byte)) return this.#intern({ ...state, isBroken: breaks(byte) });
    const next = this.#take(state.isBroken ? this.#state([]) : state, byte);
    if (typeof next === 'number') return next;
    return sign !== undefined && byte === LINE_FEED ? this.start : this.#intern(next);
  }

  /** What is waited for behind a byte. */
  #take({ positions, isLineStart }: State, byte: number): State | number {
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
    for (const position of positions)
      if (this.#members[position]?.[byte] === 1) for (const each of this.#follow[position] ?? []) add(each);
    for (const each of this.#begunBy(byte, isLineStart)) add(each);
    return hit < 0 ? hit : this.#state(next.sort((a, b) => a - b));
  }

  /** Where expressions lead that begin with a byte. */
  #begunBy(byte: number, isLineStart: boolean): readonly number[] {
    const key = (this.classes[byte] ?? 0) * 2 + Number(isLineStart);
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const firsts = isLineStart ? this.#lineFirsts : this.#firsts;
    const begun = firsts.filter((first) => this.#members[first]?.[byte] === 1);
    const led = [...new Set(begun.flatMap((first) => this.#follow[first] ?? []))];
    this.#beginnings.set(key, led);
    return led;
  }

  #state(positions: readonly number[]): State {
    return { positions, isLineStart: false, isBroken: false };
  }

  #lineStart(sign: number): number {
    const state = this.#take({ positions: [], isLineStart: true, isBroken: false }, sign);
    if (typeof state === 'number') throw new TypeError('an expression is nothing but a sign');
    return this.#intern(state);
  }

  #intern(state: State): number {
    const key = String.fromCharCode(Number(state.isBroken), ...state.positions);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#states.length === MOST_STATES) this.#forget();
    const id = this.#states.length << this.#shift;
    this.#states.push(state);
    this.#ids.set(key, id);
    const size = this.#states.length << this.#shift;
    if (size > this.table.length) {
      const table = new Int32Array(Math.max(size, this.table.length * 2)).fill(UNKNOWN);
      table.set(this.table);
      this.table = table;
    }
    return id;
  }

  /** Begins anew with the first states, so that no text can take all memory. */
  #forget(): void {
    const kept = this.#states.slice(0, 2);
    this.#states.length = 0;
    this.#ids.clear();
    this.table.fill(UNKNOWN);
    for (const state of kept) this.#intern(state);
  }

  #classify(): void {
    const sets = new Set<Members | ((byte: number) => boolean)>(this.#members);
    for (const each of [this.#reading.skips, this.#reading.breaks]) sets.add(each);
    const groups = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const key = [...sets].map((set) => Number(typeof set === 'function' ? set(byte) : set[byte])).join('');
      const group = `${key}${byte === LINE_FEED ? 'n' : ''}`;
      const known = groups.get(group);
      if (known === undefined) this.#samples.push(byte);
      this.classes[byte] = known ?? groups.size;
      groups.set(group, this.classes[byte] ?? 0);
    }
  }
}

/** Positions that wait for a byte, beside those at which every expression begins. */
interface State {
  readonly positions: readonly number[];
  readonly isLineStart: boolean;
  /** Behind a byte that breaks. */
  readonly isBroken: boolean;
}

const MOST_STATES = 32_768;

const LINE_FEED = 10;

/** At the end of a line: its line feed. */
const LINE_END: Members = new Uint8Array(256);
LINE_END[LINE_FEED] = 1;

interface Node {
  readonly members?: Members;
  readonly isLineStart?: true;
  readonly hit?: number;
  /** Where it leads, by itself or with its byte. */
  readonly next: number[];
}

/** Expressions as a graph, from which positions are made (Thompson's construction). */
class Graph {
  readonly #nodes: Node[] = [];
  readonly #positions: number[] = [];
  readonly #numbers = new Map<number, number>();

  hit(hit: number): number {
    return this.#node({ hit, next: [] });
  }

  join(entries: readonly number[]): number {
    return this.#node({ next: [...entries] });
  }

  /** @returns where an expression begins that leads to `next` */
  add(expression: Expression, next: number): number {
    switch (expression.kind) {
      case 'byte':
        return this.#position({ members: expression.members, next: [next] });
      case 'line-end':
        return this.#position({ members: LINE_END, next: [next] });
      case 'line-start':
        return this.#node({ isLineStart: true, next: [next] });
      case 'choice':
        return this.join(expression.parts.map((part) => this.add(part, next)));
      case 'sequence':
        return expression.parts.reduceRight((behind, part) => this.add(part, behind), next);
      default:
        return this.#times(expression, next);
    }
  }

  #times({ part, least, most }: Extract<Expression, { kind: 'times' }>, next: number): number {
    let entry = next;
    if (most === Infinity) {
      const loop: Node = { next: [next] };
      entry = this.#node(loop);
      loop.next.push(this.add(part, entry));
    } else for (let more = least; more < most; more += 1) entry = this.join([this.add(part, entry), next]);
    for (let nth = 0; nth < least; nth += 1) entry = this.add(part, entry);
    return entry;
  }

  positions(): readonly { members: Members; next: number }[] {
    return this.#positions.map((id) => {
      const { members = LINE_END, next } = this.#nodes[id] ?? { next: [] };
      return { members, next: next[0] ?? 0 };
    });
  }

  /** The positions, and hits, that are reached without a byte. */
  closure(from: number, isLineStart: boolean): readonly number[] {
    const seen = new Set<number>();
    const waiting = [from];
    const found: number[] = [];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = this.#nodes[id];
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      if (node.hit !== undefined) found.push(node.hit);
      else if (node.members !== undefined) found.push(this.#numbers.get(id) ?? 0);
      else if (node.isLineStart !== true || isLineStart) waiting.push(...node.next);
    }
    return found;
  }

  #position(node: Node): number {
    const id = this.#node(node);
    this.#numbers.set(id, this.#positions.length);
    this.#positions.push(id);
    return id;
  }

  #node(node: Node): number {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }
}
