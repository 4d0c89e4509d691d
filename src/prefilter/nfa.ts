import { type Expression, type ByteSet, parseExpression } from './ere-parser.ts';

/** How a text is read. */
export interface InputMode {
  /** Bytes that are skipped. */
  readonly skips: (byte: number) => boolean;
  /** True if `^`, `$` and line feeds matter. */
  readonly hasLines: boolean;
  /** Bytes that reset the match if the next byte is not skipped. */
  readonly breaks: (byte: number) => boolean;
}

/**
 * An NFA as plain data. A position is a place in an expression that waits for a byte. Bytes that no expression distinguishes
 * share a class.
 */
export interface Nfa {
  /** The class of each byte. */
  readonly classes: readonly number[];
  /** The distinct sets of classes that positions accept, and for each position the index of its set. */
  readonly sets: readonly (readonly number[])[];
  readonly takes: readonly number[];
  /** The transitions of each position: positions, or a {@link MATCH}. */
  readonly follow: readonly (readonly number[])[];
  /** The positions at which expressions begin, anywhere and at the beginning of a line. */
  readonly firsts: readonly number[];
  readonly lineFirsts: readonly number[];
  /** The classes of the bytes in {@link InputMode}. */
  readonly skips: readonly number[];
  readonly breaks: readonly number[];
  readonly hasLines: boolean;
  /** DFA states that were computed at build time. */
  readonly warm?: WarmTable;
}

/** States of a lazy DFA, and its transition table. */
export interface WarmTable {
  readonly states: readonly string[];
  readonly table: Uint8Array;
}

/** The transition that completes an expression of the first list. For the second list it is one less, and so on. */
export const MATCH = -2;

/** The byte between two texts, which occurs in none. It resets the DFA. */
export const TEXT_END = 0;

export const LINE_FEED = 10;

/**
 * Returns the NFA for lists of expressions.
 *
 * @param lists the index of a list decides which match its expressions give
 */
export function nfaOf(lists: readonly (readonly string[])[], mode: InputMode): Nfa {
  const builder = new NfaBuilder();
  const entries = lists.flatMap((list, index) =>
    list.map((source) => builder.add(parseExpression(source), builder.hit(MATCH - index))),
  );
  const entry = builder.join(entries);
  const places = builder.positions();
  const distinct = [...new Set(places.map(({ members }) => members))];
  const { skips, breaks, hasLines } = mode;
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
    follow: places.map(({ next }) => builder.closure(next, false)),
    firsts: builder.closure(entry, false),
    lineFirsts: builder.closure(entry, true),
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

/** The bytes that `$` accepts: a line feed. */
const LINE_END: ByteSet = new Uint8Array(256);
LINE_END[LINE_FEED] = 1;

interface Node {
  readonly members?: ByteSet;
  readonly isLineStart?: true;
  readonly hit?: number;
  /** The next nodes, without a byte or after its byte. */
  readonly next: number[];
}

/** Builds an NFA from expressions (Thompson's construction). */
class NfaBuilder {
  readonly #nodes: Node[] = [];
  readonly #positions: number[] = [];
  readonly #numbers = new Map<number, number>();

  hit(hit: number): number {
    return this.#node({ hit, next: [] });
  }

  join(entries: readonly number[]): number {
    return this.#node({ next: [...entries] });
  }

  /** Adds an expression that continues at `next`; returns its first node. */
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
        return expression.parts.reduceRight((after, part) => this.add(part, after), next);
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
    for (let count = 0; count < least; count += 1) entry = this.add(part, entry);
    return entry;
  }

  positions(): readonly { members: ByteSet; next: number }[] {
    return this.#positions.map((id) => {
      const { members = LINE_END, next } = this.#nodes[id] ?? { next: [] };
      return { members, next: next[0] ?? 0 };
    });
  }

  /** Returns the positions, and matches, that are reached without a byte. */
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
