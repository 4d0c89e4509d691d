import type { ByteSet, Expression } from './ere-parser.ts';

/** How a text is read. */
export interface InputMode {
  /** Bytes that are skipped. */
  readonly skips: (byte: number) => boolean;
  /** True if `^`, `$` and line feeds matter. */
  readonly hasLines: boolean;
  /** Bytes that reset the match if the next byte is not skipped. */
  readonly breaks: (byte: number) => boolean;
}

/** The transition that completes an expression of the first list. For the second list it is one less, and so on. */
export const MATCH = -2;

export const LINE_FEED = 10;

/** The key of a DFA state has one character for each position. */
const MAX_POSITION = 0xffff;

/** The bytes that `$` accepts: a line feed. */
const LINE_END: ByteSet = new Uint8Array(256);
LINE_END[LINE_FEED] = 1;

interface Node {
  /** The bytes that a position accepts. */
  readonly members?: ByteSet;
  readonly isLineStart?: true;
  readonly match?: number;
  /** The next nodes, without a byte or after its byte. */
  readonly next: number[];
}

/** An NFA for lists of expressions (Thompson's construction). A position is a node that waits for a byte. */
export class Nfa {
  readonly mode: InputMode;
  /** For each byte, the bytes that no expression distinguishes from it. */
  readonly classes: readonly (readonly number[])[];
  /** The positions at which expressions begin, anywhere and at the beginning of a line. */
  readonly firsts: readonly number[];
  readonly lineFirsts: readonly number[];

  readonly #nodes: Node[] = [];
  readonly #follow: (readonly number[] | undefined)[] = [];

  /** @param lists the index of a list decides which {@link MATCH} its expressions give */
  constructor(lists: readonly (readonly Expression[])[], mode: InputMode) {
    this.mode = mode;
    const entries = lists.flatMap((list, index) =>
      list.map((expression) => this.#add(expression, this.#node({ match: MATCH - index, next: [] }))),
    );
    const entry = this.#join(entries);
    this.firsts = this.#closure([entry], false);
    this.lineFirsts = this.#closure([entry], true);
    this.classes = this.#classify();
  }

  accepts(position: number, byte: number): boolean {
    return this.#nodes[position]?.members?.[byte] === 1;
  }

  /** Returns the transitions of a position: positions, or a {@link MATCH}. */
  follow(position: number): readonly number[] {
    return (this.#follow[position] ??= this.#closure(this.#nodes[position]?.next ?? [], false));
  }

  #classify(): (readonly number[])[] {
    const { skips, breaks } = this.mode;
    // the number of a class: first whether its bytes are a line feed, skipped or a break
    const numbers = Array.from({ length: 256 }, (_, byte) =>
      byte === LINE_FEED ? LINE_FEED : Number(skips(byte)) + 2 * Number(breaks(byte)),
    );
    let last = LINE_FEED;
    for (const set of new Set(this.#nodes.flatMap(({ members }) => members ?? []))) {
      // the members of a set leave their classes together
      const moved = new Map<number, number>();
      for (let byte = set.indexOf(1); byte !== -1; byte = set.indexOf(1, byte + 1)) {
        const number = moved.get(numbers[byte] ?? 0) ?? ++last;
        moved.set(numbers[byte] ?? 0, number);
        numbers[byte] = number;
      }
    }
    const classes = new Map<number, number[]>();
    return numbers.map((number, byte) => {
      const bytes = classes.get(number) ?? [];
      classes.set(number, bytes);
      bytes.push(byte);
      return bytes;
    });
  }

  #join(entries: readonly number[]): number {
    return this.#node({ next: [...entries] });
  }

  /** Adds an expression that continues at `next`; returns its first node. */
  #add(expression: Expression, next: number): number {
    switch (expression.kind) {
      case 'byte':
        return this.#node({ members: expression.members, next: [next] });
      case 'line-end':
        return this.#node({ members: LINE_END, next: [next] });
      case 'line-start':
        return this.#node({ isLineStart: true, next: [next] });
      case 'choice':
        return this.#join(expression.parts.map((part) => this.#add(part, next)));
      case 'sequence':
        return expression.parts.reduceRight((after, part) => this.#add(part, after), next);
      default:
        return this.#addRepeated(expression, next);
    }
  }

  #addRepeated({ part, least, most }: Extract<Expression, { kind: 'times' }>, next: number): number {
    let entry = next;
    if (most === Infinity) {
      const loop: Node = { next: [next] };
      entry = this.#node(loop);
      loop.next.push(this.#add(part, entry));
    } else for (let more = least; more < most; more += 1) entry = this.#join([this.#add(part, entry), next]);
    for (let count = 0; count < least; count += 1) entry = this.#add(part, entry);
    return entry;
  }

  /** Returns the positions, and matches, that are reached without a byte. */
  #closure(from: readonly number[], isLineStart: boolean): readonly number[] {
    const seen = new Set<number>();
    const waiting = [...from];
    const found: number[] = [];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = this.#nodes[id];
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      if (node.match !== undefined) found.push(node.match);
      else if (node.members !== undefined) found.push(id);
      else if (node.isLineStart !== true || isLineStart) waiting.push(...node.next);
    }
    return found;
  }

  #node(node: Node): number {
    if (this.#nodes.length > MAX_POSITION) throw new RangeError('too many positions');
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }
}
