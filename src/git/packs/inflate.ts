import { constants, createInflate, inflateSync } from 'node:zlib';

/** Where something stands deflated, and how large it is, in bytes. */
export interface Deflated {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

/** What of a stream of Node's does the work; it is not documented, and where it is not as it was there is {@link inflateSync}. */
interface Handle {
  onerror: () => void;
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputStart: number,
    inputLength: number,
    output: Uint8Array,
    outputStart: number,
    outputLength: number,
  ): void;
}

/**
 * Inflates very many small things: making a stream for each, as {@link inflateSync} does, takes as long as all else.
 */
export class Inflater {
  readonly #handle: Handle | undefined;
  /** How much room was left in the output, and how much of the input. */
  readonly #left: Uint32Array = new Uint32Array(2);
  #hasFailed = false;
  // asking for them takes time
  readonly #toEnd = constants.Z_FINISH;
  readonly #some = constants.Z_SYNC_FLUSH;

  constructor() {
    const { _handle: handle, _writeState: left } = createInflate() as unknown as {
      _handle?: Partial<Handle>;
      _writeState?: unknown;
    };
    if (!(left instanceof Uint32Array) || !isHandle(handle)) return;
    const onerror = () => {
      this.#hasFailed = true;
    };
    this.#handle = Object.assign(handle, { onerror });
    this.#left = left;
  }

  /**
   * @param target has room for one byte more than the size
   * @throws when the input is damaged, or of another size
   */
  inflate(input: Deflated, target: Uint8Array, start: number): void {
    if (this.#write(this.#toEnd, input, target, start, input.size + 1) !== input.size)
      throw new RangeError('not as long as it says');
  }

  /** As much from the beginning as there is; returns how much that is, in bytes. */
  inflateSome(input: Deflated, target: Uint8Array, start: number, most: number): number {
    return this.#write(this.#some, input, target, start, most);
  }

  #write(flush: number, input: Deflated, target: Uint8Array, at: number, most: number): number {
    const { bytes, start, end } = input;
    const handle = this.#handle;
    // what does the work ends the program where it would read or write beyond them
    if (start > end || end > bytes.length || at + most > target.length) throw new RangeError('cut off');
    if (handle === undefined) {
      const output = inflateSync(bytes.subarray(start, end), { finishFlush: flush, maxOutputLength: most });
      target.set(output, at);
      return output.length;
    }
    this.#hasFailed = false;
    handle.reset();
    handle.writeSync(flush, bytes, start, end - start, target, at, most);
    if (this.#hasFailed) throw new RangeError('damaged');
    return most - (this.#left[0] ?? 0);
  }
}

function isHandle(handle: Partial<Handle> | undefined): handle is Handle {
  return typeof handle?.reset === 'function' && typeof handle.writeSync === 'function';
}
