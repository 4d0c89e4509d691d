/** A part of a text: the offsets of its first byte and of the byte behind its last one. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
