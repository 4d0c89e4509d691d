import { AppError } from '../shared/errors.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { linesFrom, type RunningGit, startGit } from './git-process.ts';

const NO_BYTES = Buffer.alloc(0);

/** A request for a git object: its ID, or `:path` for the index. */
export interface Wanted {
  readonly object: string;
}

/** A request with the content of its object; undefined if git does not have the object. */
export type ReadObject<T> = [request: T, bytes: Content | undefined];

/**
 * Reads objects in a single git process, in the requested order, in batches as they arrive. Attributes, filters,
 * textconv and diff settings do not apply. Large objects are streamed.
 *
 * @throws AppError if git returns fewer objects or bytes than announced
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

/** A `git cat-file --batch` process that can be started early and used for several requests. */
export class ObjectStore {
  readonly #directory: string;
  readonly #git: RunningGit;
  readonly #parser: CatFileParser;
  /** Resolves when the previous request is done. */
  #last: Promise<void> = Promise.resolve();
  #isOpen = true;
  #isReading = false;
  /** The error that ended the process, if any. */
  #failure: unknown;

  /** @param flags `--buffer` makes git faster, but allows a single request only */
  constructor(directory: string, flags: readonly string[] = []) {
    this.#directory = directory;
    this.#git = startGit(directory, ['cat-file', '--batch', ...flags], 'pipe');
    this.#parser = new CatFileParser(this.#git.output());
  }

  /** True while the process accepts requests. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Like {@link readObjects}; waits for all previous requests. */
  async *read<T extends Wanted>(wanted: readonly T[], isLast = false): AsyncGenerator<ReadObject<T>[]> {
    const previous = this.#last;
    let done = (): void => undefined;
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    await previous;
    let isComplete = false;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      // the previous reader may have stopped early, which closes the process
      if (!this.#isOpen) {
        yield* readObjects(this.#directory, wanted);
        return;
      }
      this.#isReading = true;
      this.#git[isLast ? 'end' : 'write'](namesOf(wanted));
      yield* this.#take(wanted);
      isComplete = true;
    } catch (error) {
      this.#failure = error;
      throw error;
    } finally {
      this.#isReading = false;
      if (!isComplete) await this.#close();
      done();
    }
  }

  async *#take<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    const parser = this.#parser;
    for (let next = 0; next < wanted.length;) {
      const objects: ReadObject<T>[] = [];
      for (let request = wanted[next]; request !== undefined && !parser.isInPieces; request = wanted[next]) {
        const object = parser.take(request.object);
        if (object === undefined) break;
        objects.push([request, object.content]);
        next += 1;
      }
      if (objects.length > 0) yield objects;
      if (parser.isInPieces) await parser.skipPieces();
      else if (next < wanted.length) await parser.more();
    }
  }

  /**
   * Ends the process after all requests.
   *
   * @throws AppError if git failed or its output continues after the last object
   */
  async end(): Promise<void> {
    if (!this.#isOpen) return;
    // a read in progress was abandoned
    if (this.#isReading) {
      await this.#close();
      return;
    }
    this.#isOpen = false;
    this.#git.end();
    try {
      await this.#parser.end();
    } finally {
      await this.#parser.close();
    }
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    await this.#parser.close();
  }
}

/** Reads whole objects in the requested order; undefined for those that git does not have. */
export function readWhole(directory: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
  return wholeOf(
    readObjects(
      directory,
      names.map((object) => ({ object })),
    ),
  );
}

/** The whole content of objects that are being read, like {@link readWhole}. */
export async function wholeOf(
  reading: AsyncIterable<ReadObject<unknown>[]> | Iterable<ReadObject<unknown>[]>,
): Promise<(Buffer | undefined)[]> {
  const found: (Buffer | undefined)[] = [];
  // read to the end to notice if git fails
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
 * The IDs of the objects that exist locally. In a partial clone, git would fetch a missing object or fail when asked
 * for it, so this lists all objects instead.
 */
export async function presentObjects(directory: string, names: readonly string[]): Promise<Set<string>> {
  const wanted = new Set(names);
  const present = new Set<string>();
  if (wanted.size === 0) return present;
  const list = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)'];
  for await (const line of linesFrom(directory, list)) if (wanted.has(line)) present.add(line);
  return present;
}

