import { type Expression, type Members, parseExpression } from './expression.ts';

/** What is read by an automaton. */
export interface Reading {
  /** Bytes that are passed over. */
  readonly skips: (byte: number) => boolean;
  /** What stands before each line, or that it is written there; nothing where lines mean nothing. */
  readonly sign?: number | 'written';
  /** Bytes behind which, where one that is not passed over follows directly, everything begins anew. */
  readonly breaks: (byte: number) => boolean;
}

/** The memory in which an automaton keeps its table. */
export interface TableMemory {
  readonly words: Int32Array;
  /** Sets some of it apart; returns the address, in bytes. */
  take(size: number): number;
}

/** A transition that has not been worked out yet. */
export const UNKNOWN = -1;

/** A transition that completes an expression of the first list; of the second, one less; and so on. */
export const HIT = -2;

/** Between two texts stands this byte, which is in none: everything begins anew. */
export const TEXT_END = 0;

/**
 * Looks for many regular expressions at once, byte by byte, in a time that does not depend on how many there are: a
 * deterministic automaton, of which only those states are worked out that a text leads to
 * (https://swtch.com/~rsc/regexp/regexp1.html). Its user walks through the table himself, because nothing else is as fast:
 * a state is the address of its row, and the word that stands `offsets[byte]` bytes behind it is the next state,
 * {@link UNKNOWN} or {@link HIT}.
 */
export class Automaton {
  /** Bytes that no expression tells apart have one offset, in bytes. */
  readonly offsets: Uint16Array = new Uint16Array(256);
  /** Where a text begins. */
  readonly start: number;
  /** Where nothing has been matched so far, but no line begins. */
  readonly middle: number;

  readonly #words: Int32Array;
  readonly #address: number;
  readonly #reading: Reading;
  /** How many bits of an address are within a row. */
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
  constructor(lists: readonly (readonly string[])[], reading: Reading, memory: TableMemory) {
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
    this.#shift = 2 + 32 - Math.clz32(this.#classify() - 1);
    this.#words = memory.words;
    this.#address = memory.take(MOST_STATES << this.#shift);
    this.middle = this.#intern({ positions: [], isLineStart: false, isBroken: false });
    this.start = reading.sign === undefined ? this.middle : this.#lineStart(reading.sign);
  }

  /**
   * Works out a transition.
   *
   * @throws RangeError where there is no more room for states, of which a text can lead to very many
   */
  step(from: number, byte: number): number {
    const state = this.#states[(from - this.#address) >> this.#shift];
    if (state === undefined) throw new RangeError('no such state');
    const next = byte === TEXT_END ? this.start : this.#next(state, byte);
    this.#words[(from + (this.offsets[byte] ?? 0)) >> 2] = next;
    return next;
  }

  /** Forgets most states where they are many. To be called while no text is walked through. */
  tidy(): void {
    if (this.#states.length < MOST_STATES / 2) return;
    const kept = this.#states.slice(0, 2);
    this.#states.length = 0;
    this.#ids.clear();
    for (const state of kept) this.#intern(state);
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
    const key = (this.offsets[byte] ?? 0) + Number(isLineStart);
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

  #lineStart(sign: number | 'written'): number {
    const before = { positions: [], isLineStart: true, isBroken: false };
    if (sign === 'written') return this.#intern(before);
    const state = this.#take(before, sign);
    if (typeof state === 'number') throw new TypeError('an expression is nothing but a sign');
    return this.#intern(state);
  }

  #intern(state: State): number {
    const { positions, isLineStart, isBroken } = state;
    const key = String.fromCharCode(2 * Number(isLineStart) + Number(isBroken), ...positions);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#states.length === MOST_STATES) throw new RangeError('too many states');
    const row = this.#address + (this.#states.length << this.#shift);
    this.#states.push(state);
    this.#ids.set(key, row);
    this.#words.fill(UNKNOWN, row >> 2, (row >> 2) + (1 << (this.#shift - 2)));
    return row;
  }

  /** @returns how many classes of bytes there are */
  #classify(): number {
    const sets = new Set<Members | ((byte: number) => boolean)>(this.#members);
    for (const each of [this.#reading.skips, this.#reading.breaks]) sets.add(each);
    const groups = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const key = [...sets].map((set) => Number(typeof set === 'function' ? set(byte) : set[byte])).join('');
      const group = `${key}${byte === LINE_FEED || byte === TEXT_END ? byte : ''}`;
      const known = groups.get(group) ?? groups.size;
      groups.set(group, known);
      this.offsets[byte] = known * 4;
    }
    return groups.size;
  }
}

/** Positions that wait for a byte, beside those at which every expression begins. */
interface State {
  readonly positions: readonly number[];
  readonly isLineStart: boolean;
  /** Behind a byte that breaks. */
  readonly isBroken: boolean;
}

/** Of one automaton. Ordinary texts lead to some thousands. */
const MOST_STATES = 8192;

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
