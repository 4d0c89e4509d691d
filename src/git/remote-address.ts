import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** Whether git reads an address as a path on this machine: no scheme and no host before it. */
function isPath(url: string): boolean {
  if (/^[A-Za-z]:[\\/]/.test(url)) return true;
  const [colon, slash] = [url.indexOf(':'), url.indexOf('/')];
  return colon === -1 || (slash !== -1 && slash < colon);
}

/** Whether an address names another place in another folder. */
export function isRelative(url: string): boolean {
  return isPath(url) && !isAbsolute(url);
}

/**
 * An address without the user and password in it, as git writes it down.
 *
 * @returns nothing where the user may decide which repository it names
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
 * Its users belong to one AWS account each, and its repositories, too: `codecommit://profile@name`, or this host. Over SSH
 * a path may also begin in the user's home folder. Hosts with one user for everybody call it `git`.
 */
const CODECOMMIT = 'git-codecommit';

/**
 * An address as git writes it into `FETCH_HEAD`: without user, slashes at its end, and `.git`.
 *
 * @returns nothing where that names no single place
 */
export function fetchedForm(url: string): string | undefined {
  if (isRelative(url)) return undefined;
  const form = withoutUser(url)
    ?.replace(/\/+$/, '')
    .replace(/\.git$/, '');
  if (form === undefined) return undefined;
  const path = isPath(form) ? form : /^file:\/\/(\/.*)$/.exec(form)?.[1];
  // `x` and `x.git` side by side are two repositories
  if (path !== undefined && existsSync(path) && existsSync(`${path}.git`)) return undefined;
  return form;
}
