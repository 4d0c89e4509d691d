import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError, fileError } from '../shared/errors.ts';
import { assertContained } from '../git/contained.ts';
import { askGit } from '../git/git-process.ts';

/**
 * Writes the file named by `--output`.
 *
 * @param file path as typed by the user; relative to `directory`
 * @param mayReplace whether an existing file may be replaced
 * @throws AppError `file-exists`, `unwritable-file`, or `link-elsewhere` if a link points out of the working tree
 */
export async function writeOutput(
  directory: string,
  file: string,
  text: string,
  mayReplace: boolean,
): Promise<void> {
  const path = resolve(directory, file);
  try {
    const top = await topOf(directory);
    if (top !== undefined) assertContained(top, path, file);
    await writeFile(path, text, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new AppError('file-exists', { path: file }, error);
    throw fileError('unwritable-file', file, error);
  }
}

/** Returns the top of the working tree, or undefined outside one or without git. */
async function topOf(directory: string): Promise<string | undefined> {
  const top = await askGit(directory, 'rev-parse', '--show-toplevel').catch(() => '');
  return top.replace(/\n$/, '') || undefined;
}
