import { isUtf8 } from 'node:buffer';

/*
 * The records of a zip archive. Section numbers refer to APPNOTE.TXT,
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

export const LOCAL_HEADER = 0x0403_4b50;
const ENTRY_HEADER = 0x0201_4b50;
const END = 0x0605_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const OVERFLOW_32 = 0xffff_ffff;

export interface Directory {
  readonly start: number;
  readonly count: number;
  /** The offset to which all others are relative; not 0 if other bytes precede the archive. */
  readonly base: number;
}

export interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** For a central directory entry, the offset of the local header; for a local header, that of the content. */
  readonly offset: number;
  /** True if the sizes follow the content or are missing. */
  readonly sizesFollow: boolean;
}

/** The central directory (4.3.12, 4.3.14, 4.3.16). */
export function directoryOf(bytes: Buffer): Directory | undefined {
  for (const end of endsOf(bytes)) {
    const directory = directoryBefore(bytes, end);
    if (directory !== undefined) return directory;
  }
  return undefined;
}

/** Candidates for the end record, which is followed only by a comment of at most 65,535 bytes. */
function* endsOf(bytes: Buffer): Generator<number> {
  const last = bytes.length - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at -= 1)
    if (bytes[at] === 0x50 && bytes.readUInt32LE(at) === END) yield at;
}

/** @returns undefined unless the end record points to a central directory that ends there */
function directoryBefore(bytes: Buffer, end: number): Directory | undefined {
  const end64 = end64Before(bytes, end);
  const at = end64 ?? end;
  const [size, offset, count] =
    end64 === undefined
      ? [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16), bytes.readUInt16LE(end + 10)]
      : [numberAt(bytes, end64 + 40), numberAt(bytes, end64 + 48), numberAt(bytes, end64 + 32)];
  const start = at - size;
  const base = start - offset;
  const isList =
    count === 0 || (start + 4 <= bytes.length && start >= 0 && bytes.readUInt32LE(start) === ENTRY_HEADER);
  return base >= 0 && isList ? { start, count, base } : undefined;
}

function end64Before(bytes: Buffer, end: number): number | undefined {
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_64) return undefined;
  // if other bytes precede the archive, the stored offset is too small
  return [numberAt(bytes, locator + 8), locator - 56].find(
    (at) => at >= 0 && at + 56 <= bytes.length && bytes.readUInt32LE(at) === END_64,
  );
}

/** The intact entries of the central directory. */
export function entriesOf(bytes: Buffer, { start, count }: Directory): Entry[] {
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_HEADER) break;
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    if (extraEnd > bytes.length) break;
    const number = numbersOf(bytes, bytes.subarray(nameEnd, extraEnd));
    entries.push({
      name: nameOf(bytes.subarray(at + 46, nameEnd)),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      size: number(at + 24),
      packed: number(at + 20),
      offset: number(at + 42),
      sizesFollow: false,
    });
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The local header at an offset (4.3.7).
 *
 * @param isStrict true if all fields must be plausible, because nothing else indicates a header there
 */
export function localEntryAt(bytes: Buffer, at: number, isStrict = true): Entry | undefined {
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER) return undefined;
  const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
  const offset = nameEnd + bytes.readUInt16LE(at + 28);
  const [version, flags, method] = [
    bytes.readUInt16LE(at + 4),
    bytes.readUInt16LE(at + 6),
    bytes.readUInt16LE(at + 8),
  ];
  const isHeader =
    (version & 0xff) <= MAX_VERSION &&
    METHODS.has(method) &&
    offset <= bytes.length &&
    nameEnd - at < MAX_NAME_BYTES;
  if (isStrict && !isHeader) return undefined;
  const name = nameOf(bytes.subarray(at + 30, nameEnd));
  if (isStrict && !isName(name)) return undefined;
  const number = numbersOf(bytes, bytes.subarray(nameEnd, offset));
  const crc = bytes.readUInt32LE(at + 14);
  const size = number(at + 22);
  const packed = number(at + 18);
  const sizesFollow = (flags & DESCRIPTOR) !== 0 && (packed === 0 || size === 0);
  return { name, flags, method, crc, size, packed, offset, sizesFollow };
}

/** The highest version needed to extract, in tenths. */
const MAX_VERSION = 63;

/** The longest name, in bytes, that file systems allow. */
const MAX_NAME_BYTES = 4096;

/** The flag for sizes that follow the content. */
const DESCRIPTOR = 8;

/** Compression methods (4.4.5). */
const METHODS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99,
]);

function isName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- names contain no control characters
  return name !== '' && !/[\0-\x1f\x7f]/.test(name);
}

function nameOf(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replaceAll('\\', '/');
}

/** Reads 32-bit numbers. Those that did not fit are read as 64-bit numbers from the extra field, in order (4.5.3). */
function numbersOf(bytes: Buffer, extra: Buffer): (at: number) => number {
  const numbers64 = numbers64In(extra);
  return (at) => {
    const value = bytes.readUInt32LE(at);
    return value === OVERFLOW_32 ? (numbers64.next().value ?? value) : value;
  };
}

function* numbers64In(extra: Buffer): Generator<number, undefined> {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1)
      for (let from = at + 4; from + 8 <= end && from + 8 <= extra.length; from += 8)
        yield numberAt(extra, from);
    at = end;
  }
}

function numberAt(bytes: Buffer, at: number): number {
  return at + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(at)) : Infinity;
}
