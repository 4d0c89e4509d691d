import { createReadStream } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { once } from '../shared/once.ts';
import { attempt, unreadable, walk } from './walk.ts';
import type { Policy } from '../policy/policy.ts';
import { type ChangeContext, contextOfNewContent, type Source, type SourceItem } from '../scan/source.ts';

/**
 * Files on disk; directories are searched recursively, except `.git`, and links are not followed. Every line counts as
 * added.
 */
export class FilesSource implements Source {
  readonly kind = 'files';
  readonly #paths: readonly string[];
  readonly #nameOf: (path: string) => string;
  readonly policy: () => Promise<Policy>;

  /**
   * @param policyFolder the folder with the allowlist and the settings; without it, nothing is allowed
   * @param nameOf returns the path that is reported for a file, and to which the policy applies
   */
  constructor(
    paths: readonly string[],
    policyFolder?: string,
    nameOf: (path: string) => string = (path) => path.split(sep).join('/'),
  ) {
    this.#paths = paths;
    this.#nameOf = nameOf;
    this.policy = once(() => policyOnDisk(policyFolder));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const lists: string[][] = [];
    for (const path of this.#paths) lists.push(await walk(path));
    const files = lists.flat();
    for (let start = 0; start < files.length; start += READ_TOGETHER)
      yield Promise.all(
        files.slice(start, start + READ_TOGETHER).map((file) => readItem(file, this.#nameOf(file))),
      );
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }
}

/** The number of files that are read at the same time. */
const READ_TOGETHER = 8;

/** A text from standard input, or from a program. */
export class TextSource implements Source {
  readonly kind = 'stdin';
  readonly #bytes: Buffer;
  readonly #path: string | undefined;
  readonly policy: () => Promise<Policy>;

  /**
   * @param policyFolder see {@link FilesSource}
   * @param path the path of the text, if it has one: it is scanned too, and the policy applies to it
   */
  constructor(bytes: Buffer, policyFolder?: string, path?: string) {
    this.#bytes = bytes;
    this.#path = path;
    this.policy = once(() => policyOnDisk(policyFolder));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const item = { path: this.#path ?? '<stdin>', bytes: this.#bytes, newName: this.#path !== undefined };
    yield await Promise.resolve([item]);
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }
}

/** Reads the policy in a folder; without one, nothing is allowed. */
export async function policyOnDisk(folder: string | undefined): Promise<Policy> {
  const { loadPolicy, readPolicyFiles } = await import('../policy/load-policy.ts');
  return loadPolicy(folder === undefined ? {} : readPolicyFiles(folder));
}

async function readItem(file: string, path: string): Promise<SourceItem> {
  const kind = await attempt(file, () => lstat(file));
  if (kind.isSymbolicLink())
    return { path, bytes: Buffer.from(await attempt(file, () => readlink(file))), newName: true };
  if (!kind.isFile()) throw new AppError('unreadable-file', { path, reason: 'not-a-file' });
  const bytes = kind.size > MAX_BUFFERED_BYTES ? chunksOf(file) : await attempt(file, () => readFile(file));
  return { path, bytes, newName: true };
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  }
}
