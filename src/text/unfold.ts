import type { Fragment } from '../core/fragment.ts';
import type { NotUnfoldedReason } from '../core/source.ts';
import { encodingOf } from './encoding.ts';
import { foldedKind } from './folded.ts';
import { windowsOf } from './windows.ts';

/**
 * A file's bytes as text to scan. The raw bytes are always among it; a reason stands for what is folded up in them and
 * was not looked at.
 */
export function* unfold(path: string, bytes: Buffer): Generator<Fragment | NotUnfoldedReason> {
  const encoding = encodingOf(bytes);
  const folded = encoding === 'utf-32' ? 'utf-32' : foldedKind(bytes);
  if (folded !== undefined) yield folded;
  yield* windowsOf(path, bytes, encoding);
}
