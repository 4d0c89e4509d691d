import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { streamGit } from '../git/git-process.ts';

/** The first character of a header, which names the compared commit. */
const HEADER_START = '\u0001';

/** A commit and the parent to compare it with; without a parent, all files count as added. */
export interface Pair {
  readonly commit: string;
  readonly parent?: string | undefined;
}

/** A file that differs between the commits of a {@link Pair}. */
export interface FileChange {
  readonly pair: Pair;
  /** The path in Latin-1, one character per byte: paths need not be valid text. */
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
  for await (const [head, path] of entriesOf(streamGit(git.directory, command, input))) {
    if (head.startsWith(HEADER_START)) {
      pair = pairs[next];
      next += 1;
      begun?.(next);
      if (pair?.commit !== head.slice(1)) throw new AppError('git-short', { command: 'git diff-tree' });
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
  ...['--always', '--format=%x01%H', '--root', '-r', '--raw', '-z'],
  ...['--no-abbrev', '--no-renames', '--no-color', '--no-relative', '--ignore-submodules=none'],
];

/** Splits the output into headers, without a path, and changes, with their path. */
async function* entriesOf(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<readonly [head: string, path: string]> {
  let left = '';
  let change: string | undefined;
  for await (const chunk of chunks) {
    const fields = (left + chunk.toString('latin1')).split('\0');
    left = fields.pop() ?? '';
    for (const field of fields) {
      if (change !== undefined) {
        yield [change, field];
        change = undefined;
        continue;
      }
      // git puts a line feed between a header and its changes
      const head = field.startsWith('\n') ? field.slice(1) : field;
      if (head.startsWith(':')) change = head;
      else if (head !== '') yield [head, ''];
    }
  }
  if (left !== '' || change !== undefined) throw new AppError('git-short', { command: 'git diff-tree' });
}
