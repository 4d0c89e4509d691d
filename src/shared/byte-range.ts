/** A part of a text, as byte offsets; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
