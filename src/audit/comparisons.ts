import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { isHeader, rawEntries } from '../git/raw-diff.ts';

/** A commit and the parent to compare it with; without a parent, all files count as added. */
export interface Pair {
  readonly commit: string;
  readonly parent?: string | undefined;
}

/** A file that differs between the commits of a {@link Pair}. */
export interface FileChange {
  readonly pair: Pair;
  /** The path, one character per byte: paths need not be valid text. */
  readonly path: string;
  /** The object IDs before and after; zeros if the file does not exist. */
  readonly before: string;
  readonly after: string;
}

/**
 * Compares commits in a single git process.
 *
 * @param paths the paths to compare; undefined for all
 * @param begun called with the number of pairs that git has started to compare
 * @throws AppError if git cannot compare two commits
 */
export async function* compared(
  git: GitClient,
  pairs: readonly Pair[],
  paths: readonly string[] | undefined,
  begun?: (count: number) => void,
): AsyncGenerator<FileChange> {
  if (pairs.length === 0 || paths?.length === 0) return;
  const input = pairs.map(({ commit, parent }) => `${[commit, parent ?? ''].join(' ').trimEnd()}\n`).join('');
  // relative to the top of the working tree, whatever the current directory
  const pathspecs = (paths ?? []).map((path) => `:(top,literal)${path}`);
  const command = ['diff-tree', '--stdin', ...FLAGS, '--', ...pathspecs];
  let next = 0;
  let pair: Pair | undefined;
  for await (const entries of rawEntries(git.directory, command, input))
    for (const entry of entries) {
      const [head, path] = entry;
      if (isHeader(entry)) {
        pair = pairs[next];
        next += 1;
        begun?.(next);
        if (pair?.commit !== head) throw new AppError('git-short', { command: 'git diff-tree' });
      } else if (pair !== undefined) {
        const [, , before = '', after = ''] = head.split(' ');
        yield { pair, path, before, after };
      }
    }
  if (next !== pairs.length) throw new AppError('git-short', { command: 'git diff-tree' });
}

/** Like {@link compared}, but skips commits with missing objects. */
export async function* comparedWherePossible(
  git: GitClient,
  pairs: readonly Pair[],
  paths: readonly string[] | undefined,
): AsyncGenerator<FileChange> {
  for (let rest = pairs; rest.length > 0;) {
    let begun = 0;
    try {
      yield* compared(git, rest, paths, (count) => {
        begun = count;
      });
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
      // git failed either for the last pair it started or for the next one, which then comes first
      rest = rest.slice(Math.max(begun, 1));
    }
  }
}

const FLAGS: readonly string[] = [
  ...['--always', '--format=%H', '--root', '-r', '--raw', '-z'],
  ...['--no-abbrev', '--no-renames', '--no-color', '--no-relative', '--ignore-submodules=none'],
];
