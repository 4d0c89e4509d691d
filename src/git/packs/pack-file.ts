import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { KINDS, type PackedObjects } from '../object-table.ts';
import { PackIndex, type SharedIndex } from './pack-index.ts';
import { readFully } from './read-fully.ts';

/** How an object is stored. */
export interface Entry {
  /** The place of what it is in {@link KINDS}; nothing for a change of another object, which is of the same kind. */
  readonly kind: number | undefined;
  /** In bytes, of the object, or of the steps that make it. */
  readonly size: number;
  /** The number of what it is a change of. */
  readonly base: number | undefined;
  /** In which it stands deflated, until another one is asked for; from where, and up to where. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A pack as other threads can open it. */
export interface SharedPack {
  /** What the names of its files begin with. */
  readonly path: string;
  readonly index: SharedIndex;
  readonly idLength: number;
}

/** A file in which git has packed objects (https://git-scm.com/docs/gitformat-pack), each by its number. */
export class PackFile {
  readonly #path: string;
  readonly #file: number;
  readonly #index: PackIndex;
  /** Of an object, in bytes. */
  readonly idLength: number;
  /** Where the last object ends. */
  readonly #end: number;
  /** Blocks of the file that were read last, and of each which one it is: those that share a place take turns. */
  readonly #blocks: Buffer = Buffer.allocUnsafeSlow(BLOCKS * BLOCK);
  readonly #held: Float64Array = new Float64Array(BLOCKS).fill(-1);
  /** The block behind those that were read last. */
  #next = 0;
  /** What was not in one of them. */
  #across: Buffer = Buffer.alloc(0);

  /**
   * @param path what the names of its files begin with
   * @param idLength of an object, in bytes
   * @throws when there is none, or one of another kind
   */
  constructor(path: string, idLength: number, index?: SharedIndex) {
    this.#path = path;
    this.idLength = idLength;
    this.#index = index ? new PackIndex(index, idLength) : PackIndex.read(`${path}.idx`, idLength);
    this.#file = openSync(`${path}.pack`, 'r');
    this.#end = fstatSync(this.#file).size - idLength;
    if (this.#isIndexed()) return;
    this.close();
    throw new RangeError('an index of another pack');
  }

  #isIndexed(): boolean {
    const head = Buffer.alloc(HEADER);
    const checksum = Buffer.alloc(this.idLength);
    readSync(this.#file, head, 0, HEADER, 0);
    readSync(this.#file, checksum, 0, checksum.length, this.#end);
    return (
      head.toString('latin1', 0, 4) === 'PACK' &&
      head.readUInt32BE(8) === this.count &&
      checksum.equals(this.#index.packChecksum)
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  /** How many objects it holds. */
  get count(): number {
    return this.#index.offsets.length;
  }

  /** @throws when it is not there any more */
  static open({ path, index, idLength }: SharedPack): PackFile {
    return new PackFile(path, idLength, index);
  }

  get shared(): SharedPack {
    return { path: this.#path, index: this.#index.shared, idLength: this.idLength };
  }

  /** The number of an object, if it is here. */
  find(id: Buffer): number | undefined {
    return this.#index.find(id);
  }

  /**
   * All objects, by their numbers.
   *
   * @param pack its own number
   * @throws RangeError when it is damaged
   */
  objects(pack: number): PackedObjects {
    const { count } = this;
    const kinds = new Uint8Array(count);
    const bases = new Map<number, number>();
    for (let nth = 0; nth < count; nth += 1) {
      const { kind, base = nth } = this.entry(nth, LONGEST_HEADER);
      // nearly all are changes of objects that stand before them
      kinds[nth] = kind ?? (base < nth ? (kinds[base] as number) : UNTOLD);
      if (kinds[nth] === UNTOLD) bases.set(nth, base);
    }
    const kindOf = (nth: number, depth: number): number => {
      if (depth > count) throw new RangeError('changes without an end');
      return kinds[nth] === UNTOLD ? kindOf(bases.get(nth) ?? nth, depth + 1) : (kinds[nth] as number);
    };
    for (const nth of bases.keys()) kinds[nth] = kindOf(nth, 0);
    return { pack, ids: this.#index.ids, idPlaces: this.#index.idPlaces(), kinds };
  }

  /**
   * @param most how many bytes of it are wanted
   * @throws RangeError when it is damaged
   */
  entry(nth: number, most = Infinity): Entry {
    const { offsets } = this.#index;
    const offset = offsets[nth] as number;
    const end = offsets[nth + 1] ?? this.#end;
    if (end <= offset || end > this.#end) throw new RangeError('no object stands there');
    const start = this.#blockAt(offset, Math.min(end, offset + most));
    const bytes = start === -1 ? this.#read(offset, end) : this.#blocks;
    let at = Math.max(start, 0);
    const stop = at + end - offset;
    let byte = bytes[at++] as number;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte >= 128; factor *= 128) {
      byte = bytes[at++] as number;
      size += (byte & 127) * factor;
    }
    if (kind >= 1 && kind <= KINDS.length)
      return { kind: kind - 1, size, base: undefined, bytes, start: at, end: stop };
    let base: number | undefined;
    if (kind === OFFSET_DELTA) {
      byte = bytes[at++] as number;
      let back = byte & 127;
      while (byte >= 128) {
        byte = bytes[at++] as number;
        back = (back + 1) * 128 + (byte & 127);
      }
      base = this.#index.numberBefore(nth, offset - back);
    } else if (kind === ID_DELTA) {
      base = this.#index.find(bytes, at);
      at += this.idLength;
    }
    if (base === undefined) throw new RangeError('an object of no kind');
    return { kind: undefined, size, base, bytes, start: at, end: stop };
  }

  /** Where some bytes of the file stand in the blocks; -1 for those that would not stand there one behind the other. */
  #blockAt(start: number, end: number): number {
    const first = Math.floor(start / BLOCK);
    const last = Math.floor((end - 1) / BLOCK);
    const slot = first % BLOCKS;
    if (last - first >= AHEAD || slot + last - first >= BLOCKS) return -1;
    for (let block = first; block <= last; block += 1)
      if (this.#held[block % BLOCKS] !== block) this.#load(block, last);
    return slot * BLOCK + start - first * BLOCK;
  }

  /** Reads blocks, and those behind them where the ones before were read last. */
  #load(first: number, last: number): void {
    const slot = first % BLOCKS;
    const count = Math.min(first === this.#next ? AHEAD : last - first + 1, BLOCKS - slot);
    this.#held.fill(-1, slot, slot + count);
    const from = first * BLOCK;
    readFully(this.#file, this.#blocks, slot * BLOCK, Math.min(count * BLOCK, this.#end - from), from);
    for (let nth = 0; nth < count; nth += 1) this.#held[slot + nth] = first + nth;
    this.#next = first + count;
  }

  #read(start: number, end: number): Buffer {
    const length = end - start;
    if (this.#across.length < length) this.#across = Buffer.allocUnsafeSlow(Math.max(2 * length, BLOCK));
    readFully(this.#file, this.#across, 0, length, start);
    return this.#across;
  }
}

const [OFFSET_DELTA, ID_DELTA] = [6, 7] as const;

/** In place of a kind. */
const UNTOLD = 255;

/** In bytes: what it is, which version, and how many objects it holds. */
const HEADER = 12;

/** Of an entry, in bytes: ten for its size, and as many as an id has, or ten for a distance. */
const LONGEST_HEADER = 10 + 32;

/** What is read at once, in bytes, how much of that is kept, and how many of them where one is read after the other. */
const [BLOCK, BLOCKS, AHEAD] = [8 * 1024, 64, 8] as const;
