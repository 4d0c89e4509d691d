import type { NotUnfoldedReason } from '../core/source.ts';

/** The kind of folded content that bytes are, told by their first bytes; its inside was not looked at. */
export function foldedKind(bytes: Buffer): NotUnfoldedReason | undefined {
  return MAGIC.find(
    ([magic]) => bytes.length >= magic.length && bytes.subarray(0, magic.length).equals(magic),
  )?.[1];
}

const MAGIC: readonly (readonly [Buffer, NotUnfoldedReason])[] = [
  [Buffer.from([0x1f, 0x8b]), 'gzip'],
  [Buffer.from('PK\x03\x04', 'latin1'), 'zip'],
  [Buffer.from('BZh', 'latin1'), 'bzip2'],
  [Buffer.from('\xfd7zXZ\0', 'latin1'), 'xz'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
  [Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), '7z'],
  [Buffer.from('Rar!\x1a\x07', 'latin1'), 'rar'],
  [Buffer.from('version https://git-lfs.github.com/spec/v1\n', 'latin1'), 'git-lfs'],
];