/** Parses the output of `git cat-file --batch`. */
class CatFileParser {
  readonly #chunks: AsyncGenerator<Buffer>;
  /** Unparsed input: the bytes from an offset on, then further chunks, which are joined once they suffice. */
  #bytes: Buffer = NO_BYTES;
  #offset = 0;
  #waiting: Buffer[] = [];
  #length = 0;
  /** The number of bytes required before parsing can continue. */
  #needed = 0;
  /** The bytes left of a streamed object. */
  #left = 0;
  #isInPieces = false;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** True while the last object must be read or skipped before the next one. */
  get isInPieces(): boolean {
    return this.#isInPieces;
  }

  /** The next object; undefined until all of it has arrived, unless it is large enough to be streamed. */
  take(name: string): { content: Content | undefined } | undefined {
    if (this.#length < this.#needed) return undefined;
    this.#join();
    const bytes = this.#bytes;
    const header = headerAt(bytes, this.#offset, name);
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
    // git ends each object with a line feed
    if (start + size + 1 > bytes.length) return this.#wait(start - this.#offset + size + 1);
    if (bytes[start + size] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#pass(start + size + 1);
    return { content: bytes.subarray(start, start + size) };
  }

  /** Waits for more input. */
  async more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new AppError('git-short', { command: 'git cat-file' });
    this.#waiting.push(value);
    this.#length += value.length;
  }

  /** Skips the rest of a streamed object. */
  async skipPieces(): Promise<void> {
    while (this.#left > 0) await this.#piece();
    while (this.#length === 0) await this.more();
    this.#join();
    if (this.#bytes[this.#offset] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#pass(this.#offset + 1);
    this.#isInPieces = false;
  }

  /** Checks that nothing follows the last object and that git succeeded. */
  async end(): Promise<void> {
    const { done } = await this.#chunks.next();
    if (!done || this.#length > 0) throw new AppError('git-short', { command: 'git cat-file' });
  }

  /** Stops git before the end of its output. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    while (this.#left > 0) yield await this.#piece();
  }

  async #piece(): Promise<Buffer> {
    while (this.#length === 0) await this.more();
    this.#join();
    const piece = this.#bytes.subarray(this.#offset, this.#offset + this.#left);
    this.#pass(this.#offset + piece.length);
    this.#left -= piece.length;
    return piece;
  }

  #join(): void {
    if (this.#waiting.length === 0) return;
    const rest = this.#bytes.subarray(this.#offset);
    const [only] = this.#waiting;
    const isOne = rest.length === 0 && this.#waiting.length === 1 && only !== undefined;
    this.#bytes = isOne ? only : Buffer.concat([rest, ...this.#waiting]);
    this.#offset = 0;
    this.#waiting = [];
  }

  #wait(needed: number): undefined {
    this.#needed = needed;
  }

  #pass(to: number): void {
    this.#length -= to - this.#offset;
    this.#offset = to;
    this.#needed = 0;
  }
}

/**
 * Parses the header of an object.
 *
 * @returns the offset of the content, and its size if git has the object; undefined if the header is incomplete
 * @throws AppError if it is not the header of that object
 */
function headerAt(bytes: Buffer, at: number, name: string): { start: number; size?: number } | undefined {
  const end = bytes.indexOf(10, at);
  if (end === -1) return undefined;
  const header = bytes.toString('latin1', at, end);
  if (header === `${name} missing`) return { start: end + 1 };
  const size = Number(/^[0-9a-f]{40,64} \w+ (\d+)$/.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(size)) throw new AppError('git-short', { command: 'git cat-file' });
  return { start: end + 1, size };
}

/** The input for `git cat-file`, one name per line. */
export function namesOf(wanted: readonly Wanted[]): string {
  return wanted.map(({ object }) => `${object}\n`).join('');
}
