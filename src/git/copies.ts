import { AppError } from '../shared/errors.ts';
import { type DiffEntry, hasNewContent } from './raw-diff.ts';
import { linesFrom } from './git-process.ts';

/** A commit that contains one file in more paths than this, with more bytes in total, is refused. */
const MAX_COPIES = 1000;
const MAX_COPIED_BYTES = 1024 * 1024 * 1024;

/**
 * Refuses a commit that contains the same large file in thousands of paths: nested copies of a directory take little
 * space in git, but too long to scan.
 *
 * @param changes the changes of one commit
 * @throws AppError `too-many-copies`
 */
export async function refuseCopies(directory: string, changes: readonly DiffEntry[]): Promise<void> {
  if (changes.length <= MAX_COPIES) return;
  const counts = new Map<string, number>();
  const added = changes.filter(hasNewContent);
  for (const { newId } of added) counts.set(newId, (counts.get(newId) ?? 0) + 1);
  const copied = [...counts].filter(([, count]) => count > MAX_COPIES);
  if (copied.length === 0) return;
  const input = copied.map(([id]) => `${id}\n`).join('');
  let index = 0;
  for await (const line of linesFrom(directory, ['cat-file', '--batch-check=%(objectsize)'], input)) {
    const [id = '', count = 0] = copied[index] ?? [];
    index += 1;
    if (Number(line) * count <= MAX_COPIED_BYTES) continue;
    const { path } = added.find(({ newId }) => newId === id) ?? { path: '' };
    throw new AppError('too-many-copies', { path, count });
  }
}
