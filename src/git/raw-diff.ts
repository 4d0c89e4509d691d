import { AppError } from '../shared/errors.ts';
import type { AddedLines } from '../shared/line-ranges.ts';
import { type GitClient, nameOf } from './git.ts';
import { presentObjects } from './cat-file.ts';
import { askGit, streamGit } from './git-process.ts';

/** An entry of `git diff-index --raw` or `git diff-tree --raw`. */
export interface DiffEntry {
  readonly status: 'A' | 'C' | 'D' | 'M' | 'R' | 'T' | 'U' | 'X';
  readonly newMode: string;
  readonly newId: string;
  /** The previous mode and ID; for a merge, those in each parent. */
  readonly old: readonly { readonly mode: string; readonly id: string }[];
  /** The previous path of a renamed or copied file. */
  readonly oldPath: string;
  readonly path: string;
}

/** The mode of a submodule entry, which has no content in this repository. */
export const SUBMODULE_MODE = '160000';

/** True if the change adds content that was not at this path before. */
export function hasNewContent({ status, newMode, newId, old }: DiffEntry): boolean {
  return status !== 'D' && newMode !== SUBMODULE_MODE && old.every(({ id }) => id !== newId);
}

/** True if the path is new. */
export function isNewName({ status, path, oldPath }: DiffEntry): boolean {
  return /[AC]/.test(status) || path !== oldPath;
}

/** True for the ID of zeros, which means that there is no object. */
export function isNoObject(id: string): boolean {
  return /^0{40,64}$/.test(id);
}

/** The IDs of the previous contents of a changed file. */
export function oldBlobs({ old }: DiffEntry): string[] {
  return old.filter(({ mode, id }) => mode !== SUBMODULE_MODE && !isNoObject(id)).map(({ id }) => id);
}

/** Two trees to compare, as the arguments of a plumbing command. */
export type Comparison =
  | readonly ['diff-index', '--cached', string]
  | readonly ['diff-tree', '-r', string, string];

/**
 * All flags that affect the output, so that no setting of the user does. diff-index and diff-tree are plumbing
 * commands, which ignore the settings of `git diff`. https://git-scm.com/docs/git-diff-index
 */
export const FLAGS: readonly string[] = [
  '-M50%',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  // .gitmodules can exclude submodules even from plumbing commands
  '--ignore-submodules=none',
  '--full-index',
];

/** The flags for a patch from which only the positions of added lines are read. */
export const PATCH_FLAGS: readonly string[] = [
  '--patch',
  '--unified=0',
  '--text',
  '--diff-filter=MR',
  '--diff-algorithm=myers',
];

/** The changes between two trees, in git's order. */
export async function listChanges(git: GitClient, [command, ...words]: Comparison): Promise<DiffEntry[]> {
  const list = (...flags: string[]) =>
    askGit(git.directory, command, '--raw', '-z', '--no-abbrev', ...FLAGS, ...flags, ...words, '--');
  const output = await list().catch(async (error: unknown) => {
    // rename detection reads old content, which a partial clone may lack; without it, a renamed file counts as new
    if (await isPartialClone(git)) return list('--no-renames');
    throw error;
  });
  return changesIn(output, `git ${command}`);
}

/**
 * Parses the output of `--raw -z` that has no headers.
 *
 * @throws AppError if it is truncated
 */
export function changesIn(output: string, command: string): DiffEntry[] {
  return entriesIn(output, command).map((entry) => changeOf(entry, command));
}

/**
 * A header, such as the commit of the following changes, with an empty path; or a change without its path, and the path.
 * A renamed or copied file has its new path last.
 */
export type RawEntry = readonly [head: string, path: string, newPath?: string];

/** True if the entry is a header. */
export function isHeader([head]: RawEntry): boolean {
  return !head.startsWith(':');
}

/**
 * Splits the output of `--raw -z` into its entries.
 *
 * @throws AppError if it is truncated
 */
export function entriesIn(output: string, command: string): readonly RawEntry[] {
  const parser = new RawDiffParser(command);
  const entries = parser.add(output);
  parser.end();
  return entries;
}

