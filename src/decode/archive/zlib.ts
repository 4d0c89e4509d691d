import { inflateAt } from './bounded-inflate.ts';
import { type ArchiveFormat, type Host, type Members, nameAt } from './member.ts';

/** A zlib stream, as in git objects, fonts, disk images and programs. Source: RFC 1950 */
export const zlib: ArchiveFormat = {
  magicNumbers: ['x\x01', 'x^', 'x\x9c', 'x\xda'],
  members: streamMembers,
};

/** Reads a stream. Its two-byte header proves little, so the stream must be complete and have a valid checksum. */
export function* streamMembers(host: Host, offset: number): Members {
  const { bytes, budget, attempts } = host;
  // skip the pixels of images: there are many, and they are not text
  if (PIXELS.has(bytes.toString('latin1', Math.max(offset - 4, 0), offset))) return undefined;
  const inflated = inflateAt(bytes.subarray(offset), 'zlib', budget, attempts);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  if (reason === 'corrupt' && offset > 0) return undefined;
  if (content.length >= MIN_CREDENTIAL_BYTES) yield { name: nameAt(host, offset), bytes: content };
  if (reason !== undefined) yield { name: nameAt(host, offset), reason };
  return offset + length;
}

/** PNG chunks that contain pixels. Source: https://www.w3.org/TR/png-3/#11IDAT */
const PIXELS: ReadonlySet<string> = new Set(['IDAT']);

/** The length of the shortest credential. */
const MIN_CREDENTIAL_BYTES = 20;
