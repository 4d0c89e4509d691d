import { askGit } from './git-process.ts';

/** The oldest version of git that keyward is tested with. */
export const OLDEST_GIT = '2.30';

/** The version of the installed git, such as `2.39.5`. */
export async function gitVersion(directory: string): Promise<string> {
  return /\d+(?:\.\d+)+/.exec(await askGit(directory, '--version'))?.[0] ?? '0';
}

/** True if a version equals the other one or is newer. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
}
