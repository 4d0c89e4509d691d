import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../core/own-files.ts';
import type { Policy } from '../../core/judge.ts';
import type { GitClient } from '../../git/client.ts';
import { readWhole } from '../../git/objects.ts';
import type { Job } from './job.ts';

export const POLICY_FILES: readonly string[] = [ALLOWLIST_FILE, SETTINGS_FILE];

/** Whether a path is one of the policy's own files. */
export function isPolicyFile(path: string): boolean {
  return POLICY_FILES.includes(path);
}

/**
 * The policy that git holds.
 *
 * @param tree a commit, or nothing for the index
 */
export function policyIn({ directory }: GitClient, tree = ''): Promise<Policy> {
  return policyFrom((...files) =>
    readWhole(
      directory,
      files.map((file) => `${tree}:${file}`),
    ),
  );
}

/** As {@link policyIn}, by whatever reads files. */
export async function policyFrom(
  read: (...files: string[]) => Promise<(Buffer | undefined)[]>,
): Promise<Policy> {
  const files = read(ALLOWLIST_FILE, SETTINGS_FILE);
  const { loadPolicy } = await import('../../config/load.ts');
  const [allowlist, settings] = await files;
  return loadPolicy({ allowlist, settings });
}

/** Notes findings in the repository, for `keyward allow --last`. */
export function rememberIn(git: GitClient): NonNullable<Job['remember']> {
  return async ({ findings }) => {
    const { rememberFindings } = await import('../last.ts');
    await rememberFindings(git, findings);
  };
}
