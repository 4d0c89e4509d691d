import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { bisect } from '../core/bisect.ts';
import { LARGE, type Stored, type Version } from '../core/source.ts';
import { Delta } from './delta.ts';
import { PackIndex } from './pack-index.ts';

/**
 * Texts that git has packed, read without git: it puts each together that is stored as a change of another one, and copies it
 * twice more until it is here. What cannot be read is passed over: git says what is wrong with it.
 */
export class Packs<T extends Stored> {
  readonly #packs: readonly Pack<T>[];
  readonly #id: Buffer;

  /**
   * @param folder in which a repository has its objects
   * @param idLength of an object, in bytes
   */
  constructor(folder: string, idLength: number) {
    this.#id = Buffer.alloc(idLength);
    this.#packs = packsIn(join(folder, 'pack'), idLength);
  }

  /** Those of some texts that are here, in the same order; a change only of one that was wanted before. */
  *texts(wanted: readonly T[]): Generator<Version<T>> {
    for (const each of wanted) {
      this.#id.write(each.object, 'hex');
      for (const pack of this.#packs) {
        const version = pack.version(this.#id, each);
        if (version === undefined) continue;
        yield version;
        break;
      }
    }
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }
}

function packsIn<T extends Stored>(folder: string, idLength: number): Pack<T>[] {
  const packs: Pack<T>[] = [];
  const room = new Room();
  for (const name of filesIn(folder))
    if (name.endsWith('.idx'))
      try {
        packs.push(new Pack(join(folder, name.slice(0, -'.idx'.length)), idLength, room));
      } catch {
        // one of another kind
      }
  return packs;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What stands in a pack: a text, or how one is made of another one. */
type Entry = { readonly text: Buffer } | { readonly delta: Delta; readonly base: number };

class Pack<T extends Stored> {
  readonly #file: number;
  readonly #index: PackIndex;
  readonly #idLength: number;
  /** Where the last object ends. */
  readonly #end: number;
  /** Bytes from a place of the file on. */
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #read: Buffer | undefined;
  readonly #room: Room;
  readonly #texts: Texts;
  /** By number. */
  readonly #wanted: (T | undefined)[] = [];

  /** @throws when there is none, or one of another kind */
  constructor(base: string, idLength: number, room: Room) {
    this.#idLength = idLength;
    this.#index = new PackIndex(`${base}.idx`, idLength);
    this.#room = room;
    this.#texts = new Texts(this.#index.offsets.length, room);
    this.#wanted.length = this.#index.offsets.length;
    this.#file = openSync(`${base}.pack`, 'r');
    this.#end = fstatSync(this.#file).size - idLength;
    if (this.#isIndexed()) return;
    this.close();
    throw new RangeError('an index of another pack');
  }

  #isIndexed(): boolean {
    const head = Buffer.alloc(HEADER);
    const checksum = Buffer.alloc(this.#idLength);
    readSync(this.#file, head, 0, HEADER, 0);
    readSync(this.#file, checksum, 0, checksum.length, this.#end);
    return (
      head.toString('latin1', 0, 4) === 'PACK' &&
      head.readUInt32BE(8) === this.#index.offsets.length &&
      checksum.equals(this.#index.packChecksum)
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A text, if it is here. */
  version(id: Buffer, of: T): Version<T> | undefined {
    try {
      const offset = this.#index.offsetOf(id);
      if (offset === undefined) return undefined;
      const nth = this.#numberOf(offset);
      const entry = this.#entry(nth);
      const { length: size } = this.#texts.get(nth) ?? this.#make(nth, entry, 0);
      this.#wanted[nth] = of;
      const read = (start: number, end: number) => this.#text(nth, 0).subarray(start, end);
      if ('text' in entry) return { of, size, read };
      const { base, delta: change } = entry;
      const known = this.#wanted[base];
      return known === undefined ? { of, size, read } : { of, size, read, base: known, change };
    } catch {
      return undefined;
    }
  }

  #text(nth: number, depth: number): Buffer {
    return this.#texts.get(nth) ?? this.#make(nth, this.#entry(nth), depth);
  }

  #make(nth: number, entry: Entry, depth: number): Buffer {
    if (depth > DEEPEST) throw new RangeError('changes without an end');
    let text: Buffer;
    if ('text' in entry) {
      text = this.#room.take(entry.text.length);
      entry.text.copy(text);
    } else {
      const base = this.#text(entry.base, depth + 1);
      text = this.#room.take(entry.delta.size, base);
      entry.delta.make(base, text);
    }
    this.#texts.keep(nth, text);
    return text;
  }

  #entry(nth: number): Entry {
    const { offsets } = this.#index;
    const offset = offsets[nth] as number;
    const stored = this.#bytes(offset, offsets[nth + 1] ?? this.#end);
    let at = 0;
    let byte = stored[at++] as number;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte >= 128; factor *= 128) {
      byte = stored[at++] as number;
      size += (byte & 127) * factor;
    }
    let base = -1;
    if (kind === OFFSET_DELTA) {
      byte = stored[at++] as number;
      let back = byte & 127;
      while (byte >= 128) {
        byte = stored[at++] as number;
        back = (back + 1) * 128 + (byte & 127);
      }
      base = this.#numberOf(offset - back);
    } else if (kind === ID_DELTA) {
      base = this.#numberOf(this.#index.offsetOf(stored, at) ?? -1);
      at += this.#idLength;
    } else if (kind < 1 || kind > 4) throw new RangeError('an object of no kind');
    if (size > LARGE) throw new RangeError('too large');
    const content = inflateSync(stored.subarray(at), {
      chunkSize: Math.max(size + 1, 64),
      maxOutputLength: size + 64,
    });
    if (content.length !== size) throw new RangeError('not as long as it says');
    if (base === -1) return { text: content };
    const delta = new Delta(content);
    if (delta.size > LARGE) throw new RangeError('too large');
    return { delta, base };
  }

  #numberOf(offset: number): number {
    const { offsets } = this.#index;
    const nth = bisect(0, offsets.length, (each) => (offsets[each] as number) < offset);
    if (offsets[nth] !== offset) throw new RangeError('no object begins there');
    return nth;
  }

  #bytes(start: number, end: number): Buffer {
    const from = start - this.#windowStart;
    if (from >= 0 && end - this.#windowStart <= this.#window.length)
      return this.#window.subarray(from, end - this.#windowStart);
    // one that stands further back is read by itself
    const isNext = start >= this.#windowStart && end - start <= WINDOW;
    const target = isNext ? (this.#read ??= Buffer.allocUnsafeSlow(WINDOW)) : Buffer.allocUnsafe(end - start);
    const length = readSync(this.#file, target, 0, Math.min(target.length, this.#end - start), start);
    if (length < end - start) throw new RangeError('cut off');
    if (!isNext) return target;
    this.#window = target.subarray(0, length);
    this.#windowStart = start;
    return this.#window.subarray(0, end - start);
  }
}

/** Memory for texts: one half of it, until the other one is full. */
class Room {
  readonly #halves: readonly [Buffer, Buffer] = [Buffer.allocUnsafeSlow(HALF), Buffer.allocUnsafeSlow(HALF)];
  /** How often a half has been full, and where there is room in the one that is in use. */
  turn = 0;
  next = 0;
  /** The last text for which there was no room. */
  large: { readonly texts: Texts; readonly nth: number; readonly text: Buffer } | undefined;

  half(turn: number): Buffer {
    return this.#halves[turn & 1] as Buffer;
  }

  /**
   * Room for a text, which may take that of the oldest ones.
   *
   * @param used what it is made of, which is still to be read
   */
  take(size: number, used?: Buffer): Buffer {
    if (size > LARGEST) return Buffer.allocUnsafeSlow(size);
    if (this.next + size > HALF) {
      if (used?.buffer === this.half(this.turn + 1).buffer) return Buffer.allocUnsafeSlow(size);
      this.turn += 1;
      this.next = 0;
    }
    return this.half(this.turn).subarray(this.next, this.next + size);
  }
}

/** The texts of a pack that were made last. */
class Texts {
  readonly #room: Room;
  /** By number, the turn at which it was kept, and where it stands. */
  readonly #turns: Int32Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(count: number, room: Room) {
    this.#room = room;
    this.#turns = new Int32Array(count).fill(GONE);
    this.#starts = new Int32Array(count);
    this.#ends = new Int32Array(count);
  }

  get(nth: number): Buffer | undefined {
    const { large } = this.#room;
    if (large?.texts === this && large.nth === nth) return large.text;
    const turn = this.#turns[nth] as number;
    if (turn < this.#room.turn - 1) return undefined;
    return this.#room.half(turn).subarray(this.#starts[nth], this.#ends[nth]);
  }

  /** Keeps what was made in the room that was taken last. */
  keep(nth: number, text: Buffer): void {
    const room = this.#room;
    if (text.buffer !== room.half(room.turn).buffer) room.large = { texts: this, nth, text };
    else {
      this.#turns[nth] = room.turn;
      this.#starts[nth] = room.next;
      room.next += text.length;
      this.#ends[nth] = room.next;
    }
  }
}

/** Before any turn. */
const GONE = -2;

const [OFFSET_DELTA, ID_DELTA] = [6, 7] as const;

/** In bytes: what it is, which version, and how many objects it holds. */
const HEADER = 12;

/** In bytes, what is read at once; a half of what is kept of texts; and how large one of them may be. */
const [WINDOW, HALF, LARGEST] = [256 * 1024, 5 * 1024 * 1024, 2 * 1024 * 1024] as const;

/** More changes of changes than git makes. */
const DEEPEST = 5000;
