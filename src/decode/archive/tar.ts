import { isUtf8 } from 'node:buffer';
import type { ArchiveKind, Member, SealedMember } from './member.ts';

/**
 * Tar, in all its forms: V7, ustar, GNU, pax.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const tar: ArchiveKind = {
  // a tar that begins elsewhere is scanned as it is, with the file's own bytes
  beginnings: [],
  *members({ bytes }, start) {
    if (bytes.length - start < BLOCK || !hasChecksum(bytes.subarray(start, start + BLOCK))) return undefined;
    let long: Partial<Record<'path' | 'size', string>> = {};
    let at = start;
    while (at + BLOCK <= bytes.length) {
      const header = bytes.subarray(at, at + BLOCK);
      // blocks of zeros end it
      if (header.every((byte) => byte === 0)) break;
      const kind = header.toString('latin1', 156, 157);
      const size = long.size === undefined || /[xgLK]/.test(kind) ? sizeOf(header) : Number(long.size);
      // a size below zero, or none, would lead back or nowhere
      if (!hasChecksum(header) || !(size >= 0)) {
        yield { name: '', reason: 'corrupt' };
        break;
      }
      const from = at + BLOCK + mapBlocks(bytes, at, kind);
      const content = bytes.subarray(from, from + size);
      // what is said of others is text, or should be
      if (/[xgLK]/.test(kind) && !isUtf8(content)) yield { name: nameOf(header), bytes: content };
      if (kind === 'L') long.path = text(content);
      else if (kind === 'x') Object.assign(long, paxRecords(content.toString('utf8')));
      else if (!/[gK]/.test(kind)) {
        yield* membersOf(long.path ?? nameOf(header), content, size);
        long = {};
      }
      at = from + Math.ceil(size / BLOCK) * BLOCK;
    }
    return at;
  },
};

const BLOCK = 512;

/** GNU's map of a sparse file goes on in blocks of its own, each of which says whether another follows; in bytes. */
function mapBlocks(bytes: Buffer, header: number, kind: string): number {
  if (kind !== 'S' || bytes[header + 482] !== 1) return 0;
  let end = header + 2 * BLOCK;
  while (end <= bytes.length && bytes[end - 8] === 1) end += BLOCK;
  return end - header - BLOCK;
}

function* membersOf(name: string, bytes: Buffer, size: number): Generator<Member | SealedMember> {
  if (size === 0) return;
  yield { name, bytes };
  if (bytes.length < size) yield { name, reason: 'corrupt' };
}

/** The sum of a header's bytes, with blanks for the sum itself. */
function hasChecksum(header: Buffer): boolean {
  const stated = /^ *([0-7]{1,7})[ \0]/.exec(header.toString('latin1', 148, 156))?.[1];
  if (stated === undefined) return false;
  let sum = 8 * 0x20;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum === Number.parseInt(stated, 8) && sum > 8 * 0x20;
}

/** In octal, or where that does not do, in the bytes themselves behind a marker. */
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

/** `<length> <key>=<value>\n`, of which two matter. */
function paxRecords(records: string): Partial<Record<'path' | 'size', string>> {
  const found = [...records.matchAll(/\d{1,9} (path|size)=([^\n]*)\n/g)];
  return Object.fromEntries(found.map(([, key, value]) => [key, value]));
}