/**
 * Runs a git command with `--raw -z` and yields its entries in batches as they arrive. Each path has one character per
 * byte, because it need not be valid text; see {@link textOfPath}.
 *
 * @throws AppError if git fails or its output is truncated
 */
export async function* rawEntries(
  directory: string,
  command: string[],
  input: string,
): AsyncGenerator<readonly RawEntry[]> {
  const parser = new RawDiffParser(nameOf(command));
  for await (const chunk of streamGit(directory, command, input)) yield parser.add(chunk.toString('latin1'));
  parser.end();
}

/** The text of a path that has one character per byte. */
export function textOfPath(path: string): string {
  return /[^\0-\x7f]/.test(path) ? Buffer.from(path, 'latin1').toString('utf8') : path;
}

/** Splits the output of `--raw -z`, which may come in parts, into entries. */
class RawDiffParser {
  readonly #command: string;
  /** The end of the input, which may be incomplete. */
  #rest = '';
  /** A change whose path is still to come. */
  #head: string | undefined;
  #oldPath: string | undefined;

  constructor(command: string) {
    this.#command = command;
  }

  add(output: string): RawEntry[] {
    const fields = (this.#rest + output).split('\0');
    this.#rest = fields.pop() ?? '';
    const entries: RawEntry[] = [];
    for (const field of fields) {
      if (this.#head === undefined) this.#addHeads(field, entries);
      else if (this.#oldPath === undefined && TWO_PATHS.test(this.#head)) this.#oldPath = field;
      else {
        entries.push(this.#oldPath === undefined ? [this.#head, field] : [this.#head, this.#oldPath, field]);
        this.#head = undefined;
        this.#oldPath = undefined;
      }
    }
    return entries;
  }

  /** @throws AppError if the output is incomplete */
  end(): void {
    if (this.#rest !== '' || this.#head !== undefined)
      throw new AppError('git-short', { command: this.#command });
  }

  /** git separates a header and the change after it with a line feed. */
  #addHeads(field: string, entries: RawEntry[]): void {
    for (const line of field.split('\n')) {
      if (line.startsWith(':')) this.#head = line;
      else if (line !== '') entries.push([line, '']);
    }
  }
}

/** The end of the head of a renamed or copied file; a merge has several letters and one path. */
const TWO_PATHS = / [RC]\d*$/;

/**
 * Parses the change in an entry.
 *
 * @throws AppError if it is a header, or no entry at all
 */
export function changeOf([head, oldPath, newPath]: RawEntry, command: string): DiffEntry {
  // the common case of one parent is parsed faster
  if (SINGLE_PARENT_ENTRY.test(head)) {
    const [mode = '', newMode = '', id = '', newId = '', status] = head.slice(1).split(' ');
    const old = NO_PREVIOUS_FILE.find(([before]) => before?.id === id) ?? [{ mode, id }];
    return { status: status as DiffEntry['status'], newMode, newId, old, oldPath, path: oldPath };
  }
  const [, colons = '', rest = '', status = ''] = /^(:+)([0-9a-f ]+) ([ACDMRTUX]+)\d*$/.exec(head) ?? [];
  const modesAndIds = rest.split(' ');
  const count = colons.length;
  // a merge has one mode, ID and status letter per parent
  if (count === 0 || modesAndIds.length !== 2 * (count + 1)) throw new AppError('git-short', { command });
  const old = Array.from({ length: count }, (_, index) => ({
    mode: modesAndIds[index] ?? '',
    id: modesAndIds[count + 1 + index] ?? '',
  }));
  return {
    status: statusOf(status),
    newMode: modesAndIds[count] ?? '',
    newId: modesAndIds.at(-1) ?? '',
    old,
    oldPath,
    path: newPath ?? oldPath,
  };
}

/**
 * The status of a merge, which has one letter per parent. A path that no parent has gets `R` or `A` from git, and
 * counts as new.
 */
function statusOf(letters: string): DiffEntry['status'] {
  if (letters.length > 1 && /^[ACR]+$/.test(letters)) return 'A';
  return (new Set(letters).size === 1 ? letters.charAt(0) : 'M') as DiffEntry['status'];
}

const SINGLE_PARENT_ENTRY = /^:\d{6} \d{6} [0-9a-f]{40,64} [0-9a-f]{40,64} [ADMTUX]$/;

/** Shared by all added files. */
const NO_PREVIOUS_FILE = [40, 64].map((length) => [{ mode: '000000', id: '0'.repeat(length) }]);

/**
 * The lines that the second tree adds to the first, by path.
 *
 * @param changes the result of {@link listChanges} for the same trees
 */
export async function addedLinesOf(
  git: GitClient,
  [command, ...words]: Comparison,
  changes: readonly DiffEntry[],
): Promise<Map<string, AddedLines>> {
  if (!changes.some(isEdited)) return linesOf(changes, [], command);
  const patch = [...QUOTED, command, ...PATCH_FLAGS, ...FLAGS, ...words, '--'];
  try {
    const [sections = []] = await readHunks(streamGit(git.directory, patch), new Set());
    return linesOf(changes, sections, command);
  } catch (error) {
    if (await hasAll(git, changes.flatMap(oldBlobs))) throw error;
    return allAdded(changes);
  }
}

/** True if all objects exist locally. */
export async function hasAll(git: GitClient, ids: readonly string[]): Promise<boolean> {
  const present = await presentObjects(git.directory, ids);
  return ids.every((id) => present.has(id));
}

/** True for a partial clone, which may lack objects and fetch them on demand. */
export async function isPartialClone(git: GitClient): Promise<boolean> {
  const names = await askGit(git.directory, 'config', '--list', '--name-only', '-z');
  return /(?:^|\0)(?:extensions\.partialclone|remote\.[^\0]*\.promisor)(?=\0)/i.test(names);
}

/** The added lines if old content is missing, as in a partial clone: all lines of the changed files. */
export function allAdded(changes: readonly DiffEntry[]): Map<string, AddedLines> {
  return new Map(changes.filter(({ status }) => status !== 'D').map(({ path }) => [path, 'all']));
}

/**
 * For a patch, git may read an unmodified file of the working tree instead of the object. These settings make git
 * compare all it knows of the file first.
 */
export const STRICT: readonly string[] = ['-c', 'core.trustctime=true', '-c', 'core.checkStat=default'];

/** Keeps line ends out of path names in headers. Paths are never read from a patch. */
export const QUOTED: readonly string[] = ['-c', 'core.quotePath=true', ...STRICT];

/** The hunks of a file: the first and last line of each added range. */
type Hunks = [first: number, last: number][];

/**
 * The added lines of each changed path. The sections of a patch have the order of the entries. Paths are not read from
 * headers, because content can look like a header.
 */
export function linesOf(
  changes: readonly DiffEntry[],
  sections: readonly Hunks[],
  command: string,
): Map<string, AddedLines> {
  const added = new Map<string, AddedLines>();
  for (const { status, path } of changes) if (/[ACT]/.test(status)) added.set(path, 'all');
  const edited = changes.filter(isEdited);
  if (sections.length !== edited.length) throw new AppError('git-short', { command: `git ${command}` });
  // paths that are not valid UTF-8 may collide
  for (const [index, { path }] of edited.entries())
    added.set(path, added.has(path) ? 'all' : (sections[index] ?? []));
  return added;
}

export function isEdited({ status }: DiffEntry): boolean {
  return /[MR]/.test(status);
}

/**
 * The added lines of each file in a patch without context. Content lines are counted, never interpreted.
 *
 * @param commits IDs that precede the patch of each commit, on separate lines
 * @returns the hunks of each file, for each commit in order
 */
export async function readHunks(
  chunks: AsyncIterable<Buffer>,
  commits: ReadonlySet<string>,
): Promise<Hunks[][]> {
  const all: Hunks[][] = commits.size === 0 ? [[]] : [];
  let content = 0;
  for await (const line of headsOf(chunks)) {
    if (content > 0 && /^[-+]/.test(line)) {
      content -= 1;
      continue;
    }
    if (commits.has(line)) all.push([]);
    if (line.startsWith('diff --git ')) all.at(-1)?.push([]);
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const [removed, first, count] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
    content = removed + count;
    if (count > 0)
      all
        .at(-1)
        ?.at(-1)
        ?.push([first, first + count - 1]);
  }
  return all;
}

/** Yields the first bytes of each line, which suffice to classify it. */
async function* headsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
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
