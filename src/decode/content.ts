/** Bytes, or, where they are many, the way to them: to be gone once, before the next item is asked for. */
export type Content = Buffer | AsyncIterable<Buffer>;

/** Content of more bytes than this comes in pieces. */
export const MAX_BUFFERED_BYTES: number = 32 * 1024 * 1024;

/** Content whose raw bytes were scanned, but not what is folded up in them. */
export interface Unscanned {
  readonly path: string;
  /** Which member of the archive `path`, where it is one of them. */
  readonly inside?: string | undefined;
  readonly reason: UnscannedReason;
}

/** Why: its form is not one that keyward unfolds, or it is damaged, locked, or beyond a limit. */
export type UnscannedReason =
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
