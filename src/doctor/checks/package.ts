import { diagnosis } from '../../core/checkup.ts';
import { callsKeyward } from '../../install/package-json.ts';
import { packageState } from '../package.ts';
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
      const command = site.inFolder(path, site.manager.install);
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
