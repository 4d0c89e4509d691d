import { crc32 } from 'node:zlib';

/*
 * Checks whether bytes after a magic number are a valid header: magic numbers also occur by chance, and in programs
 * that recognize archives.
 */

/** True if the CRC-32 of a byte range is stored at `offset`. */
export function crcIs(bytes: Buffer, start: number, length: number, offset: number): boolean {
  if (Math.max(start + length, offset + 4) > bytes.length) return false;
  return bytes.readUInt32LE(offset) === crc32(bytes.subarray(start, start + length));
}

/** The first bzip2 block: the randomized bit, which is no longer used, and an offset of at most 900,000. */
export function isBlocks(bytes: Buffer, offset: number): boolean {
  return offset + 18 <= bytes.length && bytes.readUInt32BE(offset + 14) >>> 7 <= 900_000;
}

/**
 * The header of a cabinet file: its size, the offset of its file list, and its version.
 *
 * Source: https://learn.microsoft.com/previous-versions/bb417343(v=msdn.10)
 */
export function isCabinet(bytes: Buffer, offset: number): boolean {
  if (offset + 36 > bytes.length) return false;
  const [size, list] = [bytes.readUInt32LE(offset + 8), bytes.readUInt32LE(offset + 16)];
  const isVersion = bytes[offset + 24] === 3 && bytes[offset + 25] === 1;
  return isVersion && list >= 36 && list < size && bytes.readUInt16LE(offset + 26) > 0;
}

/**
 * The checksum of the first RAR header block; version 4 stores only its lower half.
 *
 * Source: https://www.rarlab.com/technote.htm
 */
export function isRar(bytes: Buffer, offset: number): boolean {
  if (offset + 20 > bytes.length) return false;
  if (bytes[offset + 6] === 0) {
    const stated = bytes.readUInt16LE(offset + 7);
    const size = bytes.readUInt16LE(offset + 12);
    if (size > MAX_RAR_HEADER) return false;
    return (
      bytes[offset + 9] === 0x73 && (crc32(bytes.subarray(offset + 9, offset + 7 + size)) & 0xffff) === stated
    );
  }
  const size = bytes[offset + 12] ?? 0;
  return (
    bytes[offset + 6] === 1 &&
    bytes[offset + 7] === 0 &&
    size < 0x80 &&
    crcIs(bytes, offset + 12, size + 1, offset + 8)
  );
}

/** In bytes; most headers have 13. */
const MAX_RAR_HEADER = 1024;

/**
 * A zstd frame, checked block by block.
 *
 * Source: RFC 8878, 3.1.1
 */
export function isZstd(bytes: Buffer, offset: number): boolean {
  const descriptor = bytes[offset + 4] ?? 0xff;
  // the reserved bit
  if ((descriptor & 0x08) !== 0) return false;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let next = offset + 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks += 1) {
    if (next + 3 > bytes.length) return blocks > 0;
    const header = bytes.readUIntLE(next, 3);
    const [isLast, kind, size] = [(header & 1) === 1, (header >> 1) & 3, header >> 3];
    if (kind === 3 || size > 128 * 1024) return false;
    // an RLE block stores a single byte
    next += 3 + (kind === 1 ? 1 : size);
    if (isLast) return next <= bytes.length;
  }
  return true;
}

/** This many valid blocks in a row are not a coincidence. */
const MAX_BLOCKS = 16;

/**
 * An LZ4 frame: its version, reserved bit, maximum block size, and the size of the first block.
 *
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function isLz4(bytes: Buffer, offset: number): boolean {
  if (offset + 11 > bytes.length) return false;
  const [flags, sizes] = [bytes.readUInt8(offset + 4), bytes.readUInt8(offset + 5)];
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || (sizes & 0x8f) !== 0 || sizes < 0x40) return false;
  const first = offset + 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  if (first + 4 > bytes.length) return false;
  const size = bytes.readUInt32LE(first) & 0x7fff_ffff;
  return size > 0 && size <= 4 ** (4 + (sizes >> 4)) && size <= bytes.length - first;
}

/** The first block of a legacy LZ4 file, which must fit into the file. */
export function isLegacyLz4(bytes: Buffer, offset: number): boolean {
  if (offset + 9 > bytes.length) return false;
  const size = bytes.readUInt32LE(offset + 4);
  return size > 0 && size <= MAX_LEGACY_BLOCK && size <= bytes.length - offset - 8;
}

