import { diagnosis } from '../../core/checkup.ts';
import { gitVersion, isAtLeast, OLDEST_GIT } from '../../git/version.ts';
import type { Check } from './check.ts';

const UPGRADES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'brew install git',
  win32: 'winget install --id Git.Git',
};

export const checkGit: Check = async ({ git }) => {
  const version = await gitVersion(git.directory);
  if (isAtLeast(version, OLDEST_GIT)) return [diagnosis('git-version', { version })];
  const command = UPGRADES[process.platform] ?? 'sudo apt-get install git';
  return [diagnosis('git-old', { version, needed: OLDEST_GIT }, { command, safe: false })];
};
