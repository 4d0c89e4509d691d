import { AppError } from '../core/errors.ts';
import { streamGit } from './stream.ts';

/** One answer of `git cat-file --batch`; without bytes where git has no such object. */
export interface ObjectAnswer {
  readonly name: string;
  readonly bytes: Buffer | undefined;
}

/**
 * Reads objects from git's store in one process, in the order asked for. No attribute, filter, textconv or diff setting
 * takes part.
 *
 * @param names object ids, or `:path` for the index
 * @throws AppError when git gives fewer objects or bytes than it announced
 */
export async function* readObjects(
  directory: string,
  names: readonly string[],
): AsyncGenerator<ObjectAnswer> {
  if (names.length === 0) return;
  const reader = new Reader(streamGit(directory, ['cat-file', '--batch'], `${names.join('\n')}\n`));
  try {
    for (const name of names) yield { name, bytes: await nextObject(reader, name) };
    await reader.end();
  } finally {
    await reader.close();
  }
}

async function nextObject(reader: Reader, name: string): Promise<Buffer | undefined> {
  const header = await reader.line();
  if (header === `${name} missing`) return undefined;
  const size = /^[0-9a-f]{40,64} \w+ (\d+)$/.exec(header)?.[1];
  if (size === undefined) throw new AppError('git-short', { command: 'git cat-file' });
  return reader.object(Number(size));
}

/** Takes lines and counted bytes out of a stream of chunks. */
class Reader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

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
