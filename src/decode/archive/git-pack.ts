import { inflateAt } from './bounded-inflate.ts';
import { type ArchiveFormat, type Host, type Member, nameAt, type UnscannedMember } from './member.ts';

/**
 * Git packs, alone or in a bundle. Deltas are not applied: their inserted bytes are scanned, and the pack is reported
 * as partly unscanned.
 *
 * Source: https://git-scm.com/docs/gitformat-pack
 */
export const gitPack: ArchiveFormat = {
  magicNumbers: ['PACK\0\0\0\x02', 'PACK\0\0\0\x03'],
  *members(host, offset) {
    const { bytes } = host;
    if (offset + HEADER_BYTES > bytes.length) return undefined;
    let next = offset + HEADER_BYTES;
    let isWhole = true;
    for (let left = bytes.readUInt32BE(offset + 8); left > 0; left -= 1) {
      const end = yield* objectMembers(host, next);
      if (end === undefined) {
        // without a valid first object, this is not a pack
        if (next === offset + HEADER_BYTES) return undefined;
        yield { name: '', reason: 'corrupt' };
        return next;
      }
      isWhole &&= (bytes.readUInt8(next) & TYPE_MASK) < OFS_DELTA;
      next = end;
    }
    if (!isWhole) yield { name: '', reason: 'git-delta' };
    return next;
  },
};

const HEADER_BYTES = 12;
const TYPE_MASK = 0x70;
const OFS_DELTA = 0x60;
const REF_DELTA = 0x70;
const ID_BYTES = 20;

function* objectMembers(host: Host, offset: number): Generator<Member | UnscannedMember, number | undefined> {
  const { bytes, budget, attempts } = host;
  const kind = (bytes[offset] ?? 0) & TYPE_MASK;
  let start = varintEnd(bytes, offset);
  if (kind === OFS_DELTA) start = varintEnd(bytes, start);
  else if (kind === REF_DELTA) start += ID_BYTES;
  const inflated = inflateAt(bytes.subarray(start), 'zlib', budget, attempts);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  if (content.length > 0) yield { name: nameAt(host, offset), bytes: content };
  if (reason !== undefined) yield { name: nameAt(host, offset), reason };
  return start + length;
}

/** The offset after a variable-length number, in which every byte but the last has its high bit set. */
function varintEnd(bytes: Buffer, offset: number): number {
  let end = offset;
  while (((bytes[end] ?? 0) & 0x80) !== 0) end += 1;
  return end + 1;
}
