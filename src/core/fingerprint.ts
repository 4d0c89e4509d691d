import { createHash } from 'node:crypto';

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
  const digest = createHash('sha256').update('keyward/1\0').update(value, 'utf8').digest('hex');
  return `kw1_${digest.slice(0, 32)}`;
}

/** Names a value that a commit's files, or with no commit the staged ones, held before. */
export function valueKey(commit: string | undefined, mark: string): string {
  return `${commit ?? ''} ${mark}`;
}
