import { WebMemory } from './web-assembly.ts';
import { LazyDfa, UNKNOWN } from './lazy-dfa.ts';
import { type Nfa, MATCH, type Learned, LINE_FEED, TEXT_END } from './nfa.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { makeLoop } from './loop.ts';

/**
 * Leads automatons through texts, two at a time, because a processor waits for one table as long as for two.
 */
export class DfaMatcher {
  readonly #memory = new WebMemory(MEMORY_BYTES);
  readonly #automatons: readonly LazyDfa[];
  readonly #loops: readonly (() => void)[];
  readonly #lanes: readonly Lane[];
  /** The address of the log of hits. */
  readonly #log: number;

  /** @param blueprints of as many automatons */
  constructor(prefilterNfas: readonly Nfa[]) {
    const memory = this.#memory;
    const control = memory.take(CONTROL_BYTES);
    if (control !== 0) throw new RangeError('the loop looks for its words at the beginning');
    const offsets = memory.take(256 * 8);
    this.#automatons = prefilterNfas.map((each) => new LazyDfa(each, memory));
    const view = new DataView(memory.words.buffer, offsets);
    for (const [nth, automaton] of this.#automatons.entries())
      for (const [byte, offset] of automaton.offsets.entries())
        view.setUint16(byte * 8 + nth * 2, offset, true);
    this.#log = memory.take(LOG_BYTES);
    const layout = {
      automatons: this.#automatons,
      classes: offsets,
      // there may be one for each automaton and cursor at a time
      logEnd: this.#log + LOG_BYTES - 64,
    };
    this.#loops = [1, 2].map(
      (cursors) => memory.compile<{ walk: () => void }>([makeLoop(cursors, layout)]).walk,
    );
    const starts = this.#automatons.map(({ start }) => start);
    this.#lanes = [1, 2].map(() => new Lane(memory.bytes, memory.take(LANE_BYTES), starts));
  }

  /**
   * The places at which expressions are complete, those near one another as one.
   *
   * @param texts bytes; a zero byte ends a text
   * @returns nothing where there is no room for what texts lead to
   */
  walk(texts: readonly Buffer[]): Matches[] | undefined {
    for (const automaton of this.#automatons) automaton.tidy();
    const shares = shared(texts);
    for (const [nth, lane] of this.#lanes.entries()) lane.begin(shares[nth] ?? []);
    try {
      this.#run();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
    const walked = texts.map(() => ({ hits: [] as ByteRange[], isFar: false }));
    for (const { text, hits, isFar } of shares.flat()) {
      const each = walked[text];
      if (each === undefined) continue;
      each.hits.push(...hits);
      each.isFar ||= isFar;
    }
    // where a text was cut, both parts of it may have had the same
    for (const { hits } of walked) hits.sort((a, b) => a.start - b.start);
    return walked;
  }

  /** What texts have led each automaton to so far. */
  learned(): Learned[] {
    return this.#automatons.map((automaton) => automaton.learned());
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
      for (const [nth, lane] of live.entries()) words.set(lane.states, head + nth * lane.states.length);
      this.#loops[live.length - 1]?.();
      this.#readLog(words[2], live);
      const walked = words[0] - first.at;
      for (const [nth, lane] of live.entries()) {
        const from = head + nth * lane.states.length;
        lane.states.set(words.subarray(from, from + lane.states.length));
        lane.at += walked;
        if (lane.at < lane.end) this.#step(lane);
      }
      for (const lane of [...live])
        if (lane.at === lane.end && !lane.load()) live.splice(live.indexOf(lane), 1);
    }
  }

  /** Notes the hits that stand in the log up to some address. */
  #readLog(end: number, live: readonly Lane[]): void {
    const { words } = this.#memory;
    for (let at = this.#log >> 2; at < end >> 2; at += 1) {
      const entry = words[at] as number;
      const [first, lane] = [live[0] as Lane, live[entry & 1] as Lane];
      lane.hit(lane.at + (entry >> 1) - first.at, false);
    }
  }

  /** Takes a lane over a byte at which something may be complete, or not worked out yet. */
  #step(lane: Lane): void {
    const byte = this.#memory.bytes[lane.at] as number;
    for (const [nth, automaton] of this.#automatons.entries()) {
      const state = lane.states[nth] as number;
      const place = automaton.table + state + (automaton.offsets[byte] as number);
      let next = this.#memory.words[place >> 2] as number;
      if (next === UNKNOWN) next = automaton.step(state, byte);
      if (next < 0) {
        lane.hit(lane.at, next < MATCH);
        next = byte === LINE_FEED ? automaton.start : automaton.middle;
      }
      lane.states[nth] = next;
    }
    lane.at += 1;
  }
}