/** The compressed size of 8 MiB of incompressible data, in bytes. */
const MAX_LEGACY_BLOCK = 8_421_520;

/**
 * The main header of ARJ, by its size and checksum.
 *
 * Source: technote.txt, which comes with ARJ
 */
export function isArj(bytes: Buffer, offset: number): boolean {
  if (offset + 40 > bytes.length) return false;
  const size = bytes.readUInt16LE(offset + 2);
  return size >= 30 && size <= 2600 && crcIs(bytes, offset + 4, size, offset + 4 + size);
}

/**
 * The header of an LZH member, given the offset of its method: its checksum, or from level 2 on its constant byte. The
 * content must fit into the file.
 */
export function isLzh(bytes: Buffer, method: number): boolean {
  const start = method - 2;
  if (start < 0 || start + 26 > bytes.length) return false;
  const level = bytes[start + 20] ?? 0;
  const size = level < 2 ? 2 + (bytes[start] ?? 0) : bytes.readUInt16LE(start);
  const end = start + size;
  if (size < 24 || end + bytes.readUInt32LE(start + 7) > bytes.length) return false;
  if (level === 2) return bytes[start + 19] === 0x20;
  const sum = bytes.subarray(start + 2, end).reduce((total, byte) => total + byte, 0);
  return level < 2 && (sum & 0xff) === bytes[start + 1];
}

/**
 * The header of an LZMA file: the dictionary size, the content size (usually unknown), and the first byte of the range
 * coder, which is zero.
 */
export function isLzma(bytes: Buffer, offset: number): boolean {
  if (offset + 18 > bytes.length || bytes[offset + 13] !== 0) return false;
  const dictionary = bytes.readUInt32LE(offset + 1);
  const size = bytes.readBigUInt64LE(offset + 5);
  const isDictionary = dictionary >= 4096 && /^11?0*$/.test(dictionary.toString(2));
  const isKnown = offset === 0 && size > 0n && size < 1n << 38n;
  return isDictionary && (size === 0xffff_ffff_ffff_ffffn || isKnown);
}

/**
 * The header of an lzip file: the dictionary size, stored as an exponent and a fraction, and the first byte of the
 * range coder, which is zero. At the start of a file, its last bytes must also be its size.
 */
export function isLzip(bytes: Buffer, offset: number): boolean {
  const exponent = (bytes[offset + 5] ?? 0) & 0x1f;
  if (offset + 36 > bytes.length || exponent < 12 || exponent > 29 || bytes[offset + 6] !== 0) return false;
  return offset > 0 || bytes.readBigUInt64LE(bytes.length - 8) === BigInt(bytes.length);
}

/** The header of an lzop file: its version and one of three compression methods. */
export function isLzop(bytes: Buffer, offset: number): boolean {
  const version = offset + 16 <= bytes.length ? bytes.readUInt16BE(offset + 9) : 0;
  const method = bytes[offset + 15] ?? 0;
  return version >= 0x0940 && version < 0x2000 && method >= 1 && method <= 3;
}

/** The first chunk of a snappy stream: its type, and a size of at most 64 KiB with a checksum. */
export function isSnappy(bytes: Buffer, offset: number): boolean {
  if (offset + 14 > bytes.length) return false;
  const size = bytes.readUIntLE(offset + 11, 3);
  return (
    bytes.readUInt8(offset + 10) <= 1 && size > 4 && size <= 76_490 && offset + 14 + size <= bytes.length
  );
}
