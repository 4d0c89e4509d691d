import { AppError } from '../shared/errors.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { linesFrom, type RunningGit, startGit } from './git-process.ts';

const NO_BYTES = Buffer.alloc(0);

/** Something with an object of git's: its id, or `:path` for the index. */
export interface Wanted {
  readonly object: string;
}

/** An object and its bytes; without bytes where git has no such object. */
export type ReadObject<T> = [each: T, bytes: Content | undefined];

/**
 * Reads objects from git's store in one process, in the order asked for. No attribute, filter, textconv or diff setting
 * takes part. A large one comes in pieces.
 *
 * @returns all of what was asked for, as many at a time as are at hand
 * @throws AppError when git gives fewer objects or bytes than it announced
 */
export async function* readObjects<T extends Wanted>(
  directory: string,
  wanted: readonly T[],
): AsyncGenerator<ReadObject<T>[]> {
  if (wanted.length === 0) return;
  const store = new ObjectStore(directory, ['--buffer']);
  yield* store.read(wanted, true);
  await store.end();
}

/** A process that reads objects, which can be started before it is known which, and asked several times. */
export class ObjectStore {
  readonly #directory: string;
  readonly #git: RunningGit;
  readonly #reader: Reader;
  /** The end of what was asked for last. */
  #last: Promise<void> = Promise.resolve();
  #isOpen = true;
  #isReading = false;
  /** Why it is not open any more, where that is not as it should be. */
  #failure: unknown;

  /** @param flags with `--buffer` git is quicker, but can be asked only once */
  constructor(directory: string, flags: readonly string[] = []) {
    this.#directory = directory;
    this.#git = startGit(directory, ['cat-file', '--batch', ...flags], 'pipe');
    this.#reader = new Reader(this.#git.output());
  }

  /** Whether it can still be asked. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** As {@link readObjects}, behind whatever else was asked for. */
  async *read<T extends Wanted>(wanted: readonly T[], isLast = false): AsyncGenerator<ReadObject<T>[]> {
    const before = this.#last;
    let done = (): void => undefined;
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    let isWhole = false;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      // whoever was before may not have read all that he asked for
      if (!this.#isOpen) {
        yield* readObjects(this.#directory, wanted);
        return;
      }
      this.#isReading = true;
      this.#git[isLast ? 'end' : 'write'](namesOf(wanted));
      yield* this.#take(wanted);
      isWhole = true;
    } catch (error) {
      this.#failure = error;
      throw error;
    } finally {
      this.#isReading = false;
      if (!isWhole) await this.#close();
      done();
    }
  }

  async *#take<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    const reader = this.#reader;
    for (let next = 0; next < wanted.length;) {
      const objects: ReadObject<T>[] = [];
      for (let each = wanted[next]; each !== undefined && !reader.isInPieces; each = wanted[next]) {
        const object = reader.take(each.object);
        if (object === undefined) break;
        objects.push([each, object.content]);
        next += 1;
      }
      if (objects.length > 0) yield objects;
      if (reader.isInPieces) await reader.skipPieces();
      else if (next < wanted.length) await reader.more();
    }
  }

  /**
   * Ends it, once all is read that was asked for.
   *
   * @throws AppError when git did not end well, or says more than it was asked for
   */
  async end(): Promise<void> {
    if (!this.#isOpen) return;
    // nobody waits any more for what is being read
    if (this.#isReading) {
      await this.#close();
      return;
    }
    this.#isOpen = false;
    this.#git.end();
    try {
      await this.#reader.end();
    } finally {
      await this.#reader.close();
    }
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    await this.#reader.close();
  }
}

/** Objects, whole, in the order asked for; nothing where git has no such object. */
export function readWhole(directory: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
  return wholeOf(
    readObjects(
      directory,
      names.map((object) => ({ object })),
    ),
  );
}

/** As {@link readWhole}, of objects that are being read. */
export async function wholeOf(
  reading: AsyncIterable<ReadObject<unknown>[]> | Iterable<ReadObject<unknown>[]>,
): Promise<(Buffer | undefined)[]> {
  const found: (Buffer | undefined)[] = [];
  // read to the end, so that a git that dies is noticed
  for await (const objects of reading)
    for (const [, bytes] of objects) {
      if (bytes === undefined || Buffer.isBuffer(bytes)) found.push(bytes);
      else {
        const parts: Buffer[] = [];
        for await (const part of bytes) parts.push(part);
        found.push(Buffer.concat(parts));
      }
    }
  return found;
}

