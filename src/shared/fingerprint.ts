import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** `kw1_` and 32 lowercase hexadecimal digits. */
export const FINGERPRINT: RegExp = /^kw1_[0-9a-f]{32}$/;

/**
 * The fingerprint of a value, which identifies it without storing it: the first 128 bits of SHA-256 over `keyward/1`, a
 * NUL and the canonical value.
 *
 * It does not depend on the rule, file, line, commit or time, so it survives edits, moves, squashes and rebases.
 *
 * @param value the decoded value without quotes
 */
export function fingerprint(value: string): string {
  // loading node:crypto takes 2 ms, too long for a few short texts
  const digest = sha256(utf8ToBytes(`keyward/1\0${value}`));
  return `kw1_${bytesToHex(digest.subarray(0, 16))}`;
}

/** A fingerprint, or the beginning of one: at least eight of its digits. */
export const SHORT_FINGERPRINT: RegExp = /^kw1_[0-9a-f]{8,32}$/;

const SHORTEST = 'kw1_'.length + 8;

/** Shortens fingerprints, without duplicates, to the same length, so that no two are alike. */
export function uniquePrefixes(fingerprints: readonly string[]): string[] {
  const all = [...new Set(fingerprints)];
  const longest = Math.max(...all.map(({ length }) => length), SHORTEST);
  for (let length = SHORTEST; length < longest; length += 1) {
    const prefixes = new Set(all.map((each) => each.slice(0, length)));
    if (prefixes.size === all.length) return [...prefixes];
  }
  return all;
}

/** The key of a value that the files changed by a commit (without one: the staged files) contained before. */
export function valueKey(commit: string | undefined, valueFingerprint: string): string {
  return `${commit ?? ''} ${valueFingerprint}`;
}
