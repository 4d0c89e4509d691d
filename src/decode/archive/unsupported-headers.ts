import { crc32 } from 'node:zlib';

/*
 * Whether bytes that begin like an archive go on like one: what a program holds by chance, or to tell archives by, does not.
 */

/** Whether the checksum of some bytes is at a place. */
export function crcIs(bytes: Buffer, start: number, length: number, at: number): boolean {
  if (Math.max(start + length, at + 4) > bytes.length) return false;
  return bytes.readUInt32LE(at) === crc32(bytes.subarray(start, start + length));
}

/** The first block of bzip2: a bit that is not set any more, and an offset into at most 900,000 bytes. */
export function isBlocks(bytes: Buffer, at: number): boolean {
  return at + 18 <= bytes.length && bytes.readUInt32BE(at + 14) >>> 7 <= 900_000;
}

/**
 * The header of a cabinet: its size, where its files are listed, and its version.
 *
 * Source: https://learn.microsoft.com/previous-versions/bb417343(v=msdn.10)
 */
export function isCabinet(bytes: Buffer, at: number): boolean {
  if (at + 36 > bytes.length) return false;
  const [size, list] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)];
  const isVersion = bytes[at + 24] === 3 && bytes[at + 25] === 1;
  return isVersion && list >= 36 && list < size && bytes.readUInt16LE(at + 26) > 0;
}

/**
 * The checksum of the first block of rar's header, which in its fourth version is the lower half of one.
 *
 * Source: https://www.rarlab.com/technote.htm
 */
export function isRar(bytes: Buffer, at: number): boolean {
  if (at + 20 > bytes.length) return false;
  if (bytes[at + 6] === 0) {
    const stated = bytes.readUInt16LE(at + 7);
    const size = bytes.readUInt16LE(at + 12);
    if (size > MAX_RAR_HEADER) return false;
    return bytes[at + 9] === 0x73 && (crc32(bytes.subarray(at + 9, at + 7 + size)) & 0xffff) === stated;
  }
  const size = bytes[at + 12] ?? 0;
  return bytes[at + 6] === 1 && bytes[at + 7] === 0 && size < 0x80 && crcIs(bytes, at + 12, size + 1, at + 8);
}

/** In bytes; most have 13. */
const MAX_RAR_HEADER = 1024;

/**
 * A frame of zstd, block by block to its end.
 *
 * Source: RFC 8878, 3.1.1
 */
export function isZstd(bytes: Buffer, at: number): boolean {
  const descriptor = bytes[at + 4] ?? 0xff;
  // a bit that is reserved
  if ((descriptor & 0x08) !== 0) return false;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let next = at + 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks += 1) {
    if (next + 3 > bytes.length) return blocks > 0;
    const header = bytes.readUIntLE(next, 3);
    const [isLast, kind, size] = [(header & 1) === 1, (header >> 1) & 3, header >> 3];
    if (kind === 3 || size > 128 * 1024) return false;
    // a block of one byte again and again holds this byte only
    next += 3 + (kind === 1 ? 1 : size);
    if (isLast) return next <= bytes.length;
  }
  return true;
}

/** A few blocks in a row are no chance. */
const MAX_BLOCKS = 16;

/**
 * A frame of lz4: its version, a bit that is reserved, the greatest size of its blocks, and that of the first one.
 *
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function isLz4(bytes: Buffer, at: number): boolean {
  if (at + 11 > bytes.length) return false;
  const [flags, sizes] = [bytes.readUInt8(at + 4), bytes.readUInt8(at + 5)];
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || (sizes & 0x8f) !== 0 || sizes < 0x40) return false;
  const first = at + 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  if (first + 4 > bytes.length) return false;
  const size = bytes.readUInt32LE(first) & 0x7fff_ffff;
  return size > 0 && size <= 4 ** (4 + (sizes >> 4)) && size <= bytes.length - first;
}

/** The first block of an older lz4, which is in the file whole, or of which the file is the rest. */
export function isLegacyLz4(bytes: Buffer, at: number): boolean {
  if (at + 9 > bytes.length) return false;
  const size = bytes.readUInt32LE(at + 4);
  return size > 0 && size <= MAX_LEGACY_BLOCK && size <= bytes.length - at - 8;
}

/** 8 MiB that cannot be compressed, in bytes. */
const MAX_LEGACY_BLOCK = 8_421_520;

/**
 * ARJ's main header, by its size and checksum.
 *
 * Source: technote.txt, which comes with ARJ
 */
export function isArj(bytes: Buffer, at: number): boolean {
  if (at + 40 > bytes.length) return false;
  const size = bytes.readUInt16LE(at + 2);
  return size >= 30 && size <= 2600 && crcIs(bytes, at + 4, size, at + 4 + size);
}

/**
 * The header of a member of LZH, given where its method is: its checksum, or from level 2 on what never changes in it, and
 * that its content is in the file.
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

/** LZMA's own header: the size of its dictionary and of its content, mostly not known, and the coder's first byte, zero. */
export function isLzma(bytes: Buffer, at: number): boolean {
  if (at + 18 > bytes.length || bytes[at + 13] !== 0) return false;
  const dictionary = bytes.readUInt32LE(at + 1);
  const size = bytes.readBigUInt64LE(at + 5);
  const isDictionary = dictionary >= 4096 && /^11?0*$/.test(dictionary.toString(2));
  const isKnown = at === 0 && size > 0n && size < 1n << 38n;
  return isDictionary && (size === 0xffff_ffff_ffff_ffffn || isKnown);
}

/**
 * lzip's header: the size of its dictionary, a power of two of which sixteenths are taken off, and the coder's first byte,
 * zero. Of one that begins with the bytes, also its size, which it ends with.
 */
export function isLzip(bytes: Buffer, at: number): boolean {
  const exponent = (bytes[at + 5] ?? 0) & 0x1f;
  if (at + 36 > bytes.length || exponent < 12 || exponent > 29 || bytes[at + 6] !== 0) return false;
  return at > 0 || bytes.readBigUInt64LE(bytes.length - 8) === BigInt(bytes.length);
}

/** lzop's header: its version, and one of three ways to compress. */
export function isLzop(bytes: Buffer, at: number): boolean {
  const version = at + 16 <= bytes.length ? bytes.readUInt16BE(at + 9) : 0;
  const method = bytes[at + 15] ?? 0;
  return version >= 0x0940 && version < 0x2000 && method >= 1 && method <= 3;
}

/** The first chunk of a snappy stream: its kind, and a size of at most 64 KiB with a checksum. */
export function isSnappy(bytes: Buffer, at: number): boolean {
  if (at + 14 > bytes.length) return false;
  const size = bytes.readUIntLE(at + 11, 3);
  return bytes.readUInt8(at + 10) <= 1 && size > 4 && size <= 76_490 && at + 14 + size <= bytes.length;
}
