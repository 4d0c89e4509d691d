import { dirname, join } from 'node:path';
import { diagnosis } from '../checkup-result.ts';
import { manifestsInIndex } from '../../install/listed-in-index.ts';
import { callsKeyward, lists } from '../../install/package-json.ts';
import { packageState } from '../install-state.ts';
import type { Site } from '../worktree-context.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import type { Check } from './check.ts';

/** On a branch that does not list keyward, commits pass with one line that says so. */
export const checkPackage: Check = async (site) => {
  const path = site.project ?? site.repository.top;
  switch (await packageState(site)) {
    case 'global':
      return [diagnosis('package-global', {})];
    case 'not-listed':
      return [diagnosis('package-not-listed', { path }, { command: site.keyward('init'), safe: false })];
    case 'not-installed': {
      const command = await installingCommand(site, path);
      return [diagnosis('package-not-installed', { path }, { command, safe: false })];
    }
    default: {
      const ready = diagnosis('package-ready', {});
      if (await callsKeyward(path)) return [ready];
      const mend = { command: site.keyward('init'), safe: false };
      return [ready, diagnosis('package-no-script', {}, mend)];
    }
  }
};

/** What makes the hooks find keyward where it is listed, or takes it out of the index where the working tree has done so. */
async function installingCommand(site: Site, project: string): Promise<string> {
  const { git, repository, manager } = site;
  if (await lists(project, 'keyward')) return site.inFolder(project, manager.install);
  const paths = [...(await manifestsInIndex(git, repository, project)).keys()].map((path) =>
    join(repository.top, path),
  );
  const own = join(project, 'package.json');
  if (paths.includes(own)) return site.inFolder(project, `git add -- ${shellWord(own)}`);
  const command = `${manager.install} && ${manager.runner} install`;
  return site.inFolder(dirname(paths[0] ?? own), command);
}
