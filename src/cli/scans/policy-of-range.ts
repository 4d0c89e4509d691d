import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../shared/keyward-files.ts';
import type { Policy } from '../../policy/policy.ts';
import type { GitClient } from '../../git/git.ts';
import { readWhole } from '../../git/cat-file.ts';
import type { ScanRequest } from './scan-request.ts';

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
  const { loadPolicy } = await import('../../policy/load-policy.ts');
  const [allowlist, settings] = await files;
  return loadPolicy({ allowlist, settings });
}

/** Notes findings in the repository, for `keyward allow --last`. */
export function rememberIn(git: GitClient): NonNullable<ScanRequest['remember']> {
  return async ({ findings }) => {
    const { rememberFindings } = await import('../last-blocked.ts');
    await rememberFindings(git, findings);
  };
}
