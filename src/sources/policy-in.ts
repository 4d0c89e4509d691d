import { readWhole } from '../git/cat-file.ts';
import type { Policy } from '../policy/policy.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';

export const POLICY_FILES: readonly string[] = [ALLOWLIST_FILE, SETTINGS_FILE];

/** Tests whether a path is a policy file. */
export function isPolicyFile(path: string): boolean {
  return POLICY_FILES.includes(path);
}

/**
 * Reads the policy from a commit, a tree or the index.
 *
 * @param tree an empty string for the index
 */
export function policyIn(directory: string, tree = ''): Promise<Policy> {
  return policyFrom((names) => readWhole(directory, names), tree);
}

/** Like {@link policyIn}, with a reader of objects. */
export async function policyFrom(
  read: (names: readonly string[]) => Promise<readonly (Buffer | undefined)[]>,
  tree = '',
): Promise<Policy> {
  const [[allowlist, settings], { loadPolicy }] = await Promise.all([
    read(POLICY_FILES.map((file) => `${tree}:${file}`)),
    import('../policy/load-policy.ts'),
  ]);
  return loadPolicy({ allowlist, settings });
}
