import { AppError } from '../core/errors.ts';
import type { AddedLines } from '../core/lines.ts';
import type { GitClient } from './client.ts';
import { streamGit } from './stream.ts';

/** One entry of `git diff-index --raw`. */
export interface Change {
  readonly status: 'A' | 'C' | 'D' | 'M' | 'R' | 'T' | 'U' | 'X';
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
  /** Where the content stood before, for a rename or copy. */
  readonly oldPath: string;
  readonly path: string;
}

/** The mode of a submodule's pointer, which has no content here. */
export const SUBMODULE_MODE = '160000';

/**
 * Every flag is given, so that no setting of the user's changes what is seen. diff-index is plumbing: it reads none of
 * the settings that change `git diff`. https://git-scm.com/docs/git-diff-index
 */
const FLAGS = [
  '-M50%',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--full-index',
];

/** The changes between a commit or tree and the index, in git's order. */
export async function listChanges(git: GitClient, base: string): Promise<Change[]> {
  const output = await git.run('diff-index', '--cached', '--raw', '-z', '--no-abbrev', ...FLAGS, base, '--');
  const fields = output.split('\0');
  if (fields.pop() !== '') throw new AppError('git-short', { command: 'git diff-index' });
  const changes: Change[] = [];
  for (let at = 0; at < fields.length;) {
    const head = HEAD.exec(fields[at] ?? '');
    const isPair = head !== null && /[RC]/.test(head[5] ?? '');
    const [first, second] = [fields[at + 1], isPair ? fields[at + 2] : fields[at + 1]];
    if (head === null || first === undefined || second === undefined) {
      throw new AppError('git-short', { command: 'git diff-index' });
    }
    const [, oldMode = '', newMode = '', oldId = '', newId = '', status] = head;
    changes.push({
      status: status as Change['status'],
      oldMode,
      newMode,
      oldId,
      newId,
      oldPath: first,
      path: second,
    });
    at += isPair ? 3 : 2;
  }
  return changes;
}

const HEAD = /^:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([ACDMRTUX])\d*$/;

/**
 * The lines that the index adds to a base, for each changed path.
 *
 * @param changes the answer of {@link listChanges} for the same base
 */
export async function addedLinesSince(
  git: GitClient,
  base: string,
  changes: readonly Change[],
): Promise<Map<string, AddedLines>> {
  const added = new Map<string, AddedLines>();
  for (const { status, path } of changes) if (/[ACT]/.test(status)) added.set(path, 'all');
  const edited = changes.filter(({ status }) => /[MR]/.test(status));
  if (edited.length === 0) return added;
  const flags = [
    '--cached',
    '--patch',
    '--unified=0',
    '--text',
    '--diff-filter=MR',
    '--diff-algorithm=myers',
  ];
  const command = ['-c', 'core.quotePath=true', 'diff-index', ...flags, ...FLAGS, base, '--'];
  const sections = await readHunks(streamGit(git.directory, command));
  // sections come in the order of the entries; a header is never read for a name, since names can look like headers
  if (sections.length !== edited.length) throw new AppError('git-short', { command: 'git diff-index' });
  for (const [index, { path }] of edited.entries()) added.set(path, sections[index] ?? []);
  return added;
}

/** The added lines of each file of a patch without context. Content lines are counted, never interpreted. */
async function readHunks(chunks: AsyncIterable<Buffer>): Promise<[number, number][][]> {
  const sections: [number, number][][] = [];
  let content = 0;
  for await (const line of linesOf(chunks)) {
    if (content > 0 && /^[-+]/.test(line)) {
      content -= 1;
      continue;
    }
    if (line.startsWith('diff --git ')) sections.push([]);
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const [removed, first, count] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
    content = removed + count;
    if (count > 0) sections.at(-1)?.push([first, first + count - 1]);
  }
  return sections;
}

/** The first bytes of each line of a stream; more is not needed to tell what a line is. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let head = '';
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield head + chunk.toString('latin1', start, Math.min(end, start + HEAD_BYTES));
      head = '';
      start = end + 1;
    }
    if (head.length < HEAD_BYTES) head += chunk.toString('latin1', start, start + HEAD_BYTES);
  }
}

const HEAD_BYTES = 200;
