import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { streamGit } from './git-process.ts';

/** Begins the field that names what is compared. */
const HEADER = '\u0001';

/** A commit, and a parent that it is compared with; without one it is compared with nothing. */
export interface Pair {
  readonly commit: string;
  readonly parent?: string | undefined;
}

/** A file that differs between the two commits of a {@link Pair}. */
export interface FileChange {
  readonly pair: Pair;
  /** Its bytes, one character for each: a name need not be text. */
  readonly path: string;
  /** The object before and after; zeros where there is none. */
  readonly before: string;
  readonly after: string;
}

/**
 * Compares commits, in one git process.
 *
 * @param paths nothing else is compared; all files where there is none given
 * @param begun called with the number of pairs that git has begun with
 * @throws AppError when git cannot compare two of them
 */
export async function* compared(
  git: GitClient,
  pairs: readonly Pair[],
  paths: readonly string[] | undefined,
  begun?: (count: number) => void,
): AsyncGenerator<FileChange> {
  if (pairs.length === 0 || paths?.length === 0) return;
  const input = pairs.map(({ commit, parent }) => `${[commit, parent ?? ''].join(' ').trimEnd()}\n`).join('');
  // from the top of the work tree, in whatever folder git runs
  const pathspecs = (paths ?? []).map((path) => `:(top,literal)${path}`);
  const command = ['diff-tree', '--stdin', ...FLAGS, '--', ...pathspecs];
  let next = 0;
  let pair: Pair | undefined;
  for await (const [head, path] of entriesOf(streamGit(git.directory, command, input))) {
    if (head.startsWith(HEADER)) {
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

/** As {@link compared}, but passes over commits of which git does not have everything any more. */
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
      // git failed at this one, or at the next, which is then the first of the rest
      rest = rest.slice(Math.max(begun, 1));
    }
  }
}

const FLAGS: readonly string[] = [
  ...['--always', '--format=%x01%H', '--root', '-r', '--raw', '-z'],
  ...['--no-abbrev', '--no-renames', '--no-color', '--no-relative', '--ignore-submodules=none'],
];

/** Headers, without a path, and changes with theirs. */
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
      // git puts a line end between a header and its changes
      const head = field.startsWith('\n') ? field.slice(1) : field;
      if (head.startsWith(':')) change = head;
      else if (head !== '') yield [head, ''];
    }
  }
  if (left !== '' || change !== undefined) throw new AppError('git-short', { command: 'git diff-tree' });
}
