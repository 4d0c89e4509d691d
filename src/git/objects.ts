import { AppError } from '../core/errors.ts';
import { type Content, LARGE } from '../core/source.ts';
import { linesFrom, type RunningGit, startGit } from './stream.ts';

const NO_BYTES = Buffer.alloc(0);

/** The text of a commit or tag: what stands behind its headers and the blank line. */
export function messageOf(object: Buffer): Buffer {
  const end = object.indexOf('\n\n');
  return end === -1 ? NO_BYTES : object.subarray(end + 2);
}

/** Something with an object of git's: its id, or `:path` for the index. */
interface Wanted {
  readonly object: string;
}

/**
 * Reads objects from git's store in one process, in the order asked for. No attribute, filter, textconv or diff setting
 * takes part. A large one comes in pieces.
 *
 * @returns each of what was asked for, all of them, with its bytes; without bytes where git has no such object
 * @throws AppError when git gives fewer objects or bytes than it announced
 */
export async function* readObjects<T extends Wanted>(
  directory: string,
  wanted: readonly T[],
): AsyncGenerator<[each: T, bytes: Content | undefined]> {
  if (wanted.length > 0) yield* new ObjectStore(directory).read(wanted);
}

/** A process that reads objects, and is started before it is known which, while git finds that out. It reads once. */
export class ObjectStore {
  readonly #git: RunningGit;

  constructor(directory: string) {
    this.#git = startGit(directory, ['cat-file', '--batch', '--buffer'], 'pipe');
  }

  /** As {@link readObjects}. */
  async *read<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<[each: T, bytes: Content | undefined]> {
    this.#git.end(wanted.map(({ object }) => `${object}\n`).join(''));
    const reader = new Reader(this.#git.output());
    try {
      for (const each of wanted) {
        yield [each, await nextObject(reader, each.object)];
        await reader.skipRest();
      }
      await reader.end();
    } finally {
      await reader.close();
    }
  }

  /** Ends it where nothing is to be read. */
  close(): void {
    this.#git.end('');
  }
}

/** Objects, whole, in the order asked for; nothing where git has no such object. */
export async function readWhole(
  directory: string,
  names: readonly string[],
): Promise<(Buffer | undefined)[]> {
  const found: (Buffer | undefined)[] = [];
  const wanted = names.map((object) => ({ object }));
  // read to git's end, so that a git that dies is noticed
  for await (const [, bytes] of readObjects(directory, wanted)) {
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

async function nextObject(reader: Reader, name: string): Promise<Content | undefined> {
  const header = await reader.line();
  if (header === `${name} missing`) return undefined;
  const size = Number(/^[0-9a-f]{40,64} \w+ (\d+)$/.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(size)) throw new AppError('git-short', { command: 'git cat-file' });
  return size > LARGE ? reader.parts(size) : reader.object(size);
}

/** Takes lines and counted bytes out of a stream of chunks. */
class Reader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  /** What is still to come of an object that comes in pieces. */
  #left = 0;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end !== -1) {
        const line = this.#rest.toString('utf8', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      this.#rest = Buffer.concat([this.#rest, await this.#more()]);
    }
  }

  /** `size` bytes and the line end that git puts behind them. */
  async object(size: number): Promise<Buffer> {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < size + 1) {
      const chunk = await this.#more();
      parts.push(chunk);
      have += chunk.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts);
    if (all[size] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#rest = all.subarray(size + 1);
    return all.subarray(0, size);
  }

  /** As {@link object}, as it comes. */
  async *parts(size: number): AsyncGenerator<Buffer> {
    this.#left = size;
    while (this.#left > 0) yield await this.#part();
    await this.#lineEnd();
  }

  /** Reads on to the end of an object that was not wanted to its end. */
  async skipRest(): Promise<void> {
    if (this.#left === 0) return;
    while (this.#left > 0) await this.#part();
    await this.#lineEnd();
  }

  async #part(): Promise<Buffer> {
    if (this.#rest.length === 0) this.#rest = await this.#more();
    const part = this.#rest.subarray(0, this.#left);
    this.#rest = this.#rest.subarray(part.length);
    this.#left -= part.length;
    return part;
  }

  async #lineEnd(): Promise<void> {
    if (this.#rest.length === 0) this.#rest = await this.#more();
    if (this.#rest[0] !== 10) throw new AppError('git-short', { command: 'git cat-file' });
    this.#rest = this.#rest.subarray(1);
  }

  /** Nothing may follow the last object, and git must have ended well. */
  async end(): Promise<void> {
    const { done } = await this.#chunks.next();
    if (!done || this.#rest.length > 0) throw new AppError('git-short', { command: 'git cat-file' });
  }

  /** Ends git where its answer is not wanted to the end. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async #more(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new AppError('git-short', { command: 'git cat-file' });
    return value;
  }
}
