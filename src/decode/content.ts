/** The bytes of a file; a stream for large ones. A stream must be read once, before the next item is requested. */
export type Content = Buffer | AsyncIterable<Buffer>;

/** Larger content is streamed. */
export const MAX_BUFFERED_BYTES: number = 32 * 1024 * 1024;

/** Content of which only the raw bytes were scanned. */
export interface Unscanned {
  readonly path: string;
  /** The archive member, if it is one. */
  readonly inside?: string | undefined;
  readonly reason: UnscannedReason;
}

/** The reason: the format is unsupported, or the content is damaged, encrypted or beyond a limit. */
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
