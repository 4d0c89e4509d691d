import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { UnscannedReason } from '../content.ts';
import type { ExpansionLimits, AttemptLimit } from './member.ts';

/** The decompressed bytes, as far as they could be read, and the reason if that is not all. */
export interface Inflated {
  readonly bytes: Buffer;
  readonly reason?: UnscannedReason | undefined;
  /** The number of input bytes consumed. */
  readonly length: number;
}

/** `zlib` has a header and a checksum (RFC 1950), `deflate` has neither (RFC 1951). */
export type Format = 'deflate' | 'zlib';

/** Any stream may expand to this many bytes. */
const MIN_OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** A longer stream may expand to this multiple of its size; text reaches about ten, deflate a thousand. */
const MAX_EXPANSION_RATIO = 200;

/** The number of input bytes tried first. Bytes that only look compressed fail within them. */
export const PROBE_BYTES = 512;

/** The factor by which the next try is larger. */
const PROBE_GROWTH = 16;

/** The cost of starting an attempt, in tries of {@link PROBE_BYTES} bytes. */
const START_COST = 8;

/**
 * Decompresses a stream that starts at the first byte and may end before the last one, within the expansion limits. It
 * tries growing prefixes, so that rejecting a false start costs at most a few times as much as was decompressed.
 *
 * @returns undefined if the bytes are not compressed; the readable part of a truncated or damaged stream
 */
export function inflateAt(
  bytes: Buffer,
  format: Format,
  budget: ExpansionLimits,
  attempts: AttemptLimit,
): Inflated | undefined {
  if (!mayBeDeflate(bytes, format === 'zlib' ? 2 : 0)) return undefined;
  let known: Inflated | undefined;
  for (let size = PROBE_BYTES; ; size *= PROBE_GROWTH) {
    if (attempts.left <= 0) return { bytes: EMPTY, length: 0, ...known, reason: 'too-large' };
    const isAll = size >= bytes.length;
    // with an extra byte, a stream that ends with the input leaves a rest as well
    const part = isAll ? Buffer.concat([bytes, ONE_BYTE]) : bytes.subarray(0, size);
    const next = inflatePart(part, format, budget);
    if (next.reason === 'corrupt') {
      attempts.left -= START_COST + part.length / PROBE_BYTES;
      return known === undefined ? undefined : spend(budget, { ...known, reason: 'corrupt' });
    }
    if (next.reason !== undefined) return spend(budget, { ...next, bytes: known?.bytes ?? EMPTY });
    if (next.length < part.length) return spend(budget, next);
    known = next;
    if (isAll) return spend(budget, { ...known, length: bytes.length, reason: 'corrupt' });
  }
}

function inflatePart(part: Buffer, format: Format, budget: ExpansionLimits): Inflated {
  const limit = Math.min(budget.bytes, Math.max(MIN_OUTPUT_LIMIT_BYTES, part.length * MAX_EXPANSION_RATIO));
  if (limit <= 0) return { bytes: EMPTY, length: part.length, reason: 'too-large' };
  const open = format === 'zlib' ? inflateSync : inflateRawSync;
  const options = { info: true, maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    // the type declarations do not cover the `info` option
    const { buffer, engine } = open(part, options) as unknown as WithInfo;
    return { bytes: buffer, length: engine.bytesWritten };
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { bytes: EMPTY, length: part.length, reason: isLarge ? 'too-large' : 'corrupt' };
  }
}

/** The return value of zlib functions with the `info` option. */
export interface WithInfo {
  readonly buffer: Buffer;
  /** `bytesWritten` is the number of input bytes consumed. */
  readonly engine: { readonly bytesWritten: number };
}

const EMPTY = Buffer.alloc(0);
const ONE_BYTE = Buffer.alloc(1);

function spend(budget: ExpansionLimits, inflated: Inflated): Inflated {
  budget.bytes -= inflated.bytes.length;
  return inflated;
}

/**
 * True if a deflate stream may start there. Most random bytes cannot start one, and this test is far cheaper than
 * decompression.
 */
function mayBeDeflate(bytes: Buffer, offset: number): boolean {
  if (offset + 1 >= bytes.length) return false;
  const block = (bytes.readUInt8(offset) >> 1) & 3;
  if (block === 3) return false;
  if (block === 0)
    return (
      offset + 5 <= bytes.length && bytes.readUInt16LE(offset + 1) + bytes.readUInt16LE(offset + 3) === 0xffff
    );
  return block === 1 || (offset + 10 < bytes.length && hasCodeLengths(bytes, offset));
}

/** True if the header of a dynamic block has valid code counts and a complete code for the code lengths (3.2.7). */
function hasCodeLengths(bytes: Buffer, offset: number): boolean {
  const bits = (from: number, count: number) =>
    (((bytes[offset + (from >> 3)] ?? 0) | ((bytes[offset + (from >> 3) + 1] ?? 0) << 8)) >> (from & 7)) &
    ((1 << count) - 1);
  if (bits(3, 5) > 29 || bits(8, 5) > 29) return false;
  let used = 0;
  for (let index = 0; index < bits(13, 4) + 4; index += 1) {
    const length = bits(17 + 3 * index, 3);
    if (length > 0) used += 128 >> length;
  }
  return used === 128;
}
