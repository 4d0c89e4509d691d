import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { askGit, linesFrom } from './git-process.ts';

/** A branch, a tag or another reference. */
export interface Reference {
  readonly name: string;
  /** The commit that it points to, through tags; empty where there is none. */
  readonly commit: string;
  /** The object that it names: a commit, a tag or anything else. */
  readonly object: string;
}

/** References, and the HEADs of work trees that are on no branch. */
export async function referencesOf(git: GitClient): Promise<Reference[]> {
  const list = await askGit(git.directory, 'for-each-ref', '--format=%(objectname) %(refname)');
  const named = list
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ object: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }))
    .filter(({ name }) => !isPointer(name));
  const references: Reference[] = [];
  // of a tag of a tag, whatever is at the end
  const check = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const input = named.map(({ object }) => `${object}^{}\n`).join('');
  let at = 0;
  for await (const line of linesFrom(git.directory, check, input)) {
    const [peeled = '', kind] = line.split(' ');
    const { name = '', object = '' } = named[at] ?? {};
    references.push({ name, object, commit: kind === 'commit' ? peeled : '' });
    at += 1;
  }
  if (at !== named.length) throw new AppError('git-short', { command: 'git cat-file' });
  const trees = await askGit(git.directory, 'worktree', 'list', '--porcelain');
  for (const [, head = ''] of trees.matchAll(/^HEAD ([0-9a-f]+)\ndetached$/gm))
    references.push({ name: DETACHED, object: head, commit: head });
  return references;
}

const DETACHED = 'HEAD';

/** A remote's HEAD names one of its branches. */
function isPointer(name: string): boolean {
  return /^refs\/remotes\/[^/]+\/HEAD$/.test(name);
}

/** Commits that some references pointed to before, as their reflogs say. */
export async function reflogsOf(git: GitClient, references: readonly Reference[]): Promise<string[]> {
  if (references.length === 0) return [];
  const list = ['log', '--walk-reflogs', '--no-show-signature', '--format=%H', '--stdin', '--'];
  const input = references.map(({ name }) => `${name}\n`).join('');
  const commits: string[] = [];
  for await (const line of linesFrom(git.directory, list, input)) commits.push(line);
  return commits;
}
