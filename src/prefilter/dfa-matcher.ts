import { WebMemory } from './web-assembly.ts';
import { LazyDfa, UNKNOWN } from './lazy-dfa.ts';
import { type Nfa, MATCH, type WarmTable, LINE_FEED, TEXT_END } from './nfa.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { makeLoop } from './loop.ts';

/**
 * Matches texts with several lazy DFAs at once. It reads two texts at a time, because a processor waits for two table look-ups
 * as long as for one.
 */
export class DfaMatcher {
  readonly #memory = new WebMemory(MEMORY_BYTES);
  readonly #dfas: readonly LazyDfa[];
  readonly #loops: readonly (() => void)[];
  readonly #lanes: readonly Lane[];
  /** The address of the log of hits. */
  readonly #log: number;

  constructor(prefilterNfas: readonly Nfa[]) {
    const memory = this.#memory;
    const control = memory.take(CONTROL_BYTES);
    if (control !== 0) throw new RangeError('the loop reads its variables at address 0');
    const offsets = memory.take(256 * 8);
    this.#dfas = prefilterNfas.map((nfa) => new LazyDfa(nfa, memory));
    const view = new DataView(memory.words.buffer, offsets);
    for (const [index, dfa] of this.#dfas.entries())
      for (const [byte, offset] of dfa.offsets.entries()) view.setUint16(byte * 8 + index * 2, offset, true);
    this.#log = memory.take(LOG_BYTES);
    const layout = {
      dfas: this.#dfas,
      classes: offsets,
      // one byte may add an entry for each DFA and cursor
      logEnd: this.#log + LOG_BYTES - 64,
    };
    this.#loops = [1, 2].map(
      (cursors) => memory.compile<{ walk: () => void }>([makeLoop(cursors, layout)]).walk,
    );
    const starts = this.#dfas.map(({ start }) => start);
    this.#lanes = [1, 2].map(() => new Lane(memory.bytes, memory.take(LANE_BYTES), starts));
  }

  /**
   * Returns the matches in each text. Nearby matches are merged.
   *
   * @param texts bytes; a zero byte ends a text
   * @returns undefined if the texts need more states than there is room for
   */
  match(texts: readonly Buffer[]): Matches[] | undefined {
    for (const dfa of this.#dfas) dfa.evict();
    const shares = splitInHalves(texts);
    for (const [index, lane] of this.#lanes.entries()) lane.begin(shares[index] ?? []);
    try {
      this.#run();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
    const results = texts.map(() => ({ hits: [] as ByteRange[], needsWholeFile: false }));
    for (const { text, hits, needsWholeFile } of shares.flat()) {
      const result = results[text];
      if (result === undefined) continue;
      result.hits.push(...hits);
      result.needsWholeFile ||= needsWholeFile;
    }
    // both parts of a text that was split may have the same hit
    for (const { hits } of results) hits.sort((a, b) => a.start - b.start);
    return results;
  }

  /** Returns the states of each DFA so far, with their transitions. */
  exportTables(): WarmTable[] {
    return this.#dfas.map((dfa) => dfa.exportTable());
  }

  #run(): void {
    const { words } = this.#memory;
    const live = this.#lanes.filter((lane) => lane.load());
    while (live.length > 0) {
      const [first, second] = live as [Lane, Lane | undefined];
      const head = second === undefined ? 3 : 4;
      words[0] = first.at;
      words[1] =
        second === undefined ? first.end : first.at + Math.min(first.end - first.at, second.end - second.at);
      words[2] = this.#log;
      if (second !== undefined) words[3] = second.at - first.at;
      for (const [index, lane] of live.entries()) words.set(lane.states, head + index * lane.states.length);
      this.#loops[live.length - 1]?.();
      this.#readLog(words[2], live);
      const advanced = words[0] - first.at;
      for (const [index, lane] of live.entries()) {
        const from = head + index * lane.states.length;
        lane.states.set(words.subarray(from, from + lane.states.length));
        lane.at += advanced;
        if (lane.at < lane.end) this.#step(lane);
      }
      for (const lane of [...live])
        if (lane.at === lane.end && !lane.load()) live.splice(live.indexOf(lane), 1);
    }
  }

  /** Records the hits in the log up to an address. */
  #readLog(end: number, live: readonly Lane[]): void {
    const { words } = this.#memory;
    for (let at = this.#log >> 2; at < end >> 2; at += 1) {
      const entry = words[at] as number;
      const [first, lane] = [live[0] as Lane, live[entry & 1] as Lane];
      lane.hit(lane.at + (entry >> 1) - first.at, false);
    }
  }

  /** Moves a lane over a byte at which there is a match, or a transition that is not computed yet. */
  #step(lane: Lane): void {
    const byte = this.#memory.bytes[lane.at] as number;
    for (const [index, dfa] of this.#dfas.entries()) {
      const state = lane.states[index] as number;
      const address = dfa.table + state + (dfa.offsets[byte] as number);
      let next = this.#memory.words[address >> 2] as number;
      if (next === UNKNOWN) next = dfa.step(state, byte);
      if (next < 0) {
        lane.hit(lane.at, next < MATCH);
        next = byte === LINE_FEED ? dfa.start : dfa.middle;
      }
      lane.states[index] = next;
    }
    lane.at += 1;
  }
}

/** The matches in a text. */
export interface Matches {
  /** In order. */
  readonly hits: readonly ByteRange[];
  /** True if a match affects more than its neighbourhood. */
  readonly needsWholeFile: boolean;
}

