import { brotliDecompressSync } from 'node:zlib';
import type { WithInfo } from './bounded-inflate.ts';
import { type Host, type Members, nameWithout } from './member.ts';

/** File names of brotli streams, which have no magic number. Source: RFC 7932 */
export const BROTLI_NAME: RegExp = /\.br$/i;

/** Decompresses a file whose name says that it is brotli. */
export function* brotliMembers(host: Host): Members {
  const { bytes, budget } = host;
  const name = nameWithout(host, BROTLI_NAME);
  try {
    const options = { info: true, maxOutputLength: Math.max(budget.bytes, 1) };
    // the type declarations do not cover the `info` option
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
