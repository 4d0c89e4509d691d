/** A growing buffer that reuses its memory. */
export class ByteBuffer {
  #memory: Buffer;
  #length = 0;

  /** @param size initial capacity in bytes */
  constructor(size: number) {
    this.#memory = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#length;
  }

  /** A view of the content, valid until the next call that changes it. */
  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  append(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#memory.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#memory.length));
      this.bytes.copy(room);
      this.#memory = room;
    }
    chunk.copy(this.#memory, this.#length);
    this.#length = length;
  }

  /** Removes bytes from the front. */
  drop(count: number): void {
    this.#length = this.#memory.copy(this.#memory, 0, count, this.#length);
  }

  /** Shortens the content to its first `length` bytes. */
  cut(length: number): void {
    this.#length = length;
  }
}
