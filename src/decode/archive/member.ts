import type { UnscannedReason } from '../content.ts';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A part of an archive that could not be looked into, in whole or to its end. */
export interface SealedMember {
  readonly name: string;
  readonly reason: UnscannedReason;
}

/** What one file may still unfold to. It shrinks as it is used. */
export interface ExpansionLimits {
  bytes: number;
  /** How many more archives its texts may hold. */
  archives: number;
}

/** A file in which archives are searched for. */
export interface Host {
  readonly bytes: Buffer;
  /** The file's own name, for kinds that hold one file without a name. */
  readonly name: string;
  /** How many bytes of the file are before these. */
  readonly offset: number;
  /** Whether nothing but its first bytes says that it is an archive, so that they do not suffice. */
  readonly isGuess: boolean;
  readonly budget: ExpansionLimits;
  /** What may still be tried in vain, see {@link inflateAt}. */
  readonly patience: Patience;
}

/** Bounds the work on what only looks like an archive, so that the whole search takes linear time. */
export interface Patience {
  tries: number;
}

/** The members of an archive, and the offset at which it ends; no offset if it is none. */
export type Members = Generator<Member | SealedMember, number | undefined>;

/**
 * Reads one kind of archive.
 *
 * Written here and not taken from a library because a header's sizes must never be believed: whatever is shorter, longer
 * or other than announced has to be named, and none of it may take more than the budget.
 */
export interface ArchiveKind {
  /** The first bytes of each form of it, at least two, in Latin-1. */
  readonly beginnings: readonly string[];
  /**
   * Reads the one that begins at an offset. Bytes that hold its first bytes by chance are none, so it has to make sure:
   * only at the beginning of a file these suffice.
   */
  members(host: Host, at: number): Members;
}

/** How a member without a name is called: by where in the file it begins. */
export function nameAt({ offset }: Host, at: number): string {
  return `@${offset + at}`;
}

/** A file's name without its folder, and without an ending that says how it is compressed. */
export function nameWithout({ name }: Host, ending: RegExp): string {
  return name.replace(/^.*\//, '').replace(ending, '');
}
