import { readFileSync } from 'node:fs';
import { bisect } from '../core/bisect.ts';

/** Where in a pack each object stands (https://git-scm.com/docs/gitformat-pack, version 2). */
export class PackIndex {
  /** Where objects begin, in order. */
  readonly offsets: Float64Array;
  readonly #bytes: Buffer;
  readonly #idLength: number;
  readonly #count: number;

  /**
   * @param idLength of an object, in bytes
   * @throws RangeError when it is no such index
   */
  constructor(file: string, idLength: number) {
    const bytes = readFileSync(file);
    if (bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) throw new RangeError('no pack index');
    this.#bytes = bytes;
    this.#idLength = idLength;
    this.#count = bytes.readUInt32BE(IDS - 4);
    let before = 0;
    for (let at = FANOUT; at < IDS; at += 4) {
      const count = bytes.readUInt32BE(at);
      if (count < before) throw new RangeError('counts that go down');
      before = count;
    }
    // an id, a checksum and an offset of each object, and two checksums of all
    if (bytes.length < IDS + this.#count * (idLength + 8) + 2 * idLength) throw new RangeError('cut off');
    this.offsets = Float64Array.from({ length: this.#count }, (_, nth) => this.#offset(nth)).sort();
  }

  /** The checksum with which the pack ends that this is the index of. */
  get packChecksum(): Buffer {
    return this.#bytes.subarray(this.#bytes.length - 2 * this.#idLength, this.#bytes.length - this.#idLength);
  }

  /** Where an object begins, if it is here. */
  offsetOf(id: Buffer, at = 0): number | undefined {
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
    const nth = bisect(from, to, (each) => differenceTo(each) < 0);
    return nth < to && differenceTo(nth) === 0 ? this.#offset(nth) : undefined;
  }

  #offset(nth: number): number {
    const bytes = this.#bytes;
    const words = IDS + this.#count * (this.#idLength + 4);
    const offset = bytes.readUInt32BE(words + 4 * nth);
    if (offset < FAR) return offset;
    const place = words + 4 * this.#count + 8 * (offset - FAR);
    return bytes.readUInt32BE(place) * 2 ** 32 + bytes.readUInt32BE(place + 4);
  }
}

const MAGIC = 0xff744f63;
/** Where the counts by the first byte of an id stand, and behind them the ids. */
const [FANOUT, IDS] = [8, 8 + 256 * 4] as const;
/** From here on an offset is the number of a longer one. */
const FAR = 2 ** 31;
