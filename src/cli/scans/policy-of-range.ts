import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../shared/keyward-files.ts';
import type { Policy } from '../../policy/policy.ts';
import type { GitClient } from '../../git/git.ts';
import { readWhole } from '../../git/cat-file.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';

export const POLICY_FILES: readonly string[] = [ALLOWLIST_FILE, SETTINGS_FILE];

/** Tests whether a path is a policy file. */
export function isPolicyFile(path: string): boolean {
  return POLICY_FILES.includes(path);
}

/**
 * Reads the policy from a commit or the index.
 *
 * @param tree a commit, or an empty string for the index
 */
export function policyIn({ directory }: GitClient, tree = ''): Promise<Policy> {
  return policyFrom((...files) =>
    readWhole(
      directory,
      files.map((file) => `${tree}:${file}`),
    ),
  );
}

/** Reads the policy with the given function. */
export async function policyFrom(
  read: (...files: string[]) => Promise<(Buffer | undefined)[]>,
): Promise<Policy> {
  const files = read(ALLOWLIST_FILE, SETTINGS_FILE);
  const { loadPolicy } = await import('../../policy/load-policy.ts');
  const [allowlist, settings] = await files;
  return loadPolicy({ allowlist, settings });
}

/**
 * Returns a function that records findings for `keyward allow`.
 *
 * @param context of the scan, whose report shows all findings with `--verbose`
 */
export function rememberIn(git: GitClient, { args }: Context): NonNullable<ScanRequest['remember']> {
  return async ({ findings }) => {
    const [{ rememberFindings }, { shownFindings }] = await Promise.all([
      import('../last-blocked.ts'),
      import('../../report/text.ts'),
    ]);
    await rememberFindings(git, findings, args.flag('verbose') ? findings : shownFindings(findings));
  };
}
