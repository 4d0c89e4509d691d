/**
 * A Git LFS pointer, which is committed in place of a file. Only the exact form that Git LFS writes counts, so nothing
 * can hide between its lines.
 *
 * Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export interface LfsPointer {
  /** The SHA-256 of the file's content, in hexadecimal. */
  readonly oid: string;
  /** True if the pointer lists extensions, whose names are arbitrary text. */
  readonly hasExtensions: boolean;
}

/** @returns undefined if the content is not exactly a pointer */
export function lfsPointerIn(bytes: Buffer): LfsPointer | undefined {
  if (bytes.length >= MAX_POINTER_BYTES || !bytes.subarray(0, VERSION.length).equals(VERSION))
    return undefined;
  const [, extensions, oid] = POINTER.exec(bytes.toString('latin1', VERSION.length)) ?? [];
  return oid === undefined ? undefined : { oid, hasExtensions: extensions !== '' };
}

/** Larger files are not pointers. */
const MAX_POINTER_BYTES = 1024;

const VERSION = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

const POINTER = /^((?:ext-\d-\w+ sha256:[0-9a-f]{64}\n)*)oid sha256:([0-9a-f]{64})\nsize \d{1,19}\n$/;
