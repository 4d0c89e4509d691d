import { crc32 } from 'node:zlib';
import type { UnscannedReason } from '../content.ts';
import { inflateAt, type Inflated, PROBE_BYTES } from './bounded-inflate.ts';
import { type ArchiveFormat, type Host, nameAt, nameWithout } from './member.ts';

/** One compressed file; consecutive streams belong to the same file. Source: RFC 1952 */
export const gzip: ArchiveFormat = {
  magicNumbers: ['\x1f\x8b\x08'],
  *members(host, offset) {
    const name = offset === 0 ? ownName(host) : nameAt(host, offset);
    const contents: Buffer[] = [];
    let end = offset;
    let reason: UnscannedReason | undefined;
    while (reason === undefined) {
      const next = streamAt(host, end);
      if (next === undefined) break;
      contents.push(next.bytes);
      end += next.length;
      reason = next.reason;
    }
    // at the start of a file, the magic number is hardly a coincidence
    if (end === offset && offset === 0) yield { name, reason: 'corrupt' };
    if (end === offset) return undefined;
    const [only = EMPTY, ...others] = contents;
    const content = others.length === 0 ? only : Buffer.concat(contents);
    if (content.length > 0) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
    return end;
  },
};

const EMPTY = Buffer.alloc(0);

/** One of the streams of a file. */
function streamAt(host: Host, offset: number): Inflated | undefined {
  const { bytes, budget, attempts } = host;
  const start = dataStart(host, offset);
  if (start === undefined) return undefined;
  const inflated = inflateAt(bytes.subarray(start), 'deflate', budget, attempts);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  const end = start + length;
  const isIntact =
    reason === undefined && end + 8 <= bytes.length && bytes.readUInt32LE(end) === crc32(content);
  if (!isIntact && offset > 0 && !hasUsualHeader(bytes, offset)) return undefined;
  if (reason !== undefined) return { bytes: content, reason, length: end - offset };
  return {
    bytes: content,
    reason: isIntact ? undefined : 'corrupt',
    length: Math.min(end + 8, bytes.length) - offset,
  };
}

/** The name of the compressed file, derived from the archive's name; most headers have no name. */
function ownName(host: Host): string {
  return nameWithout(host, /\.gz$/i).replace(/\.tgz$/i, '.tar');
}

/** The offset of the compressed bytes; undefined if the header is invalid. */
function dataStart({ bytes, attempts }: Host, offset: number): number | undefined {
  if (offset + 18 > bytes.length || bytes.readUIntBE(offset, 3) !== 0x1f_8b_08) return undefined;
  const flags = bytes[offset + 3] ?? 0;
  if (offset > 0 && flags >= RESERVED) return undefined;
  let start = offset + 10;
  if ((flags & EXTRA) !== 0) start += 2 + bytes.readUInt16LE(start);
  for (const flag of [NAME, COMMENT])
    if ((flags & flag) !== 0) {
      const end = bytes.indexOf(0, start) + 1 || Infinity;
      // a file may contain many headers whose search ends at the same byte
      attempts.left -= (Math.min(end, bytes.length) - start) / PROBE_BYTES;
      start = end;
    }
  if ((flags & HEADER_CRC) !== 0) start += 2;
  return start < bytes.length ? start : undefined;
}

const [HEADER_CRC, EXTRA, NAME, COMMENT, RESERVED] = [2, 4, 8, 16, 32] as const;

/** True if the header has the usual values for compression level and system. Decoders ignore both. */
function hasUsualHeader(bytes: Buffer, offset: number): boolean {
  const [effort, system] = [bytes[offset + 8] ?? 0, bytes[offset + 9] ?? 0];
  return [0, 2, 4].includes(effort) && (system < 20 || system === 255);
}
