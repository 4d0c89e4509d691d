import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';

/**
 * Refuses to write to a file of the work tree that is, by a symbolic link in its path, some other file: one outside the
 * work tree, or one of git's own. A repository can bring such links along.
 *
 * @param top the top folder of the work tree, an absolute path
 * @param path an absolute path; one that does not begin with `top` is where the user wants it
 * @param shown the path as it is printed
 * @throws AppError `link-elsewhere`
 */
export function assertContained(top: string, path: string, shown: string): void {
  if (!isWithin(top, path)) return;
  if (!isWithin(realpathSync(top), physical(path))) throw new AppError('link-elsewhere', { path: shown });
}

function isWithin(top: string, path: string): boolean {
  const [first = '', ...rest] = relative(top, path).split(sep);
  // on another drive it stays absolute
  return first !== '..' && first !== '.git' && resolve(top, first, ...rest) === resolve(path);
}

/** How many links in a row are followed, as many as Linux does. */
const MAX_LINKS = 40;

/** Where a path leads, also where the last part of it does not exist yet. */
function physical(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || links > MAX_LINKS || dirname(path) === path)
      throw error;
    const parent = physical(dirname(path), links);
    const target = join(parent, basename(path));
    return isLink(target) ? physical(resolve(parent, readlinkSync(target)), links + 1) : target;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
