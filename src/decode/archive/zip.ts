import { crc32 } from 'node:zlib';
import { inflateAt, PROBE } from './bounded-inflate.ts';
import type { ArchiveKind, ExpansionLimits, Host, Member, Members, SealedMember } from './member.ts';
import {
  type Directory,
  directoryOf,
  type Entry,
  entriesOf,
  LOCAL_HEADER,
  localEntryAt,
} from './zip-entry.ts';

/**
 * Zip, and all that is one: jar, docx, xlsx, apk, whl, nupkg. Its entries are read where they are, so also those that are
 * missing from the list at its end; what the list says of one is read in {@link listedMembers}.
 */
export const zip: ArchiveKind = {
  beginnings: ['PK\x03\x04'],
  *members(host, at) {
    const entry = localEntryAt(host.bytes, at);
    return entry && (yield* localMembers(host, entry));
  },
};

/** A stretch of a file. */
type Range = readonly [start: number, end: number];

/**
 * The entries that the list at the end of a zip archive names. Whatever is before the archive, it is found from its end.
 *
 * @param from where a list may begin; what is before it was read already
 * @returns the stretches that need not be searched for other archives
 */
export function* listedMembers(host: Host, from: number): Generator<Member | SealedMember, readonly Range[]> {
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
  // entries do not overlap, so together they are no larger than the file
  const unread = { bytes: bytes.length };
  // small ones first: what is too large for the budget must not keep them out
  for (const entry of entries.toSorted((a, b) => a.size - b.size)) {
    const range = yield* entryMembers(host, entry, directory, unread);
    if (range !== undefined) done.push(range);
  }
  if (entries.length < directory.count) yield DAMAGED;
  return done;
}

const DAMAGED: SealedMember = { name: '', reason: 'corrupt' };

/**
 * @param unread how many bytes the list may still name: without it, one could name the same bytes again and again
 * @returns where it is, if it is there as the list says, and as its own header says
 */
function* entryMembers(
  host: Host,
  entry: Entry,
  { base }: Directory,
  unread: { bytes: number },
): Generator<Member | SealedMember, Range | undefined> {
  const { name } = entry;
  if (entry.size === 0 && entry.packed === 0 && entry.crc === 0) return undefined;
  const start = entry.offset + base;
  const local = localEntryAt(host.bytes, start, false);
  if (local === undefined) yield { name, reason: 'corrupt' };
  else if (isSealed(entry)) yield sealed(entry);
  else if (unread.bytes <= 0) yield { name, reason: 'too-large' };
  else {
    const packed = host.bytes.subarray(local.offset, local.offset + entry.packed);
    const { content, reason, length } = contentOf(packed, entry, host.budget);
    unread.bytes -= length || packed.length;
    if (content !== undefined) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
    const isSame =
      local.method === entry.method &&
      (local.isOpen || (local.crc === entry.crc && local.size === entry.size));
    if (reason === undefined && isSame) return [start, local.offset + length];
  }
  return undefined;
}

/** An entry whose size is known. */
function contentOf(
  packed: Buffer,
  { method, size, crc }: Entry,
  budget: ExpansionLimits,
): { content?: Buffer | undefined; reason?: SealedMember['reason'] | undefined; length: number } {
  const damage = (content: Buffer) => (isRight(content, size, crc) ? undefined : 'corrupt');
  if (method === 0) {
    if (packed.length > budget.bytes) return { reason: 'too-large', length: 0 };
    budget.bytes -= packed.length;
    return { content: packed, reason: damage(packed), length: packed.length };
  }
  const inflated = inflateAt(packed, 'deflate', budget, { tries: Infinity });
  if (inflated === undefined) return { reason: 'corrupt', length: 0 };
  const { bytes: content, reason, length } = inflated;
  return { content: content.length > 0 ? content : undefined, reason: reason ?? damage(content), length };
}

/** An entry by its own header, which may leave the sizes to what is after the content. */
function* localMembers({ bytes, budget, patience }: Host, entry: Entry): Members {
  const { name, offset: start, isOpen } = entry;
  const after = isOpen ? start : start + entry.packed;
  if (isSealed(entry)) {
    yield sealed(entry);
    return after;
  }
  if (entry.method === 0) {
    // what is stored is scanned as a part of the file; without its size nothing else can be done
    if (isOpen || entry.size === 0) return start;
    const content = bytes.subarray(start, after);
    const isWhole = isRight(content, entry.size, entry.crc);
    if (isWhole) yield { name, bytes: content };
    else {
      patience.tries -= content.length / PROBE;
      yield { name, reason: 'corrupt' };
    }
    return isWhole ? after : start;
  }
  const inflated = inflateAt(bytes.subarray(start), 'deflate', budget, patience);
  if (inflated === undefined) {
    if (isOpen || entry.packed > 0) yield { name, reason: 'corrupt' };
    return start;
  }
  const { bytes: content, length, reason } = inflated;
  if (content.length > 0) yield { name, bytes: content };
  const end = start + length;
  const isTrue = isOpen ? hasDescriptor(bytes, end, crc32(content)) : isRight(content, entry.size, entry.crc);
  if (reason !== undefined) yield { name, reason };
  else if (!isTrue) yield { name, reason: 'corrupt' };
  return end;
}

function isRight(content: Buffer, size: number, crc: number): boolean {
  return content.length === size && crc32(content) === crc;
}

function isSealed({ flags, method }: Entry): boolean {
  return (flags & 1) === 1 || (method !== 0 && method !== 8);
}

function sealed({ name, flags }: Entry): SealedMember {
  return { name, reason: (flags & 1) === 1 ? 'encrypted' : 'unknown-method' };
}

/** The checksum after the content, mostly with a sign of its own before it (4.3.9). */
function hasDescriptor(bytes: Buffer, at: number, crc: number): boolean {
  if (at + 8 > bytes.length) return false;
  return bytes.readUInt32LE(at) === crc || bytes.readUInt32LE(at + 4) === crc;
}
