import { AppError } from '../shared/errors.ts';
import type { AddedLines } from '../shared/line-ranges.ts';
import type { GitClient } from './git.ts';
import { presentObjects } from './cat-file.ts';
import { askGit, streamGit } from './git-process.ts';

/** One entry of `git diff-index --raw` or `git diff-tree --raw`. */
export interface Change {
  readonly status: 'A' | 'C' | 'D' | 'M' | 'R' | 'T' | 'U' | 'X';
  readonly newMode: string;
  readonly newId: string;
  /** What it was before; in a merge, in each parent. */
  readonly old: readonly { readonly mode: string; readonly id: string }[];
  /** Where the content stood before, for a rename or copy. */
  readonly oldPath: string;
  readonly path: string;
}

/** The mode of a submodule's pointer, which has no content here. */
export const SUBMODULE_MODE = '160000';

/** Whether git has content for a change that was not there before. */
export function hasNewContent({ status, newMode, newId, old }: Change): boolean {
  return status !== 'D' && newMode !== SUBMODULE_MODE && old.every(({ id }) => id !== newId);
}

/** Whether the change gives the file its name. */
export function isNewName({ status, path, oldPath }: Change): boolean {
  return /[AC]/.test(status) || path !== oldPath;
}

/** The objects that held a changed file's content before. */
export function oldBlobs({ old }: Change): string[] {
  return old.filter(({ mode, id }) => mode !== SUBMODULE_MODE && !/^0+$/.test(id)).map(({ id }) => id);
}

/** Two states of the tree, as the words of a plumbing command. */
export type Comparison =
  | readonly ['diff-index', '--cached', string]
  | readonly ['diff-tree', '-r', string, string];

/**
 * Every flag is given, so that no setting of the user's changes what is seen. diff-index and diff-tree are plumbing: they
 * read none of the settings that change `git diff`. https://git-scm.com/docs/git-diff-index
 */
export const FLAGS: readonly string[] = [
  '-M50%',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  // .gitmodules can have git leave them out, also in plumbing
  '--ignore-submodules=none',
  '--full-index',
];

/** For a patch of which only the places of the added lines are read. */
export const PATCH_FLAGS: readonly string[] = [
  '--patch',
  '--unified=0',
  '--text',
  '--diff-filter=MR',
  '--diff-algorithm=myers',
];

/** The changes between two states, in git's order. */
export async function listChanges(git: GitClient, [command, ...words]: Comparison): Promise<Change[]> {
  const list = (...flags: string[]) =>
    askGit(git.directory, command, '--raw', '-z', '--no-abbrev', ...FLAGS, ...flags, ...words, '--');
  const output = await list().catch(async (error: unknown) => {
    // renames are told by content, which a partial clone may lack; without them a renamed file is a new one
    if (await isPartialClone(git)) return list('--no-renames');
    throw error;
  });
  return changesIn(output, `git ${command}`);
}

/**
 * The changes in what git printed with `--raw -z`.
 *
 * @throws AppError where it breaks off
 */
export function changesIn(output: string, command: string): Change[] {
  const entries = new Entries(output, command);
  const changes: Change[] = [];
  while (!entries.isEmpty()) changes.push(entries.change());
  return changes;
}

/** Takes entries out of what git prints with `--raw -z`. */
export class Entries {
  readonly #fields: readonly string[];
  readonly #command: string;
  #at = 0;

  /** @throws AppError where the output breaks off */
  constructor(output: string, command: string) {
    const fields = output.split('\0');
    if (fields.pop() !== '') throw new AppError('git-short', { command });
    this.#fields = fields;
    this.#command = command;
  }

  isEmpty(): boolean {
    return this.#at === this.#fields.length;
  }

