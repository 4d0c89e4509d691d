import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** `kw1_` and 32 lowercase hexadecimal digits. */
export const FINGERPRINT: RegExp = /^kw1_[0-9a-f]{32}$/;

/**
 * Names a value without storing it: the first 128 bits of SHA-256 over `keyward/1`, a NUL and the canonical value.
 *
 * No rule, file, line, commit or time goes in, so a fingerprint survives edits, moves, squashes and rebases.
 *
 * @param value the unfolded value without quotes
 */
export function fingerprint(value: string): string {
  // node:crypto takes 2 ms to load, for a few short texts
  const digest = sha256(utf8ToBytes(`keyward/1\0${value}`));
  return `kw1_${bytesToHex(digest.subarray(0, 16))}`;
}

/** Names a value that a commit's files, or with no commit the staged ones, held before. */
export function valueKey(commit: string | undefined, mark: string): string {
  return `${commit ?? ''} ${mark}`;
}
