import type { NotUnfoldedReason } from '../../core/source.ts';

/** The kind of content whose inside keyward cannot look at, told by its first bytes. */
export function sealedKind(bytes: Buffer): NotUnfoldedReason | undefined {
  const head = bytes.toString('latin1', 0, 48);
  return KINDS.find(([magic]) => magic.test(head))?.[1];
}

const KINDS: readonly (readonly [RegExp, NotUnfoldedReason])[] = [
  [/^7z\xbc\xaf\x27\x1c/, '7z'],
  [/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/, 'bzip2'],
  [/^MSCF\0{4}/, 'cab'],
  [/^\x1f[\x9d\xa0]/, 'compress'],
  [/^\x04"M\x18/, 'lz4'],
  [/^LZIP[\0\x01]/, 'lzip'],
  [/^Rar!\x1a\x07/, 'rar'],
  [/^\xfd7zXZ\0/, 'xz'],
  [/^[\x22-\x28]\xb5\x2f\xfd/, 'zstd'],
  [/^version https:\/\/git-lfs\.github\.com\/spec\//, 'git-lfs'],
];
