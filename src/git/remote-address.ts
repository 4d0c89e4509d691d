import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** True if git treats the address as a local path: it has neither a scheme nor a host. */
function isPath(url: string): boolean {
  if (/^[A-Za-z]:[\\/]/.test(url)) return true;
  const [colon, slash] = [url.indexOf(':'), url.indexOf('/')];
  return colon === -1 || (slash !== -1 && slash < colon);
}

/** True if the address depends on the current directory. */
export function isRelative(url: string): boolean {
  return isPath(url) && !isAbsolute(url);
}

/**
 * The address without user and password, as git records it.
 *
 * @returns undefined if the user may determine which repository it names
 */
export function withoutUser(url: string): string | undefined {
  if (isPath(url)) return url;
  const [, scheme = '', user = '', rest = ''] = /^([a-z0-9+.-]+:\/\/)?([^@/]*@)?([^]*)$/i.exec(url) ?? [];
  if (user === '' || (scheme === '' && !rest.includes(':'))) return url;
  return user === 'git@' || (/^https?:/i.test(scheme) && !rest.startsWith(CODECOMMIT))
    ? scheme + rest
    : undefined;
}

/**
 * The host of AWS CodeCommit, whose users and repositories belong to one AWS account each: `codecommit://profile@name`,
 * or this host. SSH paths may also be relative to the user's home directory. Hosts where all users share one name call
 * it `git`.
 */
const CODECOMMIT = 'git-codecommit';

/**
 * The address as git writes it to `FETCH_HEAD`: without user, trailing slashes and `.git`.
 *
 * @returns undefined if the result is ambiguous
 */
export function fetchedForm(url: string): string | undefined {
  if (isRelative(url)) return undefined;
  const form = withoutUser(url)
    ?.replace(/\/+$/, '')
    .replace(/\.git$/, '');
  if (form === undefined) return undefined;
  const path = isPath(form) ? form : /^file:\/\/(\/.*)$/.exec(form)?.[1];
  // `x` and `x.git` in the same directory are different repositories
  if (path !== undefined && existsSync(path) && existsSync(`${path}.git`)) return undefined;
  return form;
}
