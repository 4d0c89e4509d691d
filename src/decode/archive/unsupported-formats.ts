import type { UnscannedReason } from '../content.ts';
import type { PrefilterHint } from '../prefilter-hint.ts';
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
import type { ArchiveFormat } from './member.ts';

type Check = (bytes: Buffer, offset: number) => boolean;

const never: Check = () => false;

/**
 * The formats that keyward cannot unpack: their magic numbers in Latin-1, and a check of the bytes that follow. The
 * magic number suffices at the start of a file, so that damaged files are reported too; elsewhere programs contain it
 * by chance.
 */
const FORMATS: readonly (readonly [UnscannedReason, hasValidHeader: Check, ...magicNumbers: string[]])[] = [
  ['7z', (bytes, offset) => crcIs(bytes, offset + 12, 20, offset + 8), "7z\xbc\xaf'\x1c"],
  ['arj', isArj, '\x60\xea'],
  // the compression level precedes the magic number of the first block
  ['bzip2', isBlocks, ...Array.from('123456789', (level) => `BZh${level}1AY&SY`)],
  ['cab', isCabinet, 'MSCF\0\0\0\0'],
  ['compress', never, '\x1f\x9d', '\x1f\xa0'],
  ['lz4', isLz4, '\x04"M\x18'],
  ['lz4', isLegacyLz4, '\x02!L\x18'],
  // the header's size and checksum precede the magic number
  ['lzh', isLzh, ...Array.from('01234567ds', (method) => `-lh${method}-`)],
  ['lzip', isLzip, 'LZIP\x01'],
  ['lzma', isLzma, '\x5d\0\0'],
  ['lzo', isLzop, '\x89LZO\0\r\n\x1a\n'],
  ['rar', isRar, 'Rar!\x1a\x07'],
  ['snappy', isSnappy, '\xff\x06\0\0sNaPpY'],
  ['xz', (bytes, offset) => crcIs(bytes, offset + 6, 2, offset + 8), '\xfd7zXZ\0'],
  ['zstd', isZstd, '(\xb5/\xfd'],
];

/** Formats whose magic number is too short to suffice. */
const WITH_SHORT_MAGIC_NUMBER: ReadonlySet<UnscannedReason> = new Set(['arj', 'lzh', 'lzma']);

/** Reports each unsupported archive. */
export const unsupportedFormats: readonly ArchiveFormat[] = FORMATS.map(
  ([reason, hasValidHeader, ...magicNumbers]) => ({
    magicNumbers,
    *members({ bytes, isGuess }, offset) {
      if ((offset > 0 || isGuess || WITH_SHORT_MAGIC_NUMBER.has(reason)) && !hasValidHeader(bytes, offset))
        return undefined;
      yield { name: '', reason };
      return offset + 1;
    },
  }),
);

/** Only Git LFS pointers need a hint: all other formats start with bytes that no text contains. */
export const unsupportedFormatHints: PrefilterHint = { lines: ['git-lfs[.]github[.]com'] };
