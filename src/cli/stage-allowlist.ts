import { ALLOWLIST_FILE } from '../shared/keyward-files.ts';
import { GitClient } from '../git/git.ts';

/** Stages the allowlist, also where a .gitignore names it. */
export async function stageAllowlist(top: string): Promise<void> {
  await new GitClient(top).run('add', '--force', '--', ALLOWLIST_FILE);
}
