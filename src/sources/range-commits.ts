import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { linesFrom, textFrom } from '../git/git-process.ts';
import { changeOf, type DiffEntry, entriesIn, FLAGS, isHeader } from '../git/raw-diff.ts';

/** A commit of a range. */
export interface RangeCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Changes against the parent; for a merge, those against all parents. */
  readonly changes: readonly DiffEntry[];
}

/**
 * Every commit of a range with its parents, oldest first.
 *
 * @param tips commits whose history is in the range
 * @param known commits whose history is not
 */
export async function commitsWithParents(
  git: GitClient,
  tips: readonly string[],
  known: readonly string[],
): Promise<Omit<RangeCommit, 'changes'>[]> {
  if (tips.length === 0) return [];
  const input = [...tips, ...known.map((id) => `^${id}`)].map((name) => `${name}\n`).join('');
  const commits: Omit<RangeCommit, 'changes'>[] = [];
  const command = ['rev-list', '--topo-order', '--reverse', '--parents', '--stdin'];
  for await (const line of linesFrom(git.directory, command, input)) {
    const [id = '', ...parents] = line.split(' ');
    commits.push({ id, parents });
  }
  return commits;
}

/** Adds the changes of each commit, from a single git process. */
export async function withChanges(
  git: GitClient,
  commits: readonly Omit<RangeCommit, 'changes'>[],
): Promise<RangeCommit[]> {
  if (commits.length === 0) return [];
  const command = ['diff-tree', '--stdin', '--always', '--root', '-r', '-c', '--raw', '-z', '--no-abbrev'];
  const input = commits.map(({ id }) => `${id}\n`).join('');
  const output = await textFrom(git.directory, [...command, ...FLAGS], input);
  const all: DiffEntry[][] = [];
  for (const entry of entriesIn(output, 'git diff-tree')) {
    if (!isHeader(entry)) all.at(-1)?.push(changeOf(entry, 'git diff-tree'));
    else if (entry[0] === commits[all.length]?.id) all.push([]);
    else throw new AppError('git-short', { command: 'git diff-tree' });
  }
  if (all.length !== commits.length) throw new AppError('git-short', { command: 'git diff-tree' });
  return commits.map((commit, index) => ({ ...commit, changes: all[index] ?? [] }));
}
