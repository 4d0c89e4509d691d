import type { Content } from '../decode/content.ts';

/** Counts bytes and optionally lines of content as it passes. */
export class Measure {
  readonly #countsLines: boolean;
  #lineEnds = 0;
  #isOpen = false;
  bytes = 0;

  constructor(countsLines: boolean) {
    this.#countsLines = countsLines;
  }

  get lines(): number {
    return this.#lineEnds + (this.#isOpen ? 1 : 0);
  }

  of(content: Content): Content {
    if (!Buffer.isBuffer(content)) return this.#parts(content);
    this.#add(content);
    return content;
  }

  async *#parts(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      this.#add(part);
      yield part;
    }
  }

  #add(bytes: Buffer): void {
    this.bytes += bytes.length;
    if (!this.#countsLines || bytes.length === 0) return;
    for (let offset = bytes.indexOf(10); offset !== -1; offset = bytes.indexOf(10, offset + 1))
      this.#lineEnds += 1;
    this.#isOpen = bytes.at(-1) !== 10;
  }
}
