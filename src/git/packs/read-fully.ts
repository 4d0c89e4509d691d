import { readSync } from 'node:fs';

/**
 * Reads as many bytes of a file as are asked for, which one call need not do.
 *
 * @param at where in the target they are to stand, `from` where in the file they do
 * @throws RangeError when there are fewer
 */
export function readFully(file: number, target: Buffer, at: number, length: number, from: number): void {
  for (let read = 0; read < length;) {
    const count = readSync(file, target, at + read, length - read, from + read);
    if (count === 0) throw new RangeError('cut off');
    read += count;
  }
}
