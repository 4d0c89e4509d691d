import { type Expression, type Members, parseExpression } from './ere-parser.ts';

/** How a text is read. */
export interface Reading {
  /** Bytes that are passed over. */
  readonly skips: (byte: number) => boolean;
  /** Whether lines mean something. */
  readonly hasLines: boolean;
  /** Bytes behind which, where one that is not passed over follows directly, everything begins anew. */
  readonly breaks: (byte: number) => boolean;
}

/**
 * What an automaton is made from, as plain data: a position is a place in an expression that waits for a byte, and bytes
 * that no expression tells apart are of one class.
 */
export interface Nfa {
  /** The class of each byte. */
  readonly classes: readonly number[];
  /** The different sets of classes that positions take, and of each position the number of its set. */
  readonly sets: readonly (readonly number[])[];
  readonly takes: readonly number[];
  /** Where each position leads: positions, or a {@link MATCH}. */
  readonly follow: readonly (readonly number[])[];
  /** The positions at which expressions begin, anywhere and at the beginning of a line. */
  readonly firsts: readonly number[];
  readonly lineFirsts: readonly number[];
  /** The classes of {@link Reading}. */
  readonly skips: readonly number[];
  readonly breaks: readonly number[];
  readonly hasLines: boolean;
  /** What has been worked out before, if anything. */
  readonly learned?: Learned;
}

/** States that texts have led to, as an automaton keeps them, and its table. */
export interface Learned {
  readonly states: readonly string[];
  readonly table: Uint8Array;
}

/** A transition that completes an expression of the first list; of the second, one less; and so on. */
export const MATCH = -2;

/** Between two texts stands this byte, which is in none: everything begins anew. */
export const TEXT_END = 0;

export const LINE_FEED = 10;

/** @param lists expressions, by what they tell */
export function nfaOf(lists: readonly (readonly string[])[], reading: Reading): Nfa {
  const graph = new Graph();
  const entries = lists.flatMap((list, nth) =>
    list.map((source) => graph.add(parseExpression(source), graph.hit(MATCH - nth))),
  );
  const entry = graph.join(entries);
  const places = graph.positions();
  const distinct = [...new Set(places.map(({ members }) => members))];
  const { skips, breaks, hasLines } = reading;
  const classes = classify([
    ...distinct.map((members) => (byte: number) => members[byte] === 1),
    skips,
    breaks,
  ]);
  const classesOf = (isMember: (byte: number) => boolean) => [
    ...new Set(classes.filter((_, byte) => isMember(byte))),
  ];
  return {
    classes,
    sets: distinct.map((members) => classesOf((byte) => members[byte] === 1)),
    takes: places.map(({ members }) => distinct.indexOf(members)),
    follow: places.map(({ next }) => graph.closure(next, false)),
    firsts: graph.closure(entry, false),
    lineFirsts: graph.closure(entry, true),
    skips: classesOf(skips),
    breaks: classesOf(breaks),
    hasLines,
  };
}

function classify(sets: readonly ((byte: number) => boolean)[]): number[] {
  const groups = new Map<string, number>();
  return Array.from({ length: 256 }, (_, byte) => {
    const key = sets.map((isMember) => Number(isMember(byte))).join('');
    const group = `${key}${byte === LINE_FEED || byte === TEXT_END ? byte : ''}`;
    const known = groups.get(group) ?? groups.size;
    groups.set(group, known);
    return known;
  });
}

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
