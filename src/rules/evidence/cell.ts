import type { ByteRange } from '../../shared/byte-range.ts';

/** A value in a table. It has no name next to it, but its column has one further up. */
export interface Cell extends ByteRange {
  /** The name of the column. */
  readonly name: string;
  /** The offset after the name of the column. */
  readonly named: number;
}

/** Returns true for names of secrets. */
export type SaysSecret = (name: string) => boolean;
