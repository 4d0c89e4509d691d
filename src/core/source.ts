import type { AddedLines, LineRange } from './lines.ts';

export type SourceKind = 'staged' | 'range' | 'message' | 'files' | 'stdin' | 'history';

/** One file of a change, by its name and, once it is committed, by the commit; in an audit by the object. */
export interface Place {
  readonly path: string;
  readonly commit?: string | undefined;
}

/** Bytes, or, where they are many, the way to them: to be gone once, before the next item is asked for. */
export type Content = Buffer | AsyncIterable<Buffer>;

/** Content of more bytes than this comes in pieces. */
export const LARGE: number = 32 * 1024 * 1024;

/** One file of a change: its new content. */
export interface SourceItem extends Place {
  readonly bytes: Content;
  /** As which part of the file the content is shown, where it stands elsewhere. */
  readonly inside?: string | undefined;
  /** The name is new with this change, so it is scanned too. */
  readonly newName: boolean;
}

/** Texts one behind the other in one piece of memory; what stands between them is part of none. */
export interface Texts {
  readonly bytes: Buffer;
  /** Where each begins, which is at the beginning of a line. */
  readonly starts: readonly number[];
  /** Where each ends: behind its last byte, and before a line end if that is none. */
  readonly ends: readonly number[];
}

/** A part of a text: the offsets of its first byte and of the byte behind its last one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a text has in common with another one. */
export interface Same extends Stretch {
  /** How much further back it stands than in the other one. */
  readonly shift: number;
}

/** How a text is stored as a change of another one. */
export interface Change {
  /**
   * What is not the same as in the other one, or has other neighbours.
   *
   * @param near those that are not further apart, in bytes, are one
   */
  changed(near: number): Stretch[];
  /** What stands in the other one as well, in order. */
  same(): Same[];
}

/** A text of which parts can be had. */
export interface Version<T extends object = object> {
  /** What it is of. */
  readonly of: T;
  /** In bytes. */
  readonly size: number;
  /** What it is a change of. */
  readonly base?: T;
  readonly change?: Change;
  /**
   * @returns bytes, until others are asked for
   * @throws when they cannot be read
   */
  read(start: number, end: number): Buffer;
}

/** What has to be looked at of a content. */
export interface Narrowed {
  readonly parts: readonly Buffer[];
  /** To be called when there is nothing in any of them. */
  proved(): void;
}

/** Tells what of many texts may hold something, whatever their names. */
export interface Sieve {
  /**
   * Takes most of them for what they were before. In order, as each is asked for.
   *
   * @returns each with the parts outside which there is nothing, until the next one is asked for; with nothing where that
   *   cannot be told
   */
  ofVersions<T extends object>(versions: Iterable<Version<T>>): Iterable<[Version<T>, Narrowed | undefined]>;
  /**
   * Of texts of which most hold nothing.
   *
   * @returns for each text 1, or 0 where there is nothing to find in it
   */
  ofFiles(texts: Texts): Uint8Array;
  /** Of names whether each may be evidence, or hold a key. */
  ofNames(names: readonly string[]): boolean[];
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
  items(sieve?: () => Promise<Sieve>): AsyncIterable<readonly SourceItem[]>;
  /**
   * The items again, for a second look, also those that {@link items} leaves out because nothing can be found in them by
   * themselves. A source that leaves none out does not need it.
   *
   * @param mayHold tells of a text as it is stored whether it is wanted; others may come, too
   */
  itemsAgain?(mayHold: (bytes: Buffer) => boolean): AsyncIterable<readonly SourceItem[]>;
  /**
   * Which lines of the items the change adds, by {@link placeKey}, asked only when it matters; an item that is not in the
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

export function placeKey({ path, commit = '' }: Place): string {
  return `${commit}\0${path}`;
}

/** Content whose raw bytes were scanned, but not what is folded up in them. */
export interface NotUnfolded {
  readonly path: string;
  /** Which member of the archive `path`, where it is one of them. */
  readonly inside?: string | undefined;
  readonly reason: NotUnfoldedReason;
}

/** Why: its form is not one that keyward unfolds, or it is damaged, locked, or beyond a limit. */
export type NotUnfoldedReason =
  | 'corrupt'
  | 'encrypted'
  | 'too-large'
  | 'too-deep'
  | 'unknown-method'
  | '7z'
  | 'arj'
  | 'bzip2'
  | 'cab'
  | 'compress'
  | 'git-delta'
  | 'lz4'
  | 'lzh'
  | 'lzip'
  | 'lzma'
  | 'lzo'
  | 'rar'
  | 'snappy'
  | 'xz'
  | 'zstd'
  | 'git-lfs';
