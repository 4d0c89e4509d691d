import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { lfsPointerIn } from '../decode/lfs-pointer.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { type SourceItem } from '../scan/source.ts';
import type { GitClient } from './git.ts';

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
   * Files as Git LFS hands them on: in place of a pointer its content, where that is here. The names of extensions in a
   * pointer are text of its own.
   *
   * @throws AppError `unreadable-file` when it is here and cannot be read
   */
  async resolve(items: readonly SourceItem[]): Promise<readonly SourceItem[]> {
    const pointers = items.map(({ bytes }) => (Buffer.isBuffer(bytes) ? lfsPointerIn(bytes) : undefined));
    if (pointers.every((pointer) => pointer === undefined)) return items;
    const folder = await this.#objects();
    const resolved: SourceItem[] = [];
    for (const [nth, item] of items.entries()) {
      const pointer = pointers[nth];
      const content = pointer && contentOf(folder, item.path, pointer.oid);
      if (content === undefined) resolved.push(item);
      else resolved.push({ ...item, bytes: content, inside: LFS_PART });
      if (content !== undefined && pointer?.hasExtensions === true && Buffer.isBuffer(item.bytes))
        resolved.push({ ...item, bytes: withoutVersion(item.bytes) });
    }
    return resolved;
  }

  #objects(): Promise<string> {
    this.#folder ??= this.#git
      .run('rev-parse', '--git-common-dir')
      .then((answer) => resolve(this.#git.directory, answer.replace(/\n$/, ''), 'lfs', 'objects'));
    return this.#folder;
  }
}

/** What Git LFS keeps here under an id; nothing if it is elsewhere. */
function contentOf(folder: string, path: string, oid: string): Content | undefined {
  const file = join(folder, oid.slice(0, 2), oid.slice(2, 4), oid);
  try {
    // of the many that a change can hold, most are not here; to find that out takes one call and no error
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return undefined;
    return size > MAX_BUFFERED_BYTES
      ? createReadStream(file, { highWaterMark: 1 << 20 })
      : readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AppError('unreadable-file', { path, reason: code ?? 'unknown' }, error);
  }
}

/** A pointer's other lines, each in its place; alone they are no pointer. */
function withoutVersion(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(LINE_FEED));
}

const LINE_FEED = 10;
