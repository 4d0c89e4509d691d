import type { GitClient } from './git.ts';

/** The maximum number of commits to query. */
const MAX_COMMITS = 8;

/** The short names of the tracking refs that contain each commit; only for the first few commits. */
export async function trackingRefsOf(
  git: GitClient,
  commits: readonly (string | null)[],
): Promise<Map<string, string[]>> {
  const refs = new Map<string, string[]>();
  const ids = [...new Set(commits)].filter((id) => id !== null).slice(0, MAX_COMMITS);
  for (const id of ids) {
    const type = (await git.ask('cat-file', '-t', id))?.trim();
    if (type !== 'commit') continue;
    const format = '--format=%(refname:lstrip=2)';
    const answer = await git.run('for-each-ref', format, `--contains=${id}`, 'refs/remotes/');
    refs.set(
      id,
      answer.split('\n').filter((ref) => ref !== ''),
    );
  }
  return refs;
}