/** What there is in a text. */
export interface Matches {
  /** In order. */
  readonly hits: readonly ByteRange[];
  /** Whether an expression means more than its place. */
  readonly isFar: boolean;
}

/** A text, or a part of it. */
interface Piece {
  readonly bytes: Buffer;
  /** Which text it is of, and how far into that it begins. */
  readonly text: number;
  readonly from: number;
  readonly hits: { start: number; end: number }[];
  isFar: boolean;
}

/** Halves of what there is. */
function shared(texts: readonly Buffer[]): [Piece[], Piece[]] {
  const shares: [Piece[], Piece[]] = [[], []];
  const half = texts.reduce((sum, { length }) => sum + length, 0) / 2;
  let before = 0;
  for (const [text, bytes] of texts.entries()) {
    const piece = (part: Buffer, from: number): Piece => ({
      bytes: part,
      text,
      from,
      hits: [],
      isFar: false,
    });
    const cut = Math.round(half - before);
    const from = cut > WORTH && bytes.length - cut > WORTH ? lineBefore(bytes, cut) : undefined;
    if (from !== undefined) {
      shares[0].push(piece(bytes.subarray(0, cut), 0));
      shares[1].push(piece(bytes.subarray(from), from));
    } else shares[cut >= bytes.length / 2 ? 0 : 1].push(piece(bytes, 0));
    before += bytes.length;
  }
  return shares;
}

/** Where bytes lie in the memory while they are walked through. */
interface Loaded {
  readonly address: number;
  readonly piece: Piece;
  /** Which byte of the piece is the first of them. */
  readonly offset: number;
}

/** Texts one behind the other, as a cursor comes to them. */
class Lane {
  /** Where it is, and where what is loaded ends. */
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

  /** Loads as much as there is room for. A text ends as a line does. */
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

  /** Notes that an expression is complete at a place in the memory. */
  hit(at: number, isFar: boolean): void {
    while ((this.#loaded[this.#current + 1]?.address ?? Infinity) <= at) this.#current += 1;
    const { address, offset, piece } = this.#loaded[this.#current] as Loaded;
    const { hits } = piece;
    const place = piece.from + offset + at - address;
    const last = hits.at(-1);
    if (last !== undefined && place - last.end < NEAR) last.end = place;
    else hits.push({ start: place, end: place });
    if (isFar) piece.isFar = true;
  }
}

const MEMORY_BYTES = 16 * 1024 * 1024;

const CONTROL_BYTES = 64;

const LOG_BYTES = 64 * 1024;

/** As much as is walked through at a time. */
const LANE_BYTES = 256 * 1024;

/** Hits that are no further from one another share a stretch, in bytes. */
const NEAR = 1024;

/** From so many bytes on a text is worth being cut in two. */
const WORTH = 16 * 1024;

/** More letters than any expression takes. */
const LETTERS = 64;

/** Where a line begins far enough before a place for nothing to be missed behind it; nothing where that is too far. */
function lineBefore(bytes: Buffer, place: number): number | undefined {
  const start = bytes.lastIndexOf(LINE_FEED, lettersBefore(bytes, place)) + 1;
  return place - start < WORTH ? start : undefined;
}

/** A place before which as many letters stand as an expression takes. */
export function lettersBefore(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at > 0 && count < LETTERS; at -= 1) count += Number(isLetter(bytes[at - 1] as number));
  return at;
}

export function lettersBehind(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at < bytes.length && count < LETTERS; at += 1)
    count += Number(isLetter(bytes[at] as number));
  return at;
}

const ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9-]/.test(String.fromCharCode(byte))),
);

/** Whether a byte is one of those that expressions over letters take. */
export const isLetter = (byte: number): boolean => ALPHABET[byte] === 1;
