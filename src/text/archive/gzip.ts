import { inflate } from './inflate.ts';
import type { ArchiveKind } from './member.ts';

/** One file, compressed. Its header may name it, but mostly it does not. Source: RFC 1952 */
export const gzip: ArchiveKind = {
  matches: (bytes) => bytes.length > 3 && bytes.readUIntBE(0, 3) === 0x1f_8b_08,
  *members(bytes, budget, archive) {
    const name = archive
      .replace(/^.*\//, '')
      .replace(/\.gz$|(?<=\.t)gz$/i, (end) => (end === 'gz' ? 'ar' : ''));
    const { bytes: content, reason } = inflate(bytes, 'gzip', budget);
    if (content !== undefined) yield { name, bytes: content };
    if (reason !== undefined) yield { name, reason };
  },
};
