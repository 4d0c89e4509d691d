import { type Diagnosis, diagnosis, type Fix } from '../checkup-result.ts';
import { gitVersion, isAtLeast, OLDEST_GIT } from '../../git/version.ts';
import type { DoctorCheck } from '../worktree-context.ts';

/** Returns the usual command to upgrade git on this platform. */
function upgradeGit(): Fix {
  return { command: UPGRADES[process.platform] ?? 'sudo apt-get install git', safe: false };
}

const UPGRADES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'brew install git',
  win32: 'winget install --id Git.Git',
};

export const checkGit: DoctorCheck = async ({ git }) => [await diagnoseGit(git.directory)];

/** Returns whether git is new enough. */
export async function diagnoseGit(directory: string): Promise<Diagnosis> {
  const version = await gitVersion(directory);
  if (isAtLeast(version, OLDEST_GIT)) return diagnosis('git-version', { version });
  return diagnosis('git-old', { version, needed: OLDEST_GIT }, upgradeGit());
}
