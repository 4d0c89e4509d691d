import { join } from 'node:path';
import { assertContained } from '../git/contained.ts';
import { GitClient } from '../git/git.ts';
import type { Allowlist } from '../policy/allowlist.ts';
import { writeAllowlist } from '../policy/write-allowlist.ts';
import { ALLOWLIST_FILE } from '../shared/keyward-files.ts';

/**
 * Writes the allowlist and stages it, even if a .gitignore names it.
 *
 * @throws AppError `link-elsewhere`, `unwritable-file`
 */
export async function saveAllowlist(top: string, list: Allowlist): Promise<void> {
  assertContained(top, join(top, ALLOWLIST_FILE), ALLOWLIST_FILE);
  await writeAllowlist(top, list);
  await new GitClient(top).run('add', '--force', '--', ALLOWLIST_FILE);
}
