import { existsSync } from 'node:fs';
import { GitClient } from './git.ts';
import { locateRepository, type Repository } from './repository.ts';

/** Another work tree of a repository; without a repository where git can make nothing of its folder. */
export interface Worktree {
  readonly path: string;
  readonly repository: Repository | undefined;
}

/** The other work trees in which commits can be made: neither bare ones, nor those whose folder is gone. */
export async function otherWorktrees(git: GitClient, here: Repository): Promise<Worktree[]> {
  // git was told which one to look at, and would look at that one wherever it is asked
  if (process.env['GIT_DIR'] !== undefined) return [];
  const found: Worktree[] = [];
  for (const [at, block] of (await git.run('worktree', 'list', '--porcelain')).split('\n\n').entries()) {
    const path = /^worktree (.+)$/m.exec(block)?.[1];
    if (path === undefined || /^bare$/m.test(block) || !existsSync(path)) continue;
    // of a submodule, and of one whose git directory is elsewhere, git names that directory in place of the main work tree
    if (at === 0 && here.gitDirectory === here.commonDirectory) continue;
    const repository = await locateRepository(new GitClient(path)).catch(() => undefined);
    if (repository?.gitDirectory === here.gitDirectory) continue;
    const isOneOfThese = repository?.commonDirectory === here.commonDirectory;
    found.push(isOneOfThese ? { path: repository.top, repository } : { path, repository: undefined });
  }
  return found;
}
