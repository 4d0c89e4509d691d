import { crc32 } from 'node:zlib';
import { inflateAt, PROBE_BYTES } from './bounded-inflate.ts';
import type { ArchiveFormat, ExpansionLimits, Host, Member, Members, UnscannedMember } from './member.ts';
import {
  type Directory,
  directoryOf,
  type Entry,
  entriesOf,
  LOCAL_HEADER,
  localEntryAt,
} from './zip-entry.ts';

/**
 * Zip and the formats based on it: jar, docx, xlsx, apk, whl, nupkg. Entries are found by their local headers, so also
 * those missing from the central directory; {@link listedMembers} reads the listed ones.
 */
export const zip: ArchiveFormat = {
  magicNumbers: ['PK\x03\x04'],
  *members(host, at) {
    const entry = localEntryAt(host.bytes, at);
    return entry && (yield* localMembers(host, entry));
  },
};

/** A byte range of a file. */
type Range = readonly [start: number, end: number];

/**
 * Yields the members that the central directory lists. The directory is found from the end of the file, so any bytes
 * may precede the archive.
 *
 * @param from the first offset that was not read yet
 * @returns ranges that need no further search for archives
 */
export function* listedMembers(
  host: Host,
  from: number,
): Generator<Member | UnscannedMember, readonly Range[]> {
  const { bytes } = host;
  const directory = directoryOf(bytes);
  if (directory === undefined) {
    const isZip = bytes.length > 30 && bytes.readUInt32LE(0) === LOCAL_HEADER;
    if (isZip) yield DAMAGED;
    return [];
  }
  if (directory.start < from) return [];
  const entries = entriesOf(bytes, directory);
  const done: Range[] = [];
  // entries must not overlap, so their total size is at most the file's
  const unread = { bytes: bytes.length };
  // smallest first: an entry that exceeds the limit must not exclude the others
  for (const entry of entries.toSorted((a, b) => a.size - b.size)) {
    const range = yield* entryMembers(host, entry, directory, unread);
    if (range !== undefined) done.push(range);
  }
  if (entries.length < directory.count) yield DAMAGED;
  return done;
}

const DAMAGED: UnscannedMember = { name: '', reason: 'corrupt' };

/**
 * Yields one listed member.
 *
 * @param unread the bytes that the directory may still refer to; without this limit, it could list the same bytes over
 *   and over
 * @returns the range of the entry, if its local header agrees with the directory
 */
function* entryMembers(
  host: Host,
  entry: Entry,
  { base }: Directory,
  unread: { bytes: number },
): Generator<Member | UnscannedMember, Range | undefined> {
  const { name } = entry;
  if (entry.size === 0 && entry.packed === 0 && entry.crc === 0) return undefined;
  const start = entry.offset + base;
  const local = localEntryAt(host.bytes, start, false);
  if (local === undefined) yield { name, reason: 'corrupt' };
  else if (isUnsupported(entry)) yield unsupported(entry);
  else if (unread.bytes <= 0) yield { name, reason: 'too-large' };
  else {
    const packed = host.bytes.subarray(local.offset, local.offset + entry.packed);
    const { content, reason, length } = contentOf(packed, entry, host.budget);
    unread.bytes -= length || packed.length;
    if (content !== undefined) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
    const isSame =
      local.method === entry.method &&
      (local.sizesFollow || (local.crc === entry.crc && local.size === entry.size));
    if (reason === undefined && isSame) return [start, local.offset + length];
  }
  return undefined;
}

/** The content of an entry of known size. */
function contentOf(
  packed: Buffer,
  { method, size, crc }: Entry,
  budget: ExpansionLimits,
): { content?: Buffer | undefined; reason?: UnscannedMember['reason'] | undefined; length: number } {
  const damage = (content: Buffer) => (isIntact(content, size, crc) ? undefined : 'corrupt');
  if (method === 0) {
    if (packed.length > budget.bytes) return { reason: 'too-large', length: 0 };
    budget.bytes -= packed.length;
    return { content: packed, reason: damage(packed), length: packed.length };
  }
  const inflated = inflateAt(packed, 'deflate', budget, { left: Infinity });
  if (inflated === undefined) return { reason: 'corrupt', length: 0 };
  const { bytes: content, reason, length } = inflated;
  return { content: content.length > 0 ? content : undefined, reason: reason ?? damage(content), length };
}

/** Yields a member by its local header, which may leave the sizes to a data descriptor. */
function* localMembers({ bytes, budget, attempts }: Host, entry: Entry): Members {
  const { name, offset: start, sizesFollow } = entry;
  const after = sizesFollow ? start : start + entry.packed;
  if (isUnsupported(entry)) {
    yield unsupported(entry);
    return after;
  }
  if (entry.method === 0) {
    // the scan of the file's bytes covers stored content; without a size it could not be read anyway
    if (sizesFollow || entry.size === 0) return start;
    const content = bytes.subarray(start, after);
    const isWhole = isIntact(content, entry.size, entry.crc);
    if (isWhole) yield { name, bytes: content };
    else {
      attempts.left -= content.length / PROBE_BYTES;
      yield { name, reason: 'corrupt' };
    }
    return isWhole ? after : start;
  }
  const inflated = inflateAt(bytes.subarray(start), 'deflate', budget, attempts);
  if (inflated === undefined) {
    if (sizesFollow || entry.packed > 0) yield { name, reason: 'corrupt' };
    return start;
  }
  const { bytes: content, length, reason } = inflated;
  if (content.length > 0) yield { name, bytes: content };
  const end = start + length;
  const isVerified = sizesFollow
    ? hasDescriptor(bytes, end, crc32(content))
    : isIntact(content, entry.size, entry.crc);
  if (reason !== undefined) yield { name, reason };
  else if (!isVerified) yield { name, reason: 'corrupt' };
  return end;
}

function isIntact(content: Buffer, size: number, crc: number): boolean {
  return content.length === size && crc32(content) === crc;
}

function isUnsupported({ flags, method }: Entry): boolean {
  return (flags & 1) === 1 || (method !== 0 && method !== 8);
}

function unsupported({ name, flags }: Entry): UnscannedMember {
  return { name, reason: (flags & 1) === 1 ? 'encrypted' : 'unknown-method' };
}

/** True if the checksum follows the content, after an optional signature (4.3.9). */
function hasDescriptor(bytes: Buffer, at: number, crc: number): boolean {
  if (at + 8 > bytes.length) return false;
  return bytes.readUInt32LE(at) === crc || bytes.readUInt32LE(at + 4) === crc;
}
