import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { KINDS, type ObjectTable } from './object-table.ts';
import { PackIndex, type SharedIndex } from './pack-index.ts';

/** How an object is stored. */
export interface Entry {
  /** The place of what it is in {@link KINDS}; nothing for a change of another object, which is of the same kind. */
  readonly kind: number | undefined;
  /** In bytes, of the object, or of the steps that make it. */
  readonly size: number;
  /** The number of what it is a change of. */
  readonly base: number | undefined;
  /** Deflated. */
  readonly content: Buffer;
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
  /** Bytes from a place of the file on. */
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  /** Where that ends which was asked for last, and was not there. */
  #lastEnd = 0;
  #read: Buffer | undefined;

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
   * Adds all objects to others, in order of their numbers.
   *
   * @param pack its own number
   * @throws RangeError when it is damaged
   */
  addTo(table: ObjectTable, pack: number): void {
    const { count } = this;
    const kinds = new Int8Array(count);
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
    const { bytes } = this.#index;
    const places = this.#index.idPlaces();
    for (let nth = 0; nth < count; nth += 1)
      table.add(bytes, places[nth] as number, kinds[nth] as number, pack, nth);
  }

  /**
   * @param most how many bytes of it are wanted
   * @throws RangeError when it is damaged
   */
  entry(nth: number, most = Infinity): Entry {
    const { offsets } = this.#index;
    const offset = offsets[nth] as number;
    const end = offsets[nth + 1] ?? this.#end;
    const stored = this.#bytes(offset, Math.min(end, offset + most));
    let at = 0;
    let byte = stored[at++] as number;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte >= 128; factor *= 128) {
      byte = stored[at++] as number;
      size += (byte & 127) * factor;
    }
    if (kind >= 1 && kind <= KINDS.length)
      return { kind: kind - 1, size, base: undefined, content: stored.subarray(at) };
    let base: number | undefined;
    if (kind === OFFSET_DELTA) {
      byte = stored[at++] as number;
      let back = byte & 127;
      while (byte >= 128) {
        byte = stored[at++] as number;
        back = (back + 1) * 128 + (byte & 127);
      }
      base = this.#index.numberAt(offset - back);
    } else if (kind === ID_DELTA) {
      base = this.#index.find(stored, at);
      at += this.idLength;
    }
    if (base === undefined) throw new RangeError('an object of no kind');
    return { kind: undefined, size, base, content: stored.subarray(at) };
  }

  #bytes(start: number, end: number): Buffer {
    const from = start - this.#windowStart;
    if (from >= 0 && end - this.#windowStart <= this.#window.length)
      return this.#window.subarray(from, end - this.#windowStart);
    // one that stands elsewhere than those before it is read by itself
    const isNext = Math.abs(start - this.#lastEnd) < WINDOW && end - start <= WINDOW;
    this.#lastEnd = end;
    const target = isNext ? (this.#read ??= Buffer.allocUnsafeSlow(WINDOW)) : Buffer.allocUnsafe(end - start);
    const length = readSync(this.#file, target, 0, Math.min(target.length, this.#end - start), start);
    if (length < end - start) throw new RangeError('cut off');
    if (!isNext) return target;
    this.#window = target.subarray(0, length);
    this.#windowStart = start;
    return this.#window.subarray(0, end - start);
  }
}

const [OFFSET_DELTA, ID_DELTA] = [6, 7] as const;

/** In place of a kind. */
const UNTOLD = -1;

/** In bytes: what it is, which version, and how many objects it holds. */
const HEADER = 12;

/** Of an entry, in bytes: ten for its size, and as many as an id has, or ten for a distance. */
const LONGEST_HEADER = 10 + 32;

/** In bytes, what is read at once. */
const WINDOW = 256 * 1024;
