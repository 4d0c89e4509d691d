import { inflateAt } from './bounded-inflate.ts';
import { type ArchiveKind, type Host, type Member, nameAt, type SealedMember } from './member.ts';

/**
 * Objects as git hands them on, alone or in a bundle. One that is stored as a change of another is not put together: what
 * is new in it is looked at, and the pack is named.
 *
 * Source: https://git-scm.com/docs/gitformat-pack
 */
export const gitPack: ArchiveKind = {
  beginnings: ['PACK\0\0\0\x02', 'PACK\0\0\0\x03'],
  *members(host, at) {
    const { bytes } = host;
    if (at + HEADER > bytes.length) return undefined;
    let next = at + HEADER;
    let isWhole = true;
    for (let left = bytes.readUInt32BE(at + 8); left > 0; left -= 1) {
      const end = yield* objectMembers(host, next);
      if (end === undefined) {
        // what no object begins in is no pack
        if (next === at + HEADER) return undefined;
        yield { name: '', reason: 'corrupt' };
        return next;
      }
      isWhole &&= (bytes.readUInt8(next) & KIND) < OFFSET_DELTA;
      next = end;
    }
    if (!isWhole) yield { name: '', reason: 'git-delta' };
    return next;
  },
};

const HEADER = 12;
const KIND = 0x70;
const OFFSET_DELTA = 0x60;
const NAMED_DELTA = 0x70;
const ID_BYTES = 20;

function* objectMembers(host: Host, at: number): Generator<Member | SealedMember, number | undefined> {
  const { bytes, budget, patience } = host;
  const kind = (bytes[at] ?? 0) & KIND;
  let start = varintEnd(bytes, at);
  if (kind === OFFSET_DELTA) start = varintEnd(bytes, start);
  else if (kind === NAMED_DELTA) start += ID_BYTES;
  const inflated = inflateAt(bytes.subarray(start), 'zlib', budget, patience);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  if (content.length > 0) yield { name: nameAt(host, at), bytes: content };
  if (reason !== undefined) yield { name: nameAt(host, at), reason };
  return start + length;
}

/** Where a number ends of which each byte but the last has its highest bit set. */
function varintEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (((bytes[end] ?? 0) & 0x80) !== 0) end += 1;
  return end + 1;
}
