import { ALLOWLIST_FILE } from '../../core/allowlist.ts';
import type { Policy } from '../../core/judge.ts';
import { SETTINGS_FILE } from '../../core/settings.ts';
import type { GitClient } from '../../git/client.ts';
import type { Job } from './job.ts';

/** Whether a path is one of the policy's own files. */
export function isPolicyFile(path: string): boolean {
  return path === ALLOWLIST_FILE || path === SETTINGS_FILE;
}

/** The policy that git holds, in the index or in a commit. */
export async function policyFrom(read: (path: string) => Promise<Buffer | undefined>): Promise<Policy> {
  const { loadPolicy } = await import('../../config/load.ts');
  return loadPolicy({ allowlist: await read(ALLOWLIST_FILE), settings: await read(SETTINGS_FILE) });
}

/** Notes findings in the repository, for `keyward allow --last`. */
export function rememberIn(git: GitClient): NonNullable<Job['remember']> {
  return async ({ findings }) => {
    const { rememberFindings } = await import('../last.ts');
    await rememberFindings(git, findings);
  };
}
