import { createReadStream, promises } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../core/errors.ts';
import { type Content, LARGE, type SourceItem } from '../core/source.ts';
import type { GitClient } from './client.ts';

/** As which part of a file what Git LFS keeps of it is shown. */
const LFS_PART = 'Git LFS object';

/**
 * What Git LFS keeps beside the repository: the commit holds a pointer, and the content goes to a server of its own.
 *
 * Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export class LfsStore {
  readonly #git: GitClient;
  #folder: Promise<string> | undefined;

  constructor(git: GitClient) {
    this.#git = git;
  }

  /**
   * Files as Git LFS hands them on: in place of a pointer its content, where that is here.
   *
   * @throws AppError `unreadable-file` when it is here and cannot be read
   */
  async resolve(items: readonly SourceItem[]): Promise<readonly SourceItem[]> {
    const ids = items.map(({ bytes }) => pointedAt(bytes));
    if (ids.every((id) => id === undefined)) return items;
    return Promise.all(
      items.map(async (item, nth) => {
        const id = ids[nth];
        const content = id === undefined ? undefined : await this.#contentOf(item.path, id);
        return content === undefined ? item : { ...item, bytes: content, inside: LFS_PART };
      }),
    );
  }

  async #contentOf(path: string, id: string): Promise<Content | undefined> {
    const file = join(await this.#objects(), id.slice(0, 2), id.slice(2, 4), id);
    try {
      const { size } = await promises.stat(file);
      return size > LARGE
        ? createReadStream(file, { highWaterMark: 1 << 20 })
        : await promises.readFile(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      throw new AppError('unreadable-file', { path, reason: code ?? 'unknown' }, error);
    }
  }

  #objects(): Promise<string> {
    this.#folder ??= this.#git
      .run('rev-parse', '--git-common-dir')
      .then((answer) => resolve(this.#git.directory, answer.replace(/\n$/, ''), 'lfs', 'objects'));
    return this.#folder;
  }
}

/** The id of what a pointer points at. */
function pointedAt(blob: Content): string | undefined {
  return Buffer.isBuffer(blob) && blob.length < POINTER_BYTES && blob.subarray(0, 8).equals(BEGINNING)
    ? POINTER.exec(blob.toString('latin1'))?.[1]
    : undefined;
}

const BEGINNING = Buffer.from('version ');

/** Pointers are smaller than this. */
const POINTER_BYTES = 1024;

const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/[^\n]*\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\n/;
