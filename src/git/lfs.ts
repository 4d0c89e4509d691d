import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileError } from '../shared/errors.ts';
import { lfsPointerIn } from '../decode/lfs-pointer.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { type SourceItem } from '../scan/source.ts';
import type { GitClient } from './git.ts';

/** The member name under which content from Git LFS is reported. */
const LFS_PART = 'Git LFS object';

/**
 * The local store of Git LFS. Commits contain pointers; the content is sent to a separate server.
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
   * Replaces pointers by their content where it exists locally. Extension names in a pointer are scanned as text.
   *
   * @throws AppError `unreadable-file` if the content exists but cannot be read
   */
  async resolve(items: readonly SourceItem[]): Promise<readonly SourceItem[]> {
    const pointers = items.map(({ bytes }) => (Buffer.isBuffer(bytes) ? lfsPointerIn(bytes) : undefined));
    if (pointers.every((pointer) => pointer === undefined)) return items;
    const folder = await this.#objects();
    const resolved: SourceItem[] = [];
    for (const [index, item] of items.entries()) {
      const pointer = pointers[index];
      const content = pointer && contentOf(folder, item.path, pointer.oid);
      if (content === undefined) resolved.push(item);
      else resolved.push({ ...item, bytes: content, inside: LFS_PART });
      if (content !== undefined && pointer?.hasExtensions === true && Buffer.isBuffer(item.bytes))
        resolved.push({ ...item, bytes: withoutVersion(item.bytes) });
    }
    return resolved;
  }

  #objects(): Promise<string> {
    this.#folder ??= Promise.all([
      this.#git.run('rev-parse', '--git-common-dir'),
      this.#git.ask('config', '--type=path', '--get', 'lfs.storage'),
    ]).then((answers) => {
      const [common = '', storage = ''] = answers.map((answer) => answer?.replace(/\n$/, ''));
      return resolve(this.#git.directory, common, storage === '' ? 'lfs' : storage, 'objects');
    });
    return this.#folder;
  }
}

/** The content stored under an ID; undefined if it does not exist locally. */
function contentOf(folder: string, path: string, oid: string): Content | undefined {
  const file = join(folder, oid.slice(0, 2), oid.slice(2, 4), oid);
  try {
    // most objects of a large change do not exist locally; this call detects that without an exception
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return undefined;
    return size > MAX_BUFFERED_BYTES
      ? createReadStream(file, { highWaterMark: 1 << 20 })
      : readFileSync(file);
  } catch (error) {
    throw fileError('unreadable-file', path, error);
  }
}

/** The pointer without its first line, which is blanked so that the text is no pointer any more. */
function withoutVersion(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(LINE_FEED));
}

const LINE_FEED = 10;
