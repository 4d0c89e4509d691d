import { isAbsolute, relative, sep } from 'node:path';

/**
 * Returns the path of a file as git names it; undefined for one outside of the working tree.
 *
 * @param top the top of the working tree; undefined without one
 * @param file an absolute path
 */
export function nameInTree(top: string | undefined, file: string): string | undefined {
  if (top === undefined) return undefined;
  const [first = '', ...rest] = relative(top, file).split(sep);
  return first === '' || first === '..' || isAbsolute(first + sep) ? undefined : [first, ...rest].join('/');
}
