import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';

/**
 * Reads blobs that git has not packed yet, such as those just staged, without starting git: that takes longer than reading
 * a few, and twice as long for many. https://git-scm.com/docs/gitrepository-layout
 */
export class LooseObjects {
  readonly #folder: string;
  readonly #memory: Buffer = Buffer.allocUnsafeSlow(MAX_STORED_BYTES);

  /** @param folder the repository's folder of objects */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** True if the object exists as a loose object. */
  has(object: string): boolean {
    const path = this.#path(object);
    return path !== undefined && existsSync(path);
  }

  /**
   * The content of a blob.
   *
   * @returns undefined if it is packed, damaged, too large or no blob; git may then know more
   */
  text(object: string): Buffer | undefined {
    const path = this.#path(object);
    if (path === undefined) return undefined;
    try {
      return textIn(this.#read(path));
    } catch {
      return undefined;
    }
  }

  #path(object: string): string | undefined {
    return IS_ID.test(object) ? join(this.#folder, object.slice(0, 2), object.slice(2)) : undefined;
  }

  /** The stored bytes, valid until the next call. */
  #read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      const length = readSync(file, this.#memory, 0, MAX_STORED_BYTES, 0);
      if (length === MAX_STORED_BYTES) throw new RangeError('too large');
      return this.#memory.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}

const IS_ID = /^[0-9a-f]{40,64}$/;

/** The maximum compressed size. */
const MAX_STORED_BYTES = 16 * 1024 * 1024;

/** The maximum that zlib allocates at a time. */
const MAX_CHUNK_BYTES = 512 * 1024;

function textIn(stored: Buffer): Buffer | undefined {
  // a text is stored in about a third of its size
  const chunkSize = Math.max(Math.min(6 * stored.length, MAX_CHUNK_BYTES), 1024);
  const object = inflateSync(stored, { chunkSize, maxOutputLength: MAX_BUFFERED_BYTES });
  const end = object.indexOf(0);
  const [, size] = /^blob (\d+)$/.exec(object.toString('latin1', 0, end)) ?? [];
  return Number(size) === object.length - end - 1 ? object.subarray(end + 1) : undefined;
}
