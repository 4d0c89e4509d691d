import { crc32 } from 'node:zlib';
import type { UnscannedReason } from '../content.ts';
import { inflateAt, type Inflated, PROBE } from './bounded-inflate.ts';
import { type ArchiveKind, type Host, nameAt, nameWithout } from './member.ts';

/** One file, compressed; several in a row are one. Source: RFC 1952 */
export const gzip: ArchiveKind = {
  beginnings: ['\x1f\x8b\x08'],
  *members(host, at) {
    const name = at === 0 ? ownName(host) : nameAt(host, at);
    const contents: Buffer[] = [];
    let end = at;
    let reason: UnscannedReason | undefined;
    while (reason === undefined) {
      const next = streamAt(host, end);
      if (next === undefined) break;
      contents.push(next.bytes);
      end += next.length;
      reason = next.reason;
    }
    // at the beginning of a file it can hardly be anything else
    if (end === at && at === 0) yield { name, reason: 'corrupt' };
    if (end === at) return undefined;
    const [only = EMPTY, ...others] = contents;
    const content = others.length === 0 ? only : Buffer.concat(contents);
    if (content.length > 0) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
    return end;
  },
};

const EMPTY = Buffer.alloc(0);

/** One of the streams that make up a file. */
function streamAt(host: Host, at: number): Inflated | undefined {
  const { bytes, budget, patience } = host;
  const start = dataStart(host, at);
  if (start === undefined) return undefined;
  const inflated = inflateAt(bytes.subarray(start), 'deflate', budget, patience);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  const end = start + length;
  const isRight =
    reason === undefined && end + 8 <= bytes.length && bytes.readUInt32LE(end) === crc32(content);
  if (!isRight && at > 0 && !isUsual(bytes, at)) return undefined;
  if (reason !== undefined) return { bytes: content, reason, length: end - at };
  return {
    bytes: content,
    reason: isRight ? undefined : 'corrupt',
    length: Math.min(end + 8, bytes.length) - at,
  };
}

/** Its header may name it, but mostly does not. */
function ownName(host: Host): string {
  return nameWithout(host, /\.gz$/i).replace(/\.tgz$/i, '.tar');
}

/** Where the compressed bytes begin; nothing if the header is none. */
function dataStart({ bytes, patience }: Host, at: number): number | undefined {
  if (at + 18 > bytes.length || bytes.readUIntBE(at, 3) !== 0x1f_8b_08) return undefined;
  const flags = bytes[at + 3] ?? 0;
  if (at > 0 && flags >= RESERVED) return undefined;
  let start = at + 10;
  if ((flags & EXTRA) !== 0) start += 2 + bytes.readUInt16LE(start);
  for (const flag of [NAME, COMMENT])
    if ((flags & flag) !== 0) {
      const end = bytes.indexOf(0, start) + 1 || Infinity;
      // a file may be full of headers that look for the same end
      patience.tries -= (Math.min(end, bytes.length) - start) / PROBE;
      start = end;
    }
  if ((flags & HEADER_CRC) !== 0) start += 2;
  return start < bytes.length ? start : undefined;
}

const [HEADER_CRC, EXTRA, NAME, COMMENT, RESERVED] = [2, 4, 8, 16, 32] as const;

/** Whether a header says of the effort and the system what programs say; readers ask for neither. */
function isUsual(bytes: Buffer, at: number): boolean {
  const [effort, system] = [bytes[at + 8] ?? 0, bytes[at + 9] ?? 0];
  return [0, 2, 4].includes(effort) && (system < 20 || system === 255);
}
