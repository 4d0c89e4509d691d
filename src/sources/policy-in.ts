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

type ReadAll = (names: readonly string[]) => Promise<readonly (Buffer | undefined)[]>;

/** Like {@link policyIn}, with a reader of objects. */
export async function policyFrom(read: ReadAll, tree = ''): Promise<Policy> {
  const [[allowlist, settings], { loadPolicy }] = await Promise.all([
    read(POLICY_FILES.map((file) => `${tree}:${file}`)),
    import('../policy/load-policy.ts'),
  ]);
  return loadPolicy({ allowlist, settings });
}

/**
 * Returns a reader that reads the listed policy files by their IDs, which often needs no git process.
 *
 * @param list the output of `git ls-files --stage -z` for {@link POLICY_FILES}
 * @returns undefined if the list contains anything else, such as an unmerged file
 */
export function readListed(read: ReadAll, list: string): ReadAll | undefined {
  const entries = [...list.matchAll(/([^\0]+)\0/g)].map(([, entry = '']) => STAGED_BLOB.exec(entry));
  if (!entries.every((entry) => entry !== null)) return undefined;
  const ids = new Map(entries.map(([, id = '', path]) => [`:${path}`, id]));
  return async (names) => {
    const objects = await read(names.flatMap((name) => ids.get(name) ?? []));
    const found = names.filter((name) => ids.has(name));
    return names.map((name) => objects[found.indexOf(name)]);
  };
}

const STAGED_BLOB = /^100(?:644|755) ([0-9a-f]{40,64}) 0\t(.+)$/;
