import type { ByteRange } from '../../shared/byte-range.ts';

/** A value in a table. Its name is the column header above it. */
export interface Cell extends ByteRange {
  /** The name of the column. */
  readonly name: string;
  /** The offset after the name of the column. */
  readonly named: number;
}

/** Returns true if a column name says that its values are secrets. */
export type SaysSecret = (name: string) => boolean;