  /** Whether a commit's id comes next, and not a change. */
  isCommit(): boolean {
    return /^[0-9a-f]{40,64}$/.test(this.#fields[this.#at] ?? '');
  }

  commit(): string {
    return this.isCommit() ? this.#field() : this.#fail();
  }

  change(): Change {
    const field = this.#field();
    // most have one parent, and very many come at a time
    if (PLAIN.test(field)) {
      const [mode = '', newMode = '', id = '', newId = '', status] = field.slice(1).split(' ');
      const path = this.#field();
      const old = NOTHING_BEFORE.find(([before]) => before?.id === id) ?? [{ mode, id }];
      return { status: status as Change['status'], newMode, newId, old, oldPath: path, path };
    }
    const [, colons = '', rest = '', status = ''] =
      /^(:+)([0-9a-f ]+) ([ACDMRTUX]+)\d*$/.exec(field) ?? this.#fail();
    const words = rest.split(' ');
    const count = colons.length;
    // a merge has a mode and an id for each parent, and one letter for each
    if (words.length !== 2 * (count + 1)) this.#fail();
    const old = Array.from({ length: count }, (_, at) => ({
      mode: words[at] ?? '',
      id: words[count + 1 + at] ?? '',
    }));
    const isPair = count === 1 && /[RC]/.test(status);
    const oldPath = this.#field();
    return {
      status: statusOf(status),
      newMode: words[count] ?? '',
      newId: words.at(-1) ?? '',
      old,
      oldPath,
      path: isPair ? this.#field() : oldPath,
    };
  }

  #field(): string {
    const field = this.#fields[this.#at] ?? this.#fail();
    this.#at += 1;
    return field;
  }

  #fail(): never {
    throw new AppError('git-short', { command: this.#command });
  }
}

/** The one letter for a change that has a letter for each parent. A name that no parent has is new: git calls it `R` or `A`. */
function statusOf(letters: string): Change['status'] {
  if (letters.length > 1 && /^[ACR]+$/.test(letters)) return 'A';
  return (new Set(letters).size === 1 ? letters.charAt(0) : 'M') as Change['status'];
}

const PLAIN = /^:\d{6} \d{6} [0-9a-f]{40,64} [0-9a-f]{40,64} [ADMTUX]$/;

/** Once for all files that are added. */
const NOTHING_BEFORE = [40, 64].map((length) => [{ mode: '000000', id: '0'.repeat(length) }]);

/**
 * The lines that the second of two states adds to the first, for each changed path.
 *
 * @param changes the answer of {@link listChanges} for the same states
 */
export async function addedLinesOf(
  git: GitClient,
  [command, ...words]: Comparison,
  changes: readonly Change[],
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

/** Whether git has all of some objects. */
export async function hasAll(git: GitClient, ids: readonly string[]): Promise<boolean> {
  const present = await presentObjects(git.directory, ids);
  return ids.every((id) => present.has(id));
}

/** Whether git may lack objects, and would fetch them. */
export async function isPartialClone(git: GitClient): Promise<boolean> {
  const names = await askGit(git.directory, 'config', '--list', '--name-only', '-z');
  return /(?:^|\0)(?:extensions\.partialclone|remote\.[^\0]*\.promisor)(?=\0)/i.test(names);
}

/** Where git lacks what there was before, as in a partial clone: all of what changed counts as added. */
export function allAdded(changes: readonly Change[]): Map<string, AddedLines> {
  return new Map(changes.filter(({ status }) => status !== 'D').map(({ path }) => [path, 'all']));
}

/**
 * For a patch git may read a file of the work tree in place of the object, if it takes them for the same. It must not do
 * that on less than all that it knows of a file.
 */
export const STRICT: readonly string[] = ['-c', 'core.trustctime=true', '-c', 'core.checkStat=default'];

/** Names are never read from a patch; this keeps line ends out of them. */
export const QUOTED: readonly string[] = ['-c', 'core.quotePath=true', ...STRICT];

/** A file's hunks: first and last line of what is added. */
type Hunks = [first: number, last: number][];

/**
 * The added lines of each changed path. Sections of a patch come in the order of the entries; a header is never read for
 * a name, since names can look like headers.
 */
export function linesOf(
  changes: readonly Change[],
  sections: readonly Hunks[],
  command: string,
): Map<string, AddedLines> {
  const added = new Map<string, AddedLines>();
  for (const { status, path } of changes) if (/[ACT]/.test(status)) added.set(path, 'all');
  const edited = changes.filter(isEdited);
  if (sections.length !== edited.length) throw new AppError('git-short', { command: `git ${command}` });
  // names that are no UTF-8 may look the same
  for (const [index, { path }] of edited.entries())
    added.set(path, added.has(path) ? 'all' : (sections[index] ?? []));
  return added;
}

export function isEdited({ status }: Change): boolean {
  return /[MR]/.test(status);
}

/**
 * The added lines of each file of a patch without context. Content lines are counted, never interpreted.
 *
 * @param commits ids that stand on a line of their own before what belongs to them
 * @returns the files' hunks, for each commit in order
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

/** The first bytes of each line of a stream; more is not needed to tell what a line is. */
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
