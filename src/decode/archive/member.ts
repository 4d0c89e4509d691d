import type { UnscannedReason } from '../content.ts';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** An archive, a member, or the rest of one that could not be unpacked. */
export interface UnscannedMember {
  readonly name: string;
  readonly reason: UnscannedReason;
}

/** How much one file may still expand; the numbers decrease as content is unpacked. */
export interface ExpansionLimits {
  bytes: number;
  /** The number of further archives that may be unpacked from its texts. */
  archives: number;
}

/** The bytes that are searched for archives. */
export interface Host {
  readonly bytes: Buffer;
  /** The file's name, for formats with a single unnamed member. */
  readonly name: string;
  /** The offset of `bytes` within the file. */
  readonly offset: number;
  /** True if the bytes may not be a file at all, so a magic number at their start proves nothing. */
  readonly isGuess: boolean;
  readonly budget: ExpansionLimits;
  /** The failed attempts left; see {@link inflateAt}. */
  readonly attempts: AttemptLimit;
}

/** Limits the work on bytes that only look like an archive, so that the search takes linear time. */
export interface AttemptLimit {
  left: number;
}

/** Yields the members of an archive and returns its end offset; undefined if it is not one. */
export type Members = Generator<Member | UnscannedMember, number | undefined>;

/**
 * A reader for one archive format.
 *
 * It is written here instead of taken from a library because sizes in headers cannot be trusted: any other size must be
 * reported, and nothing may exceed the expansion limits.
 */
export interface ArchiveFormat {
  /** The magic numbers of the format in Latin-1, at least two bytes each. */
  readonly magicNumbers: readonly string[];
  /**
   * Reads the archive at an offset. Bytes may equal a magic number by chance, so the reader must verify more than that,
   * except at the start of a file.
   */
  members(host: Host, at: number): Members;
}

/** The name of an unnamed member: its offset in the file. */
export function nameAt({ offset }: Host, at: number): string {
  return `@${offset + at}`;
}

/** The file's name without its directory and without its compression suffix. */
export function nameWithout({ name }: Host, ending: RegExp): string {
  return name.replace(/^.*\//, '').replace(ending, '');
}
