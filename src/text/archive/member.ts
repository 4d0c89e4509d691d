import type { NotUnfoldedReason } from '../../core/source.ts';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A part of an archive that could not be looked into, in whole or to its end. */
export interface SealedMember {
  readonly name: string;
  readonly reason: NotUnfoldedReason;
}

/** What one file may still unfold to. It shrinks as it is used. */
export interface Budget {
  bytes: number;
  /** How many more archives its texts may hold. */
  archives: number;
}

/**
 * Reads one kind of archive, told by its first bytes.
 *
 * Written here and not taken from a library because a header's sizes must never be believed: whatever is shorter, longer
 * or other than announced has to be named, and none of it may take more than the budget.
 */
export interface ArchiveKind {
  matches(bytes: Buffer): boolean;
  /** @param name the archive's own name, for kinds that hold one file without a name */
  members(bytes: Buffer, budget: Budget, name: string): Iterable<Member | SealedMember>;
}
