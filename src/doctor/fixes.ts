import { dirname, join, relative } from 'node:path';
import type { Fix } from './checkup-result.ts';
import { DEFAULT_HOOKS } from '../install/hook-names.ts';
import { huskyBin } from '../install/managers/husky.ts';
import type { PastedManager } from '../install/managers/index.ts';
import { lists } from '../install/package-json.ts';
import { readRecord } from '../install/install-record.ts';
import type { Site } from './worktree-context.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** Registers the hooks of this work tree. */
export function installCommand(site: Site): string {
  return site.keyward(`install${hooksOption(site)}`);
}

/** Says which lines a person pastes into a hook manager's settings. */
export function initCommand(site: Site): string {
  return site.keyward(`init${hooksOption(site)}`);
}

/** Has a hook manager write its hooks. */
export async function setUpCommand(site: Site, { name, setUp }: PastedManager): Promise<string> {
  const { project, manager, repository } = site;
  const isHere = project !== undefined && (await lists(project, name));
  const command = isHere ? manager.runner.replace(/keyward$/, setUp) : setUp;
  return site.inFolder(project ?? repository.top, command);
}

/** Takes the lines out of the hooks, and puts them in again, in front. */
export async function placeAnewCommand(site: Site): Promise<string> {
  const { adoptedHusky } = await readRecord(site.repository.commonDirectory);
  return site.keyward('uninstall', `init${adoptedHusky === true ? ' --husky' : ''}${hooksOption(site)}`);
}

/**
 * Has git run this repository's own hooks, where settings from outside lead it elsewhere. Those other hooks then run here
 * no more, which is for a person to decide.
 */
export function ownHooksCommand(site: Site, scope: string): string {
  if (scope === 'command') return 'unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS';
  const folder = shellWord(join(site.repository.commonDirectory, 'hooks').replaceAll('\\', '/'));
  const set = `git config --${scope === 'worktree' ? 'worktree' : 'local'} core.hooksPath ${folder}`;
  return `${site.inFolder(site.repository.top, set)} && ${installCommand(site)}`;
}

function hooksOption({ hooks }: Site): string {
  return hooks.join() === DEFAULT_HOOKS.join() ? '' : ` --hooks=${hooks.join(',')}`;
}

/**
 * Has husky write its own folder anew, and set what is set already, with the husky of the project or of the main work tree,
 * which has its dependencies. Nothing where the project knows no husky.
 */
export async function huskyMend(site: Site): Promise<Fix | undefined> {
  const { project, repository } = site;
  if (project === undefined) return undefined;
  const { top, hooks, commonDirectory } = repository;
  const bin = huskyBin(project) ?? huskyBin(join(commonDirectory, '..', relative(top, project)));
  if (bin === undefined) {
    if (!(await lists(project, 'husky'))) return undefined;
    return { command: site.inFolder(project, site.manager.install), safe: false };
  }
  const folder = relative(top, dirname(hooks)).replaceAll('\\', '/');
  const isUsual = bin === join(top, 'node_modules', 'husky', 'bin.js');
  const husky = isUsual ? 'npx husky' : `node ${shellWord(bin)}`;
  // it runs at the top of a work tree only
  return { command: site.atTop(folder === '.husky' ? husky : `${husky} ${shellWord(folder)}`), safe: true };
}
