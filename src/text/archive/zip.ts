import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { inflate } from './inflate.ts';
import type { ArchiveKind, Budget, Member, SealedMember } from './member.ts';

/**
 * Zip, and all that is one: jar, docx, xlsx, apk, whl, nupkg.
 *
 * Source: APPNOTE.TXT, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export const zip: ArchiveKind = {
  matches: (bytes) => bytes.length > 30 && bytes.readUInt32LE(0) === LOCAL_HEADER,
  *members(bytes, budget) {
    const directory = directoryOf(bytes);
    if (directory === undefined) {
      yield DAMAGED;
      return;
    }
    const entries = entriesOf(bytes, directory);
    // small ones first: what is too large for the budget must not keep them out
    for (const entry of entries.toSorted((a, b) => a.size - b.size))
      yield* membersOf(bytes, entry, directory.base, budget);
    if (entries.length < directory.count) yield DAMAGED;
  },
};

const LOCAL_HEADER = 0x0403_4b50;
const ENTRY_HEADER = 0x0201_4b50;
const END = 0x0605_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const NONE_32 = 0xffff_ffff;

const DAMAGED: SealedMember = { name: '', reason: 'corrupt' };

interface Directory {
  readonly start: number;
  readonly count: number;
  /** What offsets count from: not 0 where something stands before the archive. */
  readonly base: number;
}

/** The list of entries at the archive's end (4.3.12, 4.3.14, 4.3.16). */
function directoryOf(bytes: Buffer): Directory | undefined {
  const end = endOf(bytes);
  if (end === undefined) return undefined;
  const locator = end - 20;
  if (locator >= 0 && bytes.readUInt32LE(locator) === LOCATOR_64) {
    const at = numberAt(bytes, locator + 8);
    if (at + 56 > bytes.length || bytes.readUInt32LE(at) !== END_64) return undefined;
    return { start: numberAt(bytes, at + 48), count: numberAt(bytes, at + 32), base: 0 };
  }
  const [size, offset] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
  const base = end - size - offset;
  return base < 0 ? undefined : { start: offset + base, count: bytes.readUInt16LE(end + 10), base };
}

/** As many entries of the list as there are whole. */
function entriesOf(bytes: Buffer, { start, count }: Directory): Entry[] {
  const entries: Entry[] = [];
  let at = start;
  for (let nth = 0; nth < count; nth += 1) {
    const entry = entryAt(bytes, at);
    if (entry === undefined) break;
    entries.push(entry);
    at = entry.next;
  }
  return entries;
}

/** The end record is the last thing but a comment of at most 65,535 bytes. */
function endOf(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 22; at >= 0 && at >= bytes.length - 22 - 0xffff; at -= 1)
    if (bytes.readUInt32LE(at) === END) return at;
  return undefined;
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly next: number;
}

/** One entry of the list (4.3.12). */
function entryAt(bytes: Buffer, at: number): Entry | undefined {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_HEADER) return undefined;
  const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
  if (extraEnd > bytes.length) return undefined;
  const name = bytes.subarray(at + 46, nameEnd);
  const wide = wideNumbers(bytes.subarray(nameEnd, extraEnd));
  const number = (from: number) => {
    const value = bytes.readUInt32LE(from);
    return value === NONE_32 ? (wide.next().value ?? value) : value;
  };
  const size = number(at + 24);
  return {
    name: name.toString(isUtf8(name) ? 'utf8' : 'latin1').replaceAll('\\', '/'),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    size,
    packed: number(at + 20),
    offset: number(at + 42),
    next: extraEnd + bytes.readUInt16LE(at + 32),
  };
}

/** The numbers of 64 bits that stand in for those that did not fit, in order (4.5.3). */
function* wideNumbers(extra: Buffer): Generator<number, undefined> {
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

function* membersOf(
  bytes: Buffer,
  entry: Entry,
  base: number,
  budget: Budget,
): Generator<Member | SealedMember> {
  const { name } = entry;
  if (entry.size === 0 && entry.packed === 0 && entry.crc === 0) return;
  const start = entry.offset + base;
  if (start + 30 > bytes.length || bytes.readUInt32LE(start) !== LOCAL_HEADER)
    yield { name, reason: 'corrupt' };
  else if ((entry.flags & 1) === 1) yield { name, reason: 'encrypted' };
  else if (entry.method !== 0 && entry.method !== 8) yield { name, reason: 'unknown-method' };
  else {
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const packed = bytes.subarray(from, from + entry.packed);
    const { bytes: content, reason } =
      entry.method === 0 ? { bytes: packed } : inflate(packed, 'deflate', budget);
    if (content !== undefined) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
    else if (content === undefined || content.length !== entry.size || crc32(content) !== entry.crc)
      yield { name, reason: 'corrupt' };
  }
}
