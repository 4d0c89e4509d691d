import { diagnosis, type Section } from './checkup-result.ts';
import { GitClient } from '../git/git.ts';
import { locateRepository } from '../git/repository.ts';
import { otherWorktrees } from '../git/worktrees.ts';
import { IN_EACH_WORKTREE, ONCE } from './checks/index.ts';
import { type Caller, type DoctorCheck, type WorktreeContext, worktreeContext } from './worktree-context.ts';

/**
 * Runs all checks in every worktree of the caller's repository.
 *
 * @throws AppError `git-failed` outside a repository
 */
export async function runChecks(caller: Caller): Promise<Section[]> {
  const git = new GitClient(caller.directory);
  const here = await locateRepository(git);
  const worktree = await worktreeContext(here, caller);
  const general = { worktree: undefined, diagnoses: await diagnose(ONCE, worktree, caller) };
  // an old git does not support the commands of the other checks
  if (general.diagnoses.some(({ code }) => code === 'git-old')) return [general];
  const sections: Section[] = [
    general,
    { worktree: here.top, diagnoses: await diagnose(IN_EACH_WORKTREE, worktree, caller) },
  ];
  for (const { path, repository } of await otherWorktrees(git, here)) {
    const diagnoses =
      repository === undefined
        ? [diagnosis('worktree-unreadable', { path }, { command: 'git worktree repair', safe: false })]
        : await diagnose(IN_EACH_WORKTREE, await worktreeContext(repository, caller, worktree), caller);
    sections.push({ worktree: path, diagnoses });
  }
  return sections;
}

async function diagnose(
  checks: readonly DoctorCheck[],
  worktree: WorktreeContext,
  caller: Caller,
): Promise<Section['diagnoses']> {
  const found: Section['diagnoses'][] = [];
  for (const check of checks) found.push(await check(worktree, caller));
  return found.flat();
}
