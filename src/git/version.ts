import { askGit } from './git-process.ts';

/** The oldest git that keyward is tested with. */
export const OLDEST_GIT = '2.30';

/** The version of a git, such as `2.39.5`. */
export async function gitVersion(directory: string): Promise<string> {
  return /\d+(?:\.\d+)+/.exec(await askGit(directory, '--version'))?.[0] ?? '0';
}

/** Whether a version is another one or newer. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, need] = [version, oldest].map((each) => each.split('.').map(Number));
  const at = (need ?? []).findIndex((part, place) => part !== (have?.[place] ?? 0));
  return at === -1 || (have?.[at] ?? 0) > (need?.[at] ?? 0);
}
