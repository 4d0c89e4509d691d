import type { ByteRange } from '../../shared/byte-range.ts';

/** A value in a table, which has no name beside it: the name of its column is further up. */
export interface Cell extends ByteRange {
  /** The name of the column. */
  readonly name: string;
  /** The offset behind the name of the column. */
  readonly named: number;
}

/** Tells which names are those of secrets. */
export type SaysSecret = (name: string) => boolean;
