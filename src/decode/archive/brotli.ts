import { brotliDecompressSync } from 'node:zlib';
import type { WithInfo } from './bounded-inflate.ts';
import { type Host, type Members, nameWithout } from './member.ts';

/** How the name ends of a file that is compressed with brotli: nothing in it says so. Source: RFC 7932 */
export const BROTLI_NAME: RegExp = /\.br$/i;

/** Reads a file that is named as one. */
export function* brotliMembers(host: Host): Members {
  const { bytes, budget } = host;
  const name = nameWithout(host, BROTLI_NAME);
  try {
    const options = { info: true, maxOutputLength: Math.max(budget.bytes, 1) };
    // types do not know what `info` makes of it
    const { buffer, engine } = brotliDecompressSync(bytes, options) as unknown as WithInfo;
    budget.bytes -= buffer.length;
    yield { name, bytes: buffer };
    return engine.bytesWritten;
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    yield { name, reason: isLarge ? 'too-large' : 'corrupt' };
  }
  return 0;
}
