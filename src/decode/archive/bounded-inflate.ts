import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { UnscannedReason } from '../content.ts';
import type { ExpansionLimits, Patience } from './member.ts';

/** What a compressed stretch holds, as far as it could be read, and why no further. */
export interface Inflated {
  readonly bytes: Buffer;
  readonly reason?: UnscannedReason | undefined;
  /** How many bytes of the input that is. */
  readonly length: number;
}

/** `zlib` with its header and checksum (RFC 1950), `deflate` without (RFC 1951). */
export type Format = 'deflate' | 'zlib';

/** How much a stretch may hold whatever its own size, in bytes. */
const ALWAYS = 16 * 1024 * 1024;

/** How many times its own size a longer one may hold; text comes to about ten, deflate can do a thousand. */
const RATIO = 200;

/** The first part of a stretch that is tried, in bytes. What is compressed by chance only does not get beyond it. */
export const PROBE = 512;

/** How much more is tried each time. */
const GROWTH = 16;

/** How many tries of {@link PROBE} bytes starting one takes. */
const START = 8;

/**
 * Inflates what begins at the start of some bytes and ends somewhere in them, within a budget. It takes more and more of
 * them, so that a stretch that turns out to be none costs no more than a few times what could be read of it.
 *
 * @returns nothing if it is not compressed; of a stretch that is cut off or damaged what there is
 */
export function inflateAt(
  bytes: Buffer,
  format: Format,
  budget: ExpansionLimits,
  patience: Patience,
): Inflated | undefined {
  if (!mayBeDeflate(bytes, format === 'zlib' ? 2 : 0)) return undefined;
  let known: Inflated | undefined;
  for (let size = PROBE; ; size *= GROWTH) {
    if (patience.tries <= 0) return { bytes: EMPTY, length: 0, ...known, reason: 'too-large' };
    const isAll = size >= bytes.length;
    // with one byte more, a stretch that ends with the bytes leaves something over as well
    const part = isAll ? Buffer.concat([bytes, ONE_BYTE]) : bytes.subarray(0, size);
    const next = inflatePart(part, format, budget);
    if (next.reason === 'corrupt') {
      patience.tries -= START + part.length / PROBE;
      return known === undefined ? undefined : spend(budget, { ...known, reason: 'corrupt' });
    }
    if (next.reason !== undefined) return spend(budget, { ...next, bytes: known?.bytes ?? EMPTY });
    if (next.length < part.length) return spend(budget, next);
    known = next;
    if (isAll) return spend(budget, { ...known, length: bytes.length, reason: 'corrupt' });
  }
}

function inflatePart(part: Buffer, format: Format, budget: ExpansionLimits): Inflated {
  const limit = Math.min(budget.bytes, Math.max(ALWAYS, part.length * RATIO));
  if (limit <= 0) return { bytes: EMPTY, length: part.length, reason: 'too-large' };
  const open = format === 'zlib' ? inflateSync : inflateRawSync;
  const options = { info: true, maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    // types do not know what `info` makes of it
    const { buffer, engine } = open(part, options) as unknown as WithInfo;
    return { bytes: buffer, length: engine.bytesWritten };
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { bytes: EMPTY, length: part.length, reason: isLarge ? 'too-large' : 'corrupt' };
  }
}

/** What `info` makes zlib return. */
export interface WithInfo {
  readonly buffer: Buffer;
  /** `bytesWritten` is what the engine took of the input. */
  readonly engine: { readonly bytesWritten: number };
}

const EMPTY = Buffer.alloc(0);
const ONE_BYTE = Buffer.alloc(1);

function spend(budget: ExpansionLimits, inflated: Inflated): Inflated {
  budget.bytes -= inflated.bytes.length;
  return inflated;
}

/** Whether a first block of deflate may begin there: of random bytes most cannot, and trying to inflate takes far longer. */
function mayBeDeflate(bytes: Buffer, at: number): boolean {
  if (at + 1 >= bytes.length) return false;
  const block = (bytes.readUInt8(at) >> 1) & 3;
  if (block === 3) return false;
  if (block === 0)
    return at + 5 <= bytes.length && bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 3) === 0xffff;
  return block === 1 || (at + 10 < bytes.length && hasCodeLengths(bytes, at));
}

/** Whether a block's header names as many codes as there can be, and a code for their lengths that is complete (3.2.7). */
function hasCodeLengths(bytes: Buffer, at: number): boolean {
  const bits = (from: number, count: number) =>
    (((bytes[at + (from >> 3)] ?? 0) | ((bytes[at + (from >> 3) + 1] ?? 0) << 8)) >> (from & 7)) &
    ((1 << count) - 1);
  if (bits(3, 5) > 29 || bits(8, 5) > 29) return false;
  let used = 0;
  for (let nth = 0; nth < bits(13, 4) + 4; nth += 1) {
    const length = bits(17 + 3 * nth, 3);
    if (length > 0) used += 128 >> length;
  }
  return used === 128;
}
