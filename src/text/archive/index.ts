import { gzip } from './gzip.ts';
import type { Budget, Member, SealedMember } from './member.ts';
import { sealedKind } from './sealed.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';

export type { Budget } from './member.ts';

/** Every kind that can be looked into. */
const kinds = [gzip, zip, tar];

/**
 * What an archive holds, and which parts of it could not be looked into.
 *
 * @param name the archive's own name
 * @returns nothing where the bytes are no archive
 */
export function unpack(
  bytes: Buffer,
  budget: Budget,
  name: string,
): Iterable<Member | SealedMember> | undefined {
  const kind = kinds.find((each) => each.matches(bytes));
  if (kind !== undefined) return kind.members(bytes, budget, name);
  const reason = sealedKind(bytes);
  return reason === undefined ? undefined : [{ name: '', reason }];
}
