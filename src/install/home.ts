import { relative, sep } from 'node:path';
import type { GitClient } from '../git/client.ts';
import { hooksPathSetting, type Repository } from '../git/repository.ts';
import { huskyFolder } from './husky.ts';

/** Where a repository's hooks live, and who runs them. Another hook manager is another kind here. */
export type HookHome =
  /** git runs the file itself. */
  | { readonly kind: 'plain'; readonly folder: string; readonly insideGit: boolean }
  /** husky 9 runs it; the folder is committed. */
  | { readonly kind: 'husky'; readonly folder: string }
  /** Somewhere that is not this repository's to write. */
  | { readonly kind: 'foreign'; readonly folder: string; readonly scope: string };

/** Finds the place from which git will run this repository's hooks. */
export async function findHome(git: GitClient, repository: Repository): Promise<HookHome> {
  const insideGit =
    isInside(repository.hooks, repository.commonDirectory) ||
    isInside(repository.hooks, repository.gitDirectory);
  if (insideGit) return { kind: 'plain', folder: repository.hooks, insideGit };
  const setting = await hooksPathSetting(git);
  const husky = await huskyFolder(repository.hooks);
  if (husky !== undefined) return { kind: 'husky', folder: husky };
  // worktree is a kind of local: git keeps it beside the repository's own settings
  if (setting?.scope === 'local' || setting?.scope === 'worktree') {
    return { kind: 'plain', folder: repository.hooks, insideGit };
  }
  return { kind: 'foreign', folder: repository.hooks, scope: setting?.scope ?? 'unknown' };
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !/^(?:[A-Za-z]:|\/)/.test(way);
}
