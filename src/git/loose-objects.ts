import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';

/**
 * Files that git has just stored, each in a file of its own, read without git: starting it takes longer than reading a few,
 * and of many it takes twice as long. https://git-scm.com/docs/gitrepository-layout
 */
export class LooseObjects {
  readonly #folder: string;
  readonly #room: Buffer = Buffer.allocUnsafeSlow(MOST);

  /** @param folder in which a repository has its objects */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether one may be stored in this way. */
  has(object: string): boolean {
    const path = this.#path(object);
    return path !== undefined && existsSync(path);
  }

  /** @returns nothing for what is stored in another way, or damaged, or too large to be held: git may know more */
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

  /** Valid until another one is read. */
  #read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      const length = readSync(file, this.#room, 0, MOST, 0);
      if (length === MOST) throw new RangeError('too large');
      return this.#room.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}

const IS_ID = /^[0-9a-f]{40,64}$/;

/** In bytes, as it is stored. */
const MOST = 4 * 1024 * 1024;

/** In bytes, what is made room for at a time. */
const CHUNK = 512 * 1024;

function textIn(stored: Buffer): Buffer | undefined {
  // a text is stored in about a third of its size
  const chunkSize = Math.max(Math.min(6 * stored.length, CHUNK), 1024);
  const object = inflateSync(stored, { chunkSize, maxOutputLength: MAX_BUFFERED_BYTES });
  const end = object.indexOf(0);
  const [, size] = /^blob (\d+)$/.exec(object.toString('latin1', 0, end)) ?? [];
  return Number(size) === object.length - end - 1 ? object.subarray(end + 1) : undefined;
}
