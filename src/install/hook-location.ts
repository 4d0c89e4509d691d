import type { GitClient } from '../git/git.ts';
import { hooksPathSetting, isInFolder, type Repository } from '../git/repository.ts';
import { knowsConfigHooks } from './managers/git-config-hooks.ts';
import { huskyFolder } from './managers/husky.ts';
import { managerIn, type ManagerSettings, type PastedManager } from './managers/index.ts';

/** Where a repository's hooks live, and who runs them. */
export type HookHome =
  /** git runs the file itself. */
  | { readonly kind: 'plain'; readonly folder: string; readonly insideGit: boolean }
  /** husky 9 runs it; the folder is committed. */
  | { readonly kind: 'husky'; readonly folder: string }
  /** Another hook manager writes the files; a person pastes into its settings. */
  | {
      readonly kind: 'managed';
      readonly folder: string;
      readonly manager: PastedManager;
      readonly settings: ManagerSettings;
    }
  /** The files are not this repository's to write, but its own settings name hooks, too. */
  | { readonly kind: 'config'; readonly folder: string }
  /** Somewhere that is not this repository's to write. */
  | { readonly kind: 'foreign'; readonly folder: string; readonly scope: string };

/** Finds the place from which git will run this repository's hooks. */
export async function findHome(
  git: GitClient,
  repository: Repository,
  project: string | undefined,
): Promise<HookHome> {
  const { hooks: folder, top } = repository;
  const insideGit =
    isInFolder(folder, repository.commonDirectory) || isInFolder(folder, repository.gitDirectory);
  const setting = insideGit ? undefined : await hooksPathSetting(git);
  const husky = insideGit ? undefined : await huskyFolder(folder);
  if (husky !== undefined) return { kind: 'husky', folder: husky };
  // worktree is a kind of local: git keeps it beside the repository's own settings
  if (insideGit || setting?.scope === 'local' || setting?.scope === 'worktree') {
    const managed = await managerIn([...new Set([top, project ?? top])]);
    return managed === undefined
      ? { kind: 'plain', folder, insideGit }
      : { kind: 'managed', folder, ...managed };
  }
  if (await knowsConfigHooks(git)) return { kind: 'config', folder };
  return { kind: 'foreign', folder, scope: setting?.scope ?? 'unknown' };
}
