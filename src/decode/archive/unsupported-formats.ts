import type { UnscannedReason } from '../content.ts';
import type { Markers } from '../prefilter-hint.ts';
import {
  crcIs,
  isArj,
  isBlocks,
  isCabinet,
  isLegacyLz4,
  isLz4,
  isLzh,
  isLzip,
  isLzma,
  isLzop,
  isRar,
  isSnappy,
  isZstd,
} from './unsupported-headers.ts';
import type { ArchiveKind } from './member.ts';

type Check = (bytes: Buffer, at: number) => boolean;

const never: Check = () => false;

/**
 * The kinds of content whose inside keyward cannot look at: what each begins with, in Latin-1, and whether what comes next
 * makes sense. At the beginning of a file the first bytes suffice, so that a damaged one is named, too; anywhere else they
 * are there by chance in many a program.
 */
const KINDS: readonly (readonly [UnscannedReason, isOne: Check, ...beginnings: string[]])[] = [
  ['7z', (bytes, at) => crcIs(bytes, at + 12, 20, at + 8), "7z\xbc\xaf'\x1c"],
  ['arj', isArj, '\x60\xea'],
  // a stream's level is between its name and the mark of its first block
  ['bzip2', isBlocks, ...Array.from('123456789', (level) => `BZh${level}1AY&SY`)],
  ['cab', isCabinet, 'MSCF\0\0\0\0'],
  ['compress', never, '\x1f\x9d', '\x1f\xa0'],
  ['lz4', isLz4, '\x04"M\x18'],
  ['lz4', isLegacyLz4, '\x02!L\x18'],
  // the size of its header and a checksum are before these
  ['lzh', isLzh, ...Array.from('01234567ds', (method) => `-lh${method}-`)],
  ['lzip', isLzip, 'LZIP\x01'],
  ['lzma', isLzma, '\x5d\0\0'],
  ['lzo', isLzop, '\x89LZO\0\r\n\x1a\n'],
  ['rar', isRar, 'Rar!\x1a\x07'],
  ['snappy', isSnappy, '\xff\x06\0\0sNaPpY'],
  ['xz', (bytes, at) => crcIs(bytes, at + 6, 2, at + 8), '\xfd7zXZ\0'],
  ['zstd', isZstd, '(\xb5/\xfd'],
];

/** Those whose first bytes alone say little. */
const VAGUE: ReadonlySet<UnscannedReason> = new Set(['arj', 'lzh', 'lzma']);

/** Names what it finds. */
export const sealedKinds: readonly ArchiveKind[] = KINDS.map(([reason, isOne, ...beginnings]) => ({
  beginnings,
  *members({ bytes, isGuess }, at) {
    if ((at > 0 || isGuess || VAGUE.has(reason)) && !isOne(bytes, at)) return undefined;
    yield { name: '', reason };
    return at + 1;
  },
}));

/** All others begin with what no text holds. */
export const sealedMarkers: Markers = { lines: ['git-lfs[.]github[.]com'] };
