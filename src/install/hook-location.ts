import { join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { hooksPathSetting, isInFolder, type Repository } from '../git/repository.ts';
import { knowsConfigHooks } from './managers/git-config-hooks.ts';
import { isUserFolder } from './user-hooks.ts';
import { huskyFolder } from './managers/husky.ts';
import { managerIn, type ManagerSettings, type ManualManager, settingsFolders } from './managers/index.ts';

/** The folder that git runs hooks from, and the owner of the files in it. */
export type HookLocation =
  /** git runs the file directly. */
  | { readonly kind: 'plain'; readonly folder: string; readonly insideGit: boolean }
  /** husky 9 runs the file; the folder is committed. */
  | { readonly kind: 'husky'; readonly folder: string }
  /** Another hook manager generates the files; the user pastes lines into its settings. */
  | {
      readonly kind: 'managed';
      readonly folder: string;
      readonly manager: ManualManager;
      readonly settings: ManagerSettings;
    }
  /** The folder does not belong to this repository, but its git settings can define hooks as well. */
  | { readonly kind: 'config'; readonly folder: string }
  /** The folder does not belong to this repository. */
  | { readonly kind: 'foreign'; readonly folder: string; readonly scope: string };

/** Returns where git runs this repository's hooks from. */
export async function findHookLocation(
  git: GitClient,
  repository: Repository,
  project: string | undefined,
): Promise<HookLocation> {
  const { hooks: folder, top } = repository;
  const insideGit =
    isInFolder(folder, repository.commonDirectory) || isInFolder(folder, repository.gitDirectory);
  const setting = insideGit ? undefined : await hooksPathSetting(git);
  const husky = insideGit ? undefined : huskyFolder(folder);
  if (husky !== undefined) return { kind: 'husky', folder: husky };
  // git stores worktree settings next to the repository's own settings
  if (insideGit || setting?.scope === 'local' || setting?.scope === 'worktree') {
    const managed = await managerIn(settingsFolders(top, project));
    return managed === undefined
      ? { kind: 'plain', folder, insideGit }
      : { kind: 'managed', folder, ...managed };
  }
  // these call the repository's own hooks
  if (await isUserFolder(folder))
    return { kind: 'plain', folder: join(repository.commonDirectory, 'hooks'), insideGit: true };
  if (await knowsConfigHooks(git)) return { kind: 'config', folder };
  return { kind: 'foreign', folder, scope: setting?.scope ?? 'unknown' };
}
