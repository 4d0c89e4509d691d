import { dirname, join, relative } from 'node:path';
import type { Fix } from './checkup-result.ts';
import { DEFAULT_HOOKS } from '../install/hook-names.ts';
import { managerCommand } from '../install/install-hooks.ts';
import { huskyBin } from '../install/managers/husky.ts';
import type { ManualManager } from '../install/managers/index.ts';
import { lists } from '../install/package-json.ts';
import { readRecord } from '../install/install-record.ts';
import type { WorktreeContext } from './worktree-context.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** Returns the command that installs the hooks of this worktree. */
export function installCommand(worktree: WorktreeContext): string {
  return worktree.keyward(`install${hooksOption(worktree)}`);
}

/** Returns the command that prints the lines to paste into a hook manager's settings. */
export function initCommand(worktree: WorktreeContext): string {
  return worktree.keyward(`init${hooksOption(worktree)}`);
}

/** Returns the command with which a hook manager generates its hooks. */
export async function setUpCommand(
  worktree: WorktreeContext,
  { name, setUpCommand: setUp }: ManualManager,
): Promise<string> {
  const { project, repository } = worktree;
  return worktree.inFolder(project ?? repository.top, await managerCommand(worktree, name, setUp));
}

/** Returns the command that removes keyward's lines from the hooks and inserts them again at the top. */
export async function reinstallCommand(worktree: WorktreeContext): Promise<string> {
  const { adoptedHusky } = await readRecord(worktree.repository.commonDirectory);
  return worktree.keyward(
    'uninstall',
    `init${adoptedHusky === true ? ' --husky' : ''}${hooksOption(worktree)}`,
  );
}

/**
 * Returns the command that makes git run this repository's own hooks instead of those that outside settings name. The other hooks
 * then no longer run here, so the user has to decide.
 */
export function ownHooksCommand(worktree: WorktreeContext, scope: string): string {
  if (scope === 'command') return 'unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS';
  const folder = shellWord(join(worktree.repository.commonDirectory, 'hooks').replaceAll('\\', '/'));
  const set = `git config --${scope === 'worktree' ? 'worktree' : 'local'} core.hooksPath ${folder}`;
  return `${worktree.inFolder(worktree.repository.top, set)} && ${installCommand(worktree)}`;
}

function hooksOption({ hooks }: WorktreeContext): string {
  return hooks.join() === DEFAULT_HOOKS.join() ? '' : ` --hooks=${hooks.join(',')}`;
}

/**
 * Returns the fix that regenerates husky's folder, with the husky of the project or of the main worktree; undefined if the project
 * does not use husky.
 */
export async function huskyFix(worktree: WorktreeContext): Promise<Fix | undefined> {
  const { project, repository } = worktree;
  if (project === undefined) return undefined;
  const { top, hooks, commonDirectory } = repository;
  const bin = huskyBin(project) ?? huskyBin(join(commonDirectory, '..', relative(top, project)));
  if (bin === undefined) {
    if (!(await lists(project, 'husky'))) return undefined;
    return { command: worktree.inFolder(project, worktree.manager.install), safe: false };
  }
  const folder = relative(top, dirname(hooks)).replaceAll('\\', '/');
  const isUsual = bin === join(top, 'node_modules', 'husky', 'bin.js');
  const husky = isUsual ? worktree.manager.runner.replace(/keyward$/, 'husky') : `node ${shellWord(bin)}`;
  // husky only runs at the top of a worktree
  return {
    command: worktree.atTop(folder === '.husky' ? husky : `${husky} ${shellWord(folder)}`),
    safe: true,
  };
}
