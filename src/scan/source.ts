import type { Content } from '../decode/content.ts';
import type { BatchPrefilter } from '../prefilter/batch.ts';
import type { AddedLines, LineRange } from '../shared/line-ranges.ts';

export type SourceKind = 'staged' | 'range' | 'message' | 'files' | 'stdin' | 'history';

/** One file of a change, by its name and, once it is committed, by the commit; in an audit by the object. */
export interface FileRef {
  readonly path: string;
  readonly commit?: string | undefined;
}

/** One file of a change: its new content. */
export interface SourceItem extends FileRef {
  readonly bytes: Content;
  /** As which part of the file the content is shown, where it stands elsewhere. */
  readonly inside?: string | undefined;
  /** The name is new with this change, so it is scanned too. */
  readonly newName: boolean;
}

/** Commits that something was found in; `undefined` for what is not committed. */
export type Commits = ReadonlySet<string | undefined>;

/** Where new content comes from. */
export interface Source {
  readonly kind: SourceKind;
  /**
   * As many at a time as are at hand.
   *
   * @param sieve where of a text in which nothing can be found the bytes are not wanted
   */
  items(sieve?: () => Promise<BatchPrefilter>): AsyncIterable<readonly SourceItem[]>;
  /**
   * The items again, for a second look, also those that {@link items} leaves out because nothing can be found in them by
   * themselves. A source that leaves none out does not need it.
   *
   * @param mightMatch tells of a text as it is stored whether it is wanted; others may come, too
   */
  itemsAgain?(mightMatch: (bytes: Buffer) => boolean): AsyncIterable<readonly SourceItem[]>;
  /**
   * Which lines of the items the change adds, by {@link fileKey}, asked only when it matters; an item that is not in the
   * answer has none. A source without it adds every line.
   *
   * @param wanted where nothing is asked of other lines: pairs of first and last line
   */
  addedLines?(
    commits: Commits,
    wanted?: ReadonlyMap<string, readonly LineRange[]>,
  ): Promise<ReadonlyMap<string, AddedLines>>;
  /** The content that the changed files had before, under the paths that they have now. */
  before?(commits: Commits): AsyncIterable<SourceItem>;
  /**
   * To be called when nothing more is asked of it.
   *
   * @throws AppError when what it was read with did not end well
   */
  close?(): Promise<void>;
}

/** What the text of a commit's message goes by. */
export const MESSAGE_PATH = '<message>';

/** What the header of a commit or tag goes by: author, committer, tagger, and what else git writes before the message. */
export const HEADER_PATH = '<header>';

/** Whether a path names a part of a commit or tag, not a file. */
export function isInCommit(path: string): boolean {
  return path === MESSAGE_PATH || path === HEADER_PATH;
}

export function fileKey({ path, commit = '' }: FileRef): string {
  return `${commit}\0${path}`;
}
