import type { ByteRange } from '../shared/byte-range.ts';

/** Texts one behind the other in one piece of memory; what stands between them is part of none. */
export interface Texts {
  readonly bytes: Buffer;
  /** Where each begins, which is at the beginning of a line. */
  readonly starts: readonly number[];
  /** Where each ends: behind its last byte, and before a line end if that is none. */
  readonly ends: readonly number[];
}

/** What a text has in common with another one. */
export interface Same extends ByteRange {
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
  changed(near: number): ByteRange[];
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
export interface CandidateRegions {
  readonly parts: readonly Buffer[];
  /** To be called when there is nothing in any of them. */
  proved(): void;
}

/** Tells what of many texts may hold something, whatever their names. */
export interface BatchPrefilter {
  /**
   * Takes most of them for what they were before. In order, as each is asked for.
   *
   * @returns each with the parts outside which there is nothing, until the next one is asked for; with nothing where that
   *   cannot be told
   */
  ofVersions<T extends object>(
    versions: Iterable<Version<T>>,
  ): Iterable<[Version<T>, CandidateRegions | undefined]>;
  /**
   * Of texts of which most hold nothing.
   *
   * @returns for each text 1, or 0 where there is nothing to find in it
   */
  ofFiles(texts: Texts): Uint8Array;
  /** Of names whether each may be evidence, or hold a key. */
  ofNames(names: readonly string[]): boolean[];
}
