import { basename } from 'node:path';
import { diagnosis, type Fix } from '../checkup-result.ts';
import { hooksPathSetting } from '../../git/repository.ts';
import { huskyMend, installCommand, ownHooksCommand } from '../fixes.ts';
import { exists } from '../exists.ts';
import type { Site } from '../worktree-context.ts';
import type { Check } from './check.ts';

/** From where git runs hooks here. A setting that leads to nothing switches all of them off, without a word. */
export const checkHooksPath: Check = async (site) => {
  const setting = await hooksPathSetting(site.git);
  const folder = site.repository.hooks;
  if (setting === undefined || (setting.value !== '' && (await exists(folder))))
    return [diagnosis('hooks-path', { folder, scope: setting?.scope })];
  const { scope, value } = setting;
  const mend = await mendFor(site, scope, value);
  return [diagnosis('hooks-path-missing', { folder: value === '' ? '""' : folder, scope }, mend)];
};

async function mendFor(site: Site, scope: string, value: string): Promise<Fix> {
  const isOwn = scope === 'local' || scope === 'worktree';
  if (!isOwn || value === '') return { command: ownHooksCommand(site, scope), safe: false };
  if (basename(site.repository.hooks) !== '_') return { command: installCommand(site), safe: true };
  const mend = await huskyMend(site);
  if (mend !== undefined) return mend;
  // husky was removed, and its setting stayed
  const unset = site.atTop(`git config --${scope} --unset core.hooksPath`);
  return { command: `${unset} && ${installCommand(site)}`, safe: false };
}
