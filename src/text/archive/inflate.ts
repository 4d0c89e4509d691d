import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import type { NotUnfoldedReason } from '../../core/source.ts';
import type { Budget } from './member.ts';

/** What a compressed stretch holds, as far as it could be read, and why no further. */
export interface Inflated {
  readonly bytes?: Buffer;
  readonly reason?: NotUnfoldedReason;
}

/** How much a stretch may hold whatever its own size, in bytes. */
const ALWAYS = 16 * 1024 * 1024;

/** How many times its own size a longer one may hold; text comes to about ten, deflate can do a thousand. */
const RATIO = 200;

/**
 * Inflates within a budget. Of a stretch that is cut off, what there is.
 *
 * @param kind `gzip` with its header and trailer (RFC 1952), `deflate` without (RFC 1951)
 */
export function inflate(bytes: Buffer, kind: 'gzip' | 'deflate', budget: Budget): Inflated {
  const limit = Math.min(budget.bytes, Math.max(ALWAYS, bytes.length * RATIO));
  if (limit <= 0) return { reason: 'too-large' };
  const open = kind === 'gzip' ? gunzipSync : inflateRawSync;
  try {
    return spend(budget, { bytes: open(bytes, { maxOutputLength: limit }) });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { reason: 'too-large' };
    if (codeOf(error) !== 'Z_BUF_ERROR') return { reason: 'corrupt' };
  }
  try {
    const partly = open(bytes, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
    return spend(budget, { bytes: partly, reason: 'corrupt' });
  } catch (error) {
    return { reason: codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'corrupt' };
  }
}

function spend(budget: Budget, inflated: Inflated & { readonly bytes: Buffer }): Inflated {
  budget.bytes -= inflated.bytes.length;
  return inflated;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
