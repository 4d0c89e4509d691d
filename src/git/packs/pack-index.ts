import { closeSync, fstatSync, openSync } from 'node:fs';
import { binarySearch } from '../../shared/binary-search.ts';
import { orderOf } from '../../shared/argsort.ts';
import { readFully } from './read-fully.ts';

/** An index as threads share it. */
export interface SharedIndex {
  readonly bytes: Uint8Array;
  readonly offsets: Float64Array;
  readonly numbers: Uint32Array;
}

/** Where in a pack each object stands (https://git-scm.com/docs/gitformat-pack, version 2). */
export class PackIndex {
  /** Where objects begin, in order: an object's number is its place here. */
  readonly offsets: Float64Array;
  readonly #bytes: Buffer;
  readonly #idLength: number;
  /** Of each object, in the order of ids. */
  readonly #numbers: Uint32Array;

  /** @param idLength of an object, in bytes */
  constructor({ bytes, offsets, numbers }: SharedIndex, idLength: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.offsets = offsets;
    this.#numbers = numbers;
    this.#idLength = idLength;
  }

  /** @throws RangeError when it is no such index */
  static read(file: string, idLength: number): PackIndex {
    const bytes = readShared(file);
    if (bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) throw new RangeError('no pack index');
    let before = 0;
    for (let at = FANOUT; at < IDS; at += 4) {
      const count = bytes.readUInt32BE(at);
      if (count < before) throw new RangeError('counts that go down');
      before = count;
    }
    // an id, a checksum and an offset of each object, and two checksums of all
    if (bytes.length < IDS + before * (idLength + 8) + 2 * idLength) throw new RangeError('cut off');
    const offsets = new Float64Array(new SharedArrayBuffer(before * 8));
    const numbers = new Uint32Array(new SharedArrayBuffer(before * 4));
    const index = new PackIndex({ bytes, offsets, numbers }, idLength);
    const byId = index.#offsetsById();
    const order = orderOf(byId);
    for (let nth = 0; nth < before; nth += 1) {
      const place = order[nth] as number;
      offsets[nth] = byId[place] as number;
      numbers[place] = nth;
    }
    return index;
  }

  get shared(): SharedIndex {
    return { bytes: this.#bytes, offsets: this.offsets, numbers: this.#numbers };
  }

  /** The checksum with which the pack ends that this is the index of. */
  get packChecksum(): Buffer {
    return this.#bytes.subarray(this.#bytes.length - 2 * this.#idLength, this.#bytes.length - this.#idLength);
  }

  /** The number of the object that begins at a place, which is before another one, and mostly near to it. */
  numberBefore(nth: number, offset: number): number | undefined {
    const { offsets } = this;
    let [low, high] = [nth, nth];
    for (let step = 1; low > 0 && (low === nth || (offsets[low] as number) > offset); step *= 2) {
      high = low;
      low = Math.max(low - step, 0);
    }
    const found = binarySearch(low, high, (each) => (offsets[each] as number) < offset);
    return offsets[found] === offset ? found : undefined;
  }

  /** The number of an object, if it is here. */
  find(id: Buffer, at = 0): number | undefined {
    const bytes = this.#bytes;
    const length = this.#idLength;
    const first = id[at] as number;
    const from = first === 0 ? 0 : bytes.readUInt32BE(FANOUT + 4 * (first - 1));
    const to = bytes.readUInt32BE(FANOUT + 4 * first);
    const head = id.readUInt32BE(at);
    const differenceTo = (nth: number) => {
      const place = IDS + nth * length;
      return bytes.readUInt32BE(place) - head || bytes.compare(id, at, at + length, place, place + length);
    };
    const nth = binarySearch(from, to, (each) => differenceTo(each) < 0);
    return nth < to && differenceTo(nth) === 0 ? this.#numbers[nth] : undefined;
  }

  /** The ids of all objects. */
  get ids(): Uint8Array {
    return this.#bytes.subarray(IDS, IDS + this.#numbers.length * this.#idLength);
  }

  /** Of each object, by its number, where its id stands in {@link ids}. */
  idPlaces(): Uint32Array {
    const numbers = this.#numbers;
    const places = new Uint32Array(numbers.length);
    for (let nth = 0; nth < numbers.length; nth += 1) places[numbers[nth] as number] = nth * this.#idLength;
    return places;
  }

  /** Where objects begin, in the order of ids. */
  #offsetsById(): Float64Array {
    const bytes = this.#bytes;
    const count = this.offsets.length;
    const start = IDS + count * (this.#idLength + 4);
    const end = start + 4 * count;
    const words = Buffer.allocUnsafeSlow(4 * count);
    bytes.copy(words, 0, start, end);
    const offsets = new Float64Array(new Uint32Array(words.swap32().buffer));
    for (let nth = 0; nth < count; nth += 1) {
      const offset = offsets[nth] as number;
      if (offset < FAR) continue;
      const place = end + 8 * (offset - FAR);
      offsets[nth] = bytes.readUInt32BE(place) * 2 ** 32 + bytes.readUInt32BE(place + 4);
    }
    return offsets;
  }
}

/** A whole file. */
function readShared(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.from(new SharedArrayBuffer(size));
    readFully(handle, bytes, 0, size, 0);
    return bytes;
  } finally {
    closeSync(handle);
  }
}

const MAGIC = 0xff744f63;
/** Where the counts by the first byte of an id stand, and behind them the ids. */
const [FANOUT, IDS] = [8, 8 + 256 * 4] as const;
/** From here on an offset is the number of a longer one. */
const FAR = 2 ** 31;
