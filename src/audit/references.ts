import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { askGit, linesFrom } from '../git/git-process.ts';

/** A branch, tag or other ref. */
export interface Reference {
  readonly name: string;
  /** The commit that it points to, with tags peeled; empty if there is none. */
  readonly commit: string;
  /** The object that it points to: a commit, a tag or any other object. */
  readonly object: string;
}

/** All refs, and the detached HEADs of worktrees. */
export async function referencesOf(git: GitClient): Promise<Reference[]> {
  const list = await askGit(git.directory, 'for-each-ref', '--format=%(objectname) %(refname)');
  const named = list
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ object: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }))
    .filter(({ name }) => !isPointer(name));
  const references: Reference[] = [];
  // the final object of nested tags
  const check = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const input = named.map(({ object }) => `${object}^{}\n`).join('');
  let index = 0;
  for await (const line of linesFrom(git.directory, check, input)) {
    const [peeled = '', kind] = line.split(' ');
    const { name = '', object = '' } = named[index] ?? {};
    references.push({ name, object, commit: kind === 'commit' ? peeled : '' });
    index += 1;
  }
  if (index !== named.length) throw new AppError('git-short', { command: 'git cat-file' });
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
