/** Bytes as they come, in memory that is used again. */
export class ByteBuffer {
  #room: Buffer;
  #length = 0;

  /** @param size what there is room for at first, in bytes */
  constructor(size: number) {
    this.#room = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#length;
  }

  /** All of them, until something is added or dropped. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  append(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#room.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#room.length));
      this.bytes.copy(room);
      this.#room = room;
    }
    chunk.copy(this.#room, this.#length);
    this.#length = length;
  }

  /** Takes bytes from the beginning. */
  drop(count: number): void {
    this.#length = this.#room.copy(this.#room, 0, count, this.#length);
  }

  /** Takes what came behind a place. */
  cut(length: number): void {
    this.#length = length;
  }
}
