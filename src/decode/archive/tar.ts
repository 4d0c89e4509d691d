import { isUtf8 } from 'node:buffer';
import type { ArchiveFormat, Member, UnscannedMember } from './member.ts';

/**
 * Tar in the formats V7, ustar, GNU and pax.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const tar: ArchiveFormat = {
  // a tar elsewhere in a file needs no unpacking: the scan of the file's bytes covers it
  magicNumbers: [],
  *members({ bytes }, start) {
    if (bytes.length - start < BLOCK || !hasChecksum(bytes.subarray(start, start + BLOCK))) return undefined;
    let long: Partial<Record<'path' | 'size', string>> = {};
    let offset = start;
    while (offset + BLOCK <= bytes.length) {
      const header = bytes.subarray(offset, offset + BLOCK);
      // a block of zeros ends the archive
      if (header.every((byte) => byte === 0)) break;
      const kind = header.toString('latin1', 156, 157);
      const size = long.size === undefined || /[xgLK]/.test(kind) ? sizeOf(header) : Number(long.size);
      // a negative or invalid size would make the loop run backwards or forever
      if (!hasChecksum(header) || !(size >= 0)) {
        yield { name: '', reason: 'corrupt' };
        break;
      }
      const from = offset + BLOCK + mapBlocks(bytes, offset, kind);
      const content = bytes.subarray(from, from + size);
      // the records of such entries should be text; other content is scanned
      if (/[xgLK]/.test(kind) && !isUtf8(content)) yield { name: nameOf(header), bytes: content };
      if (kind === 'L') long.path = text(content);
      else if (kind === 'x') Object.assign(long, paxRecords(content.toString('utf8')));
      else if (!/[gK]/.test(kind)) {
        yield* membersOf(long.path ?? nameOf(header), content, size);
        long = {};
      }
      offset = from + Math.ceil(size / BLOCK) * BLOCK;
    }
    return offset;
  },
};

const BLOCK = 512;

/** The size in bytes of the extra blocks of a GNU sparse map; each says whether another one follows. */
function mapBlocks(bytes: Buffer, header: number, kind: string): number {
  if (kind !== 'S' || bytes[header + 482] !== 1) return 0;
  let end = header + 2 * BLOCK;
  while (end <= bytes.length && bytes[end - 8] === 1) end += BLOCK;
  return end - header - BLOCK;
}

function* membersOf(name: string, bytes: Buffer, size: number): Generator<Member | UnscannedMember> {
  if (size === 0) return;
  yield { name, bytes };
  if (bytes.length < size) yield { name, reason: 'corrupt' };
}

/** True if the checksum is valid: the sum of the header's bytes, with the checksum itself read as spaces. */
function hasChecksum(header: Buffer): boolean {
  const stated = /^ *([0-7]{1,7})[ \0]/.exec(header.toString('latin1', 148, 156))?.[1];
  if (stated === undefined) return false;
  let sum = 8 * 0x20;
  for (const [offset, byte] of header.entries()) if (offset < 148 || offset >= 156) sum += byte;
  return sum === Number.parseInt(stated, 8) && sum > 8 * 0x20;
}

/** The size of an entry: octal, or binary if the first bit is set. */
function sizeOf(header: Buffer): number {
  if (((header[124] ?? 0) & 0x80) !== 0) return header.readUIntBE(130, 6);
  return Number.parseInt(header.toString('latin1', 124, 136).trim(), 8) || 0;
}

function nameOf(header: Buffer): string {
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(header.subarray(345, 500)) : '';
  const name = text(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** The path and size from pax records, which have the form `<length> <key>=<value>\n`. */
function paxRecords(records: string): Partial<Record<'path' | 'size', string>> {
  const found = [...records.matchAll(/\d{1,9} (path|size)=([^\n]*)\n/g)];
  return Object.fromEntries(found.map(([, key, value]) => [key, value]));
}