/** A text, or a part of it. */
interface Piece {
  readonly bytes: Buffer;
  /** The index of the text, and the offset of the piece in it. */
  readonly text: number;
  readonly from: number;
  readonly hits: { start: number; end: number }[];
  needsWholeFile: boolean;
}

/** Splits texts into two halves of about the same size. */
function splitInHalves(texts: readonly Buffer[]): [Piece[], Piece[]] {
  const shares: [Piece[], Piece[]] = [[], []];
  const half = texts.reduce((sum, { length }) => sum + length, 0) / 2;
  let before = 0;
  for (const [text, bytes] of texts.entries()) {
    const piece = (part: Buffer, from: number): Piece => ({
      bytes: part,
      text,
      from,
      hits: [],
      needsWholeFile: false,
    });
    const cut = Math.round(half - before);
    const from =
      cut > MIN_SPLIT_BYTES && bytes.length - cut > MIN_SPLIT_BYTES ? lineBefore(bytes, cut) : undefined;
    if (from !== undefined) {
      shares[0].push(piece(bytes.subarray(0, cut), 0));
      shares[1].push(piece(bytes.subarray(from), from));
    } else shares[cut >= bytes.length / 2 ? 0 : 1].push(piece(bytes, 0));
    before += bytes.length;
  }
  return shares;
}

/** A piece in memory. */
interface Loaded {
  readonly address: number;
  readonly piece: Piece;
  /** The offset of the loaded bytes in the piece. */
  readonly offset: number;
}

/** A queue of texts, read by one cursor. */
class Lane {
  /** The address of the cursor, and the end of the loaded bytes. */
  at = 0;
  end = 0;
  readonly states: Int32Array;

  readonly #memory: Uint8Array;
  readonly #address: number;
  readonly #starts: readonly number[];
  #pieces: readonly Piece[] = [];
  /** The next one to be loaded, and how much of it has been. */
  #next = 0;
  #offset = 0;
  #loaded: Loaded[] = [];
  #current = 0;

  constructor(memory: Uint8Array, address: number, starts: readonly number[]) {
    this.#memory = memory;
    this.#address = address;
    this.#starts = starts;
    this.states = new Int32Array(starts.length);
  }

  begin(pieces: readonly Piece[]): void {
    this.#pieces = pieces;
    this.#next = 0;
    this.#offset = 0;
    this.states.set(this.#starts);
  }

  /** Loads as many bytes as fit; returns false if none are left. A text ends like a line. */
  load(): boolean {
    this.#loaded = [];
    this.#current = 0;
    let end = this.#address;
    const limit = this.#address + LANE_BYTES - 2;
    for (;;) {
      const piece = this.#pieces[this.#next];
      if (piece === undefined || end >= limit) break;
      const isWhole = this.#offset === 0 && piece.bytes.length <= limit - end;
      const part = isWhole ? piece.bytes : piece.bytes.subarray(this.#offset, this.#offset + limit - end);
      this.#memory.set(part, end);
      this.#loaded.push({ address: end, piece, offset: this.#offset });
      this.#offset += part.length;
      end += part.length;
      if (this.#offset < piece.bytes.length) break;
      this.#memory[end] = LINE_FEED;
      this.#memory[end + 1] = TEXT_END;
      end += 2;
      this.#next += 1;
      this.#offset = 0;
    }
    this.at = this.#address;
    this.end = end;
    return end > this.#address;
  }

  /** Records a match at an address. */
  hit(at: number, needsWholeFile: boolean): void {
    while ((this.#loaded[this.#current + 1]?.address ?? Infinity) <= at) this.#current += 1;
    const { address, offset, piece } = this.#loaded[this.#current] as Loaded;
    const { hits } = piece;
    const position = piece.from + offset + at - address;
    const last = hits.at(-1);
    if (last !== undefined && position - last.end < HIT_GAP_BYTES) last.end = position;
    else hits.push({ start: position, end: position });
    if (needsWholeFile) piece.needsWholeFile = true;
  }
}

const MEMORY_BYTES = 16 * 1024 * 1024;

const CONTROL_BYTES = 64;

const LOG_BYTES = 64 * 1024;

/** The size of the buffer of a lane. */
const LANE_BYTES = 256 * 1024;

/** Hits less than this many bytes apart are merged. */
const HIT_GAP_BYTES = 1024;

/** A text is split only if both halves are larger than this. */
const MIN_SPLIT_BYTES = 16 * 1024;

/** More letters than any expression takes. */
const MAX_LETTERS = 64;

/** Returns a start of a line so far before a position that no match after it is missed; undefined if that is too far. */
function lineBefore(bytes: Buffer, position: number): number | undefined {
  const start = bytes.lastIndexOf(LINE_FEED, lettersBefore(bytes, position)) + 1;
  return position - start < MIN_SPLIT_BYTES ? start : undefined;
}

/** Returns the offset at which the letters before `from` start that an expression may take. */
export function lettersBefore(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at > 0 && count < MAX_LETTERS; at -= 1)
    count += Number(isLetter(bytes[at - 1] as number));
  return at;
}

/** Returns the offset at which the letters after `from` end that an expression may take. */
export function lettersAfter(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at < bytes.length && count < MAX_LETTERS; at += 1)
    count += Number(isLetter(bytes[at] as number));
  return at;
}

const ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9-]/.test(String.fromCharCode(byte))),
);

/** True for the bytes that expressions over letters take. */
export const isLetter = (byte: number): boolean => ALPHABET[byte] === 1;
