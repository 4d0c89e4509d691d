import type { ByteRange } from '../shared/byte-range.ts';

/** A byte range that a text shares with its base. */
export interface Same extends ByteRange {
  /** Its offset in the text minus its offset in the base. */
  readonly shift: number;
}

/** The difference between a text and its base. */
export interface Difference {
  /**
   * Returns the ranges that differ from the base or have other neighbours.
   *
   * @param near ranges at most this many bytes apart are merged
   */
  changed(near: number): ByteRange[];
  /** Returns the ranges that the base contains too, in order. */
  same(): Same[];
}

/** A text that can be read in parts. */
export interface Version<T extends object = object> {
  /** The identity of the text. */
  readonly of: T;
  /** In bytes. */
  readonly size: number;
  /** The text that `change` compares it with. */
  readonly base?: T;
  readonly change?: Difference;
  /**
   * @returns the bytes, valid until the next read
   * @throws if they cannot be read
   */
  read(start: number, end: number): Buffer;
}

/** The parts of a content that need a scan. */
export interface CandidateRegions {
  readonly parts: readonly Buffer[];
  /** Call this if a scan finds nothing in any part. */
  proved(): void;
}

/** A prefilter for many texts, independent of their names. */
export interface BatchPrefilter {
  /**
   * Filters versions of texts, in order and lazily. Reuses the results for the base of a version.
   *
   * @returns each version with its candidate regions, valid until the next one; with undefined if all of it needs a scan
   */
  ofVersions<T extends object>(
    versions: Iterable<Version<T>>,
  ): Iterable<[Version<T>, CandidateRegions | undefined]>;
  /** Returns for each name whether it may be evidence or contain a key. */
  ofNames(names: readonly string[]): boolean[];
}
