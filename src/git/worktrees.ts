import { existsSync } from 'node:fs';
import { GitClient } from './git.ts';
import { locateRepository, type Repository } from './repository.ts';

/** Another worktree of the repository; without a repository if git cannot open it. */
export interface Worktree {
  readonly path: string;
  readonly repository: Repository | undefined;
}

/** The other worktrees that commits can be made in: neither bare nor deleted. */
export async function otherWorktrees(git: GitClient, here: Repository): Promise<Worktree[]> {
  // `GIT_DIR` would make git use this repository in every directory
  if (process.env['GIT_DIR'] !== undefined) return [];
  const found: Worktree[] = [];
  for (const [index, block] of (await git.run('worktree', 'list', '--porcelain')).split('\n\n').entries()) {
    const path = /^worktree (.+)$/m.exec(block)?.[1];
    if (path === undefined || /^bare$/m.test(block) || !existsSync(path)) continue;
    // for a submodule or a separate git directory, git lists that directory instead of the main worktree
    if (index === 0 && here.gitDirectory === here.commonDirectory) continue;
    const repository = await locateRepository(new GitClient(path)).catch(() => undefined);
    if (repository?.gitDirectory === here.gitDirectory) continue;
    const isSameRepository = repository?.commonDirectory === here.commonDirectory;
    found.push(isSameRepository ? { path: repository.top, repository } : { path, repository: undefined });
  }
  return found;
}
