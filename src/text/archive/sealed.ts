import type { Markers } from '../marker.ts';
import { lfsPointerIn } from '../../core/lfs-pointer.ts';
import type { NotUnfoldedReason } from '../../core/source.ts';

/** The kind of content whose inside keyward cannot look at, told by its first bytes. */
export function sealedKind(bytes: Buffer): NotUnfoldedReason | undefined {
  if (lfsPointerIn(bytes) !== undefined) return 'git-lfs';
  const head = bytes.toString('latin1', 0, 48);
  return KINDS.find(([, ...beginnings]) => beginnings.some((magic) => head.startsWith(magic)))?.[0];
}

/** A bzip2 stream's level stands between its name and the mark of its first block. */
const BZIP2 = Array.from('123456789', (level) => `BZh${level}1AY&SY`);

const KINDS: readonly (readonly [NotUnfoldedReason, ...string[]])[] = [
  ['7z', "7z\xbc\xaf'\x1c"],
  ['bzip2', ...BZIP2],
  ['cab', 'MSCF\0\0\0\0'],
  ['compress', '\x1f\x9d', '\x1f\xa0'],
  ['lz4', '\x04"M\x18'],
  ['lzip', 'LZIP\x01'],
  ['rar', 'Rar!\x1a\x07'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '(\xb5/\xfd'],
];

/** All others begin with what no text holds. */
export const sealedMarkers: Markers = { lines: ['git-lfs[.]github[.]com'] };
