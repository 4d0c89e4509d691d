import { dirname, join } from 'node:path';
import { diagnosis } from '../checkup-result.ts';
import { manifestsInIndex } from '../../install/listed-in-index.ts';
import { callsKeyward, lists } from '../../install/package-json.ts';
import { packageState } from '../install-state.ts';
import { isNamedInSettings } from '../pre-commit-config.ts';
import type { DoctorCheck, WorktreeContext } from '../worktree-context.ts';
import { shellWord } from '../../shared/shell-quote.ts';

/** Checks that package.json lists keyward and that it is installed. */
export const checkPackage: DoctorCheck = async (worktree) => {
  const path = worktree.project ?? worktree.repository.top;
  switch (await packageState(worktree)) {
    case 'global':
      if (worktree.lines === undefined && (await isNamedInSettings(worktree)))
        return [diagnosis('package-framework', {})];
      return [diagnosis('package-global', { hasPackage: worktree.project !== undefined })];
    case 'not-listed':
      return [diagnosis('package-not-listed', { path }, { command: worktree.keyward('init'), safe: false })];
    case 'not-installed': {
      const command = await installingCommand(worktree, path);
      return [diagnosis('package-not-installed', { path }, { command, safe: false })];
    }
    default: {
      const ready = diagnosis('package-ready', {});
      // a script would install a second scan beside the framework's
      if ((await callsKeyward(path)) || (await isNamedInSettings(worktree))) return [ready];
      const fix = { command: worktree.keyward('init'), safe: false };
      return [ready, diagnosis('package-no-script', {}, fix)];
    }
  }
};

/** Returns the command that installs keyward, or that stages its removal from package.json. */
async function installingCommand(worktree: WorktreeContext, project: string): Promise<string> {
  const { git, repository, manager } = worktree;
  if (await lists(project, 'keyward')) return worktree.inFolder(project, manager.install);
  const paths = [...(await manifestsInIndex(git, repository, project)).keys()].map((path) =>
    join(repository.top, path),
  );
  const own = join(project, 'package.json');
  if (paths.includes(own)) return worktree.inFolder(project, `git add -- ${shellWord(own)}`);
  const command = `${manager.install} && ${manager.runner} install`;
  return worktree.inFolder(dirname(paths[0] ?? own), command);
}
