import type { Content } from '../decode/content.ts';
import type { BatchPrefilter } from '../prefilter/batch.ts';
import type { AddedLines, LineRange } from '../shared/line-ranges.ts';

export type SourceKind = 'staged' | 'range' | 'message' | 'files' | 'stdin' | 'history';

/**
 * A file of a change: its path and its commit (undefined while uncommitted). In an audit, `commit` is the object ID.
 */
export interface FileRef {
  readonly path: string;
  readonly commit?: string | undefined;
}

/** A file of a change with its new content. */
export interface SourceItem extends FileRef {
  readonly bytes: Content;
  /** The part of the file that the content is shown as, if it is stored elsewhere. */
  readonly inside?: string | undefined;
  /** True if the change gives the file a new name; new names are scanned too. */
  readonly newName: boolean;
}

/** IDs of commits with findings; `undefined` means uncommitted content. */
export type Commits = ReadonlySet<string | undefined>;

/** A source of new content. */
export interface Source {
  readonly kind: SourceKind;
  /**
   * The items in batches.
   *
   * @param sieve lets the source leave out content that cannot contain a finding
   */
  items(sieve?: () => Promise<BatchPrefilter>): AsyncIterable<readonly SourceItem[]>;
  /**
   * The items for the second pass, including those that {@link items} leaves out because they cannot contain a finding
   * by themselves. Needed only by a source that leaves items out.
   *
   * @param mightMatch true if stored bytes are needed; the source may give more
   */
  itemsAgain?(mightMatch: (bytes: Buffer) => boolean): AsyncIterable<readonly SourceItem[]>;
  /**
   * The lines that the change adds, by {@link fileKey}; called only when needed. An item without an entry has no added
   * lines. A source without this method adds every line.
   *
   * @param neededLines the only ranges of lines that matter to the caller
   */
  addedLines?(
    commits: Commits,
    neededLines?: ReadonlyMap<string, readonly LineRange[]>,
  ): Promise<ReadonlyMap<string, AddedLines>>;
  /** The previous contents of the changed files, under their current paths. */
  previousContents?(commits: Commits): AsyncIterable<SourceItem>;
  /**
   * Called once the source is no longer needed.
   *
   * @throws AppError if a process that the source used failed
   */
  close?(): Promise<void>;
}

/** The path under which a commit message is reported. */
export const MESSAGE_PATH = '<message>';

/**
 * The path under which the header of a commit or tag is reported: author, committer, tagger and all else that git
 * writes before the message.
 */
export const HEADER_PATH = '<header>';

/** True if the path denotes a part of a commit or tag instead of a file. */
export function isInCommit(path: string): boolean {
  return path === MESSAGE_PATH || path === HEADER_PATH;
}

export function fileKey({ path, commit = '' }: FileRef): string {
  return `${commit}\0${path}`;
}
