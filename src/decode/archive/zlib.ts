import { inflateAt } from './bounded-inflate.ts';
import { type ArchiveKind, type Host, type Members, nameAt } from './member.ts';

/** A compressed stream, as in git's objects, fonts, disk images and programs. Source: RFC 1950 */
export const zlib: ArchiveKind = {
  beginnings: ['x\x01', 'x^', 'x\x9c', 'x\xda'],
  members: streamMembers,
};

/** Reads a stream. Its two bytes say little, so only one that is whole, with the right checksum, counts. */
export function* streamMembers(host: Host, at: number): Members {
  const { bytes, budget, patience } = host;
  // a picture's dots are no text, and there are many of them
  if (PIXELS.has(bytes.toString('latin1', Math.max(at - 4, 0), at))) return undefined;
  const inflated = inflateAt(bytes.subarray(at), 'zlib', budget, patience);
  if (inflated === undefined) return undefined;
  const { bytes: content, reason, length } = inflated;
  if (reason === 'corrupt' && at > 0) return undefined;
  if (content.length >= LEAST) yield { name: nameAt(host, at), bytes: content };
  if (reason !== undefined) yield { name: nameAt(host, at), reason };
  return at + length;
}

/** The chunks of PNG that hold pixels. Source: https://www.w3.org/TR/png-3/#11IDAT */
const PIXELS: ReadonlySet<string> = new Set(['IDAT']);

/** The shortest value has so many bytes. */
const LEAST = 20;
