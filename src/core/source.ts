import type { AddedLines } from './lines.ts';

export type SourceKind = 'staged' | 'files' | 'stdin';

/** One file of a change: its new content. */
export interface SourceItem {
  readonly path: string;
  readonly bytes: Buffer;
  /** The name is new with this change, so it is scanned too. */
  readonly newName: boolean;
}

/** Where new content comes from. */
export interface Source {
  readonly kind: SourceKind;
  items(): AsyncIterable<SourceItem>;
  /**
   * Which lines of the items the change adds, asked only when it matters; a path that is not in the answer has none.
   * A source without it adds every line.
   */
  addedLines?(): Promise<ReadonlyMap<string, AddedLines>>;
  /** The content that the changed files had before, under the paths that they have now. */
  before?(): AsyncIterable<SourceItem>;
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
  | 'bzip2'
  | 'cab'
  | 'compress'
  | 'lz4'
  | 'lzip'
  | 'rar'
  | 'xz'
  | 'zstd'
  | 'git-lfs';