/**
 * Those of some objects that are here. git's own answer for one that a partial clone lacks is to fetch it, or to die; so it
 * is asked for all that it has.
 */
export async function presentObjects(directory: string, names: readonly string[]): Promise<Set<string>> {
  const wanted = new Set(names);
  const present = new Set<string>();
  if (wanted.size === 0) return present;
  const list = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)'];
  for await (const line of linesFrom(directory, list)) if (wanted.has(line)) present.add(line);
  return present;
}

/** Takes objects out of a stream of chunks. */
class Reader {
  readonly #chunks: AsyncGenerator<Buffer>;
  /** What has come and is not taken: bytes from a place on, and more chunks, which are put together when that is enough. */
  #bytes: Buffer = NO_BYTES;
  #at = 0;
  #waiting: Buffer[] = [];
  #length = 0;
  /** How many bytes are needed before it is worth looking again. */
  #needed = 0;
  /** What is still to come of an object that comes in pieces. */
  #left = 0;
  #isInPieces = false;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Whether the object that was taken last has to be read, or skipped, before the next one. */
  get isInPieces(): boolean {
    return this.#isInPieces;
  }

  /** An object, if all of it is here, or if it is one that comes in pieces. */
  take(name: string): { content: Content | undefined } | undefined {
    if (this.#length < this.#needed) return undefined;
    this.#join();
    const bytes = this.#bytes;
    const header = headerAt(bytes, this.#at, name);
    if (header === undefined) return this.#wait(this.#length + 1);
    const { start, size } = header;
    if (size === undefined) {
      this.#pass(start);
      return { content: undefined };
    }
    if (size > MAX_BUFFERED_BYTES) {
      this.#pass(start);
      this.#left = size;
      this.#isInPieces = true;
      return { content: this.#pieces() };
    }
    // behind it git puts a line end
    if (start + size + 1 > bytes.length) return this.#wait(start - this.#at + size + 1);
    if (bytes[start + size] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#pass(start + size + 1);
    return { content: bytes.subarray(start, start + size) };
  }

  /** Waits for more. */
  async more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new AppError('git-short', { command: 'git cat-file' });
    this.#waiting.push(value);
    this.#length += value.length;
  }

  /** Reads on to the end of an object that was not wanted to its end. */
  async skipPieces(): Promise<void> {
    while (this.#left > 0) await this.#piece();
    while (this.#length === 0) await this.more();
    this.#join();
    if (this.#bytes[this.#at] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#pass(this.#at + 1);
    this.#isInPieces = false;
  }

  /** Nothing may follow the last object, and git must have ended well. */
  async end(): Promise<void> {
    const { done } = await this.#chunks.next();
    if (!done || this.#length > 0) throw new AppError('git-short', { command: 'git cat-file' });
  }

  /** Ends git where its answer is not wanted to the end. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    while (this.#left > 0) yield await this.#piece();
  }

  async #piece(): Promise<Buffer> {
    while (this.#length === 0) await this.more();
    this.#join();
    const piece = this.#bytes.subarray(this.#at, this.#at + this.#left);
    this.#pass(this.#at + piece.length);
    this.#left -= piece.length;
    return piece;
  }

  #join(): void {
    if (this.#waiting.length === 0) return;
    const rest = this.#bytes.subarray(this.#at);
    const [only] = this.#waiting;
    const isOne = rest.length === 0 && this.#waiting.length === 1 && only !== undefined;
    this.#bytes = isOne ? only : Buffer.concat([rest, ...this.#waiting]);
    this.#at = 0;
    this.#waiting = [];
  }

  #wait(needed: number): undefined {
    this.#needed = needed;
  }

  #pass(to: number): void {
    this.#length -= to - this.#at;
    this.#at = to;
    this.#needed = 0;
  }
}

/**
 * What git says before an object.
 *
 * @returns where the object begins, and how many bytes it has, if git has it; nothing where there is more to come
 * @throws AppError where it is not the answer to what was asked
 */
export function headerAt(
  bytes: Buffer,
  at: number,
  name: string,
): { start: number; size?: number } | undefined {
  const end = bytes.indexOf(10, at);
  if (end === -1) return undefined;
  const header = bytes.toString('latin1', at, end);
  if (header === `${name} missing`) return { start: end + 1 };
  const size = Number(/^[0-9a-f]{40,64} \w+ (\d+)$/.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(size)) throw new AppError('git-short', { command: 'git cat-file' });
  return { start: end + 1, size };
}

/** What is asked of git for some objects. */
export function namesOf(wanted: readonly Wanted[]): string {
  return wanted.map(({ object }) => `${object}\n`).join('');
}
