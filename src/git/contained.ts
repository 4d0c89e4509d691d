import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';

/**
 * Refuses to write to a file in the working tree whose path contains a symbolic link to outside the working tree or
 * into the git directory. A repository may contain such links.
 *
 * @param top the absolute path of the working tree's top directory
 * @param path an absolute path; accepted as the user's choice if it is not below `top`
 * @param shown the path as it is printed
 * @throws AppError `link-elsewhere`
 */
export function assertContained(top: string, path: string, shown: string): void {
  if (!isWithin(top, path)) return;
  if (!isWithin(realpathSync(top), physical(path))) throw new AppError('link-elsewhere', { path: shown });
}

function isWithin(top: string, path: string): boolean {
  const [first = '', ...rest] = relative(top, path).split(sep);
  // the path of another drive stays absolute
  return first !== '..' && first !== '.git' && resolve(top, first, ...rest) === resolve(path);
}

/** The maximum number of links to follow, as on Linux. */
const MAX_LINKS = 40;

/** The real path; the last parts of it need not exist yet. */
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
