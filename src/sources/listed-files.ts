import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { unreadable, walk } from './walk.ts';
import { chunksOfLines } from '../git/git-process.ts';

/**
 * Returns the files in a folder that git tracks or would add: all but ignored ones. Nested repositories and submodules count
 * as folders. Where git lists nothing, in an ignored folder or outside of a repository, every file is returned.
 *
 * @param folder a path; the returned paths start with it
 * @throws AppError `unreadable-file`
 */
export async function listedFiles(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  if (names.length === 0) return walk(folder);
  const lists = await Promise.all(names.map((name) => filesAt(name, join(folder, name))));
  return lists.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  const names = new Set<string>();
  const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    for await (const chunk of chunksOfLines(folder, command, undefined, '\0'))
      for (const name of chunk) names.add(name);
  } catch (error) {
    // without git's list, nothing is left out
    if (error instanceof AppError) return [];
    throw error;
  }
  return [...names];
}

async function filesAt(name: string, path: string): Promise<string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await lstat(path)).isDirectory();
  } catch (error) {
    // a file that is tracked, but deleted; a name that is not UTF-8 looks the same
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !name.includes('\uFFFD')) return [];
    throw unreadable(path, error);
  }
  return isFolder ? listedFiles(path) : [path];
}
