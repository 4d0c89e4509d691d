import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { once } from '../shared/once.ts';
import type { Policy } from '../policy/policy.ts';
import { type ChangeContext, contextOfNewContent, type Source, type SourceItem } from '../scan/source.ts';

/**
 * Files on disk; directories are searched recursively, except `.git`, and links are not followed. Every line counts as
 * added.
 */
export class FilesSource implements Source {
  readonly kind = 'files';
  readonly #paths: readonly string[];
  readonly policy: () => Promise<Policy>;

  /** @param policyFolder the folder with the allowlist and the settings; without it, nothing is allowed */
  constructor(paths: readonly string[], policyFolder?: string) {
    this.#paths = paths;
    this.policy = once(() => policyOnDisk(policyFolder));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    for (const path of this.#paths) for await (const item of walk(path)) yield [item];
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }
}

/** A text from standard input. */
export class TextSource implements Source {
  readonly kind = 'stdin';
  readonly #bytes: Buffer;
  readonly policy: () => Promise<Policy>;

  /** @param policyFolder see {@link FilesSource} */
  constructor(bytes: Buffer, policyFolder?: string) {
    this.#bytes = bytes;
    this.policy = once(() => policyOnDisk(policyFolder));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield await Promise.resolve([{ path: '<stdin>', bytes: this.#bytes, newName: false }]);
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }
}

async function policyOnDisk(folder: string | undefined): Promise<Policy> {
  const [{ loadPolicy }, { readPolicyFiles }] = await Promise.all([
    import('../policy/load-policy.ts'),
    import('../policy/read-policy-files.ts'),
  ]);
  return loadPolicy(folder === undefined ? {} : readPolicyFiles(folder));
}

async function* walk(path: string): AsyncGenerator<SourceItem> {
  const kind = await attempt(path, () => lstat(path));
  const shown = path.replaceAll('\\', '/');
  if (kind.isDirectory()) {
    for (const name of await attempt(path, () => readdir(path)))
      if (name !== '.git') yield* walk(join(path, name));
  } else if (kind.isSymbolicLink()) {
    yield { path: shown, bytes: Buffer.from(await attempt(path, () => readlink(path))), newName: true };
  } else if (kind.isFile()) {
    const bytes = kind.size > MAX_BUFFERED_BYTES ? chunksOf(path) : await attempt(path, () => readFile(path));
    yield { path: shown, bytes, newName: true };
  } else {
    throw new AppError('unreadable-file', { path: shown, reason: 'not-a-file' });
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function attempt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): AppError {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new AppError('unreadable-file', { path: path.replaceAll('\\', '/'), reason }, error);
}
