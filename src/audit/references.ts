import type { GitClient } from '../git/git.ts';
import { askGit, linesFrom } from '../git/git-process.ts';
import { check } from '../git/peel.ts';
import { type Ref, refsOf } from '../git/refs.ts';

/** A ref, or the detached HEAD of a worktree. */
export interface Reference extends Ref {
  /** The commit that it points to, with tags peeled; empty if there is none. */
  readonly commit: string;
}

/** All refs, and the detached HEADs of worktrees. */
export async function referencesOf(git: GitClient): Promise<Reference[]> {
  const refs = (await refsOf(git)).filter(({ name }) => !isPointer(name));
  // the final object of nested tags
  const names = refs.map(({ object }) => `${object}^{}`);
  const peeled = await check(git, '%(objectname) %(objecttype)', names);
  const references = refs.map((ref, index): Reference => {
    const [id = '', kind] = peeled[index]?.split(' ') ?? [];
    return { ...ref, commit: kind === 'commit' ? id : '' };
  });
  const trees = await askGit(git.directory, 'worktree', 'list', '--porcelain');
  for (const [, head = ''] of trees.matchAll(/^HEAD ([0-9a-f]+)\ndetached$/gm))
    references.push({ name: DETACHED, object: head, commit: head });
  return references;
}

const DETACHED = 'HEAD';

/** True for the HEAD of a remote, which points to one of its branches. */
function isPointer(name: string): boolean {
  return /^refs\/remotes\/[^/]+\/HEAD$/.test(name);
}

/** The commits that the refs pointed to before, from their reflogs. */
export async function reflogsOf(git: GitClient, references: readonly Reference[]): Promise<string[]> {
  if (references.length === 0) return [];
  const list = ['log', '--walk-reflogs', '--no-show-signature', '--format=%H', '--stdin', '--'];
  const input = references.map(({ name }) => `${name}\n`).join('');
  const commits: string[] = [];
  for await (const line of linesFrom(git.directory, list, input)) commits.push(line);
  return commits;
}
