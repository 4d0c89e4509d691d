import type { Content } from '../decode/content.ts';
import type { Policy } from '../policy/policy.ts';
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

/** The part of a change that a scan asks about. */
export interface ChangeQuery {
  /** The commits that hold candidates. */
  readonly commits: Commits;
  /** The only ranges of lines that matter, by {@link fileKey}; or all lines, those of all other commits too. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]> | 'all';
}

/** The lines that a change adds, by {@link fileKey}; a file without an entry has none. */
export type AddedLinesByFile = ReadonlyMap<string, AddedLines>;

/** What a scan that found something must know about a change. A source fetches all of it at the same time. */
export interface ChangeContext {
  readonly policy: Promise<Policy>;
  /** `all` if everything that the source yields is added. */
  readonly addedLines: Promise<AddedLinesByFile | 'all'>;
  /** The previous contents of the changed files, under their current paths; read as they are consumed. */
  readonly previousContents: AsyncIterable<SourceItem>;
}

/** A source of new content. */
export interface Source {
  readonly kind: SourceKind;
  /** The items in batches. */
  items(): AsyncIterable<readonly SourceItem[]>;
  /**
   * The items for the second pass, including those that {@link items} leaves out because they cannot contain a finding
   * by themselves. Needed only by a source that leaves items out.
   *
   * @param mightMatch true if stored bytes are needed; the source may give more
   */
  itemsAgain?(mightMatch: (bytes: Buffer) => boolean): AsyncIterable<readonly SourceItem[]>;
  /** The policy that applies to the content; read at most once. */
  policy(): Promise<Policy>;
  /** Starts to fetch the context of the change. A scan that finds nothing does not need it. */
  context(query: ChangeQuery): ChangeContext;
  /**
   * Called once the source is no longer needed.
   *
   * @throws AppError if a process that the source used failed
   */
  close?(): Promise<void>;
}

/** The context of content that has no previous version. */
export function contextOfNewContent(policy: Promise<Policy>): ChangeContext {
  return { policy, addedLines: Promise.resolve('all'), previousContents: NO_ITEMS };
}

const NO_ITEMS: AsyncIterable<SourceItem> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

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
