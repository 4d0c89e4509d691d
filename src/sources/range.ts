import { AppError } from '../shared/errors.ts';
import { type AddedLines, intersect } from '../shared/line-ranges.ts';
import {
  type Commits,
  HEADER_PATH,
  MESSAGE_PATH,
  fileKey,
  type Source,
  type SourceItem,
} from '../scan/source.ts';
import { type Content } from '../decode/content.ts';
import {
  addedLinesOf,
  allAdded,
  type Change,
  type Comparison,
  Entries,
  FLAGS,
  hasAll,
  hasNewContent,
  isEdited,
  isNewName,
  linesOf,
  listChanges,
  oldBlobs,
  PATCH_FLAGS,
  QUOTED,
  readHunks,
} from '../git/raw-diff.ts';
import { refuseCopies } from '../git/copies.ts';
import { previousContentsOf } from '../git/previous-blobs.ts';
import type { GitClient } from '../git/git.ts';
import { LfsStore } from '../git/lfs.ts';
import { readObjects } from '../git/cat-file.ts';
import { textsOf } from '../git/commit-text.ts';
import { linesFrom, streamGit, textFrom } from '../git/git-process.ts';

/** A ref, a tree or a blob that is part of a range. */
export interface NamedObject {
  readonly name: string;
  readonly id: string;
}

/** What is scanned of a repository. */
export interface RangeContent {
  /** Commits whose history is scanned. */
  readonly tips: readonly string[];
  /** Commits whose history is left out. */
  readonly known: readonly string[];
  /** Annotated tags whose texts are scanned. */
  readonly tags?: readonly string[];
  /** Refs whose names are scanned. */
  readonly refs?: readonly NamedObject[];
  /** Trees and blobs to which a ref points, by the name of the ref. */
  readonly trees?: readonly NamedObject[];
  readonly blobs?: readonly NamedObject[];
}

/** Tells which objects of the repository may hold anything; nothing where not all of them are here. */
export type Suspects = () => Promise<ReadonlySet<string> | undefined>;

interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Against the parent; in a merge, what is in no parent as it is. */
  readonly changes: readonly Change[];
}

/** Every commit of a range, each with its message and header, oldest first. A key that a later commit takes out is still one. */
export class RangeSource implements Source {
  readonly kind = 'range';
  readonly #git: GitClient;
  readonly #commits: readonly Commit[];
  readonly #content: RangeContent;
  /** Files of trees and blobs that belong to no commit of the range: `commit` is the object that a ref points to. */
  readonly #files: readonly LooseFile[];
  readonly #suspects: ReadonlySet<string> | undefined;
  readonly #lfs: LfsStore;

  private constructor(
    git: GitClient,
    content: RangeContent,
    commits: readonly Commit[],
    files: readonly LooseFile[],
    suspects: ReadonlySet<string> | undefined,
  ) {
    this.#git = git;
    this.#content = content;
    this.#commits = commits;
    this.#files = files;
    this.#suspects = suspects;
    this.#lfs = new LfsStore(git);
  }

  /**
   * @param suspects is asked where the range is a whole history of many commits: what it rules out is not read
   * @throws AppError when git cannot tell which commits those are, or what they change
   */
  static async open(git: GitClient, content: RangeContent, suspects?: Suspects): Promise<RangeSource> {
    const families = await familiesIn(git, content);
    const isWhole = content.known.length === 0 && families.length >= MIN_SIFTED_COMMITS;
    const suspected = isWhole ? await suspects?.() : undefined;
    const changes = await changesOf(
      git,
      families.map(([id = '']) => id),
    );
    const commits = families.map(([id = '', ...parents], at) => ({
      id,
      parents,
      changes: changes[at] ?? [],
    }));
    return new RangeSource(git, content, commits, await looseFiles(git, content), suspected);
  }

  /** How many commits that is. */
  get size(): number {
    return this.#commits.length;
  }

  /** How many objects are scanned. */
  get objects(): number {
    return this.#wanted().length;
  }

  /** Whether any of them changes such a file. */
  touches(isMeant: (path: string) => boolean): boolean {
    if (this.#files.some(({ path }) => isMeant(path))) return true;
    return this.#commits.some(({ changes }) => changes.some(({ path }) => isMeant(path)));
  }

  /** Where a rebase begins that can mend the first of some commits: its parent, or the root. */
  beforeFirst(ids: readonly (string | null)[]): string {
    const first = this.#commits.find(({ id }) => ids.includes(id));
    return first?.parents[0]?.slice(0, 12) ?? '--root';
  }

  items(): AsyncGenerator<readonly SourceItem[]> {
    return this.#read(this.#wanted());
  }

  itemsAgain(): AsyncGenerator<readonly SourceItem[]> {
    return this.#read(this.#wanted(true));
  }

  async *#read(wanted: readonly Wanted[]): AsyncGenerator<readonly SourceItem[]> {
    for (const { changes } of this.#commits) await refuseCopies(this.#git.directory, changes);
    yield (this.#content.refs ?? []).map(({ name, id }) => nameItem(name, id));
    yield [...renamedOnly(this.#commits)];
    for await (const objects of readObjects(this.#git.directory, wanted)) {
      // in the order of the commits, by which findings are listed
      const items = objects.flatMap(([{ object, make, path }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path: path ?? object });
        return make(object, bytes);
      });
      yield await this.#lfs.resolve(items);
    }
  }

  /**
   * The objects to read, each with what makes items of its content.
   *
   * @param isAll also those that cannot hold anything by themselves
   */
  #wanted(isAll = false): Wanted[] {
    const suspects = isAll ? undefined : this.#suspects;
    const inCommits = this.#commits.flatMap(({ id, changes }) => [
      { object: id, make: textsOf },
      ...changes.filter(hasNewContent).map((change) => ({
        object: change.newId,
        path: change.path,
        make: file({ commit: id, path: change.path, newName: isNewName(change) }),
      })),
    ]);
    return [
      ...(this.#content.tags ?? []).map((id) => ({ object: id, make: textsOf })),
      ...this.#files.map(({ object, ...item }) => ({
        object,
        path: item.path,
        make: file({ ...item, newName: true }),
      })),
      ...(suspects === undefined ? inCommits : inCommits.filter(({ object }) => suspects.has(object))),
    ];
  }

  async addedLines(asked: Commits): Promise<ReadonlyMap<string, AddedLines>> {
    const commits = this.#commits.filter(({ id }) => asked.has(id));
    const added = new Map<string, AddedLines>();
    const add = (commit: string, lines: ReadonlyMap<string, AddedLines>) => {
      for (const [path, each] of lines) added.set(fileKey({ path, commit }), each);
    };
    const plain = commits.filter(({ parents }) => parents.length < 2);
    const edited = plain.filter(({ changes }) => changes.some(isEdited));
    const sections = await this.#patchesOf(edited).catch(async (error: unknown) => {
      const old = edited.flatMap(({ changes }) => changes.flatMap(oldBlobs));
      if (await hasAll(this.#git, old)) throw error;
      return undefined;
    });
    for (const { id, changes } of plain)
      add(
        id,
        sections === undefined ? allAdded(changes) : linesOf(changes, sections.get(id) ?? [], 'diff-tree'),
      );
    for (const commit of commits)
      if (commit.parents.length > 1) add(commit.id, await this.#mergeLines(commit));
    // last: a file may have that name, too
    for (const commit of asked)
      for (const path of [MESSAGE_PATH, HEADER_PATH]) added.set(fileKey({ path, commit }), 'all');
    for (const each of this.#files) added.set(fileKey(each), 'all');
    return added;
  }

  previousContents(asked: Commits): AsyncGenerator<SourceItem> {
    const commits = this.#commits.filter(({ id }) => asked.has(id));
    return previousContentsOf(
      this.#git,
      this.#lfs,
      commits.map(({ id, changes }) => ({ commit: id, changes })),
    );
  }

  async #patchesOf(commits: readonly Commit[]): Promise<Map<string, [number, number][][]>> {
    if (commits.length === 0) return new Map();
    const ids = commits.map(({ id }) => id);
    const command = [...QUOTED, 'diff-tree', '--stdin', '--root', '-r', ...PATCH_FLAGS, ...FLAGS];
    const sections = await readHunks(
      streamGit(this.#git.directory, command, `${ids.join('\n')}\n`),
      new Set(ids),
    );
    if (sections.length !== ids.length) throw new AppError('git-short', { command: 'git diff-tree' });
    return new Map(ids.map((id, at) => [id, sections[at] ?? []]));
  }

  /** A line of a merge counts only when no parent has it. */
  async #mergeLines({ id, parents, changes }: Commit): Promise<Map<string, AddedLines>> {
    let lines = new Map<string, AddedLines>(changes.map(({ path }) => [path, 'all']));
    for (const parent of parents) {
      const states: Comparison = ['diff-tree', '-r', parent, id];
      const other = await addedLinesOf(this.#git, states, await listChanges(this.#git, states));
      lines = new Map([...lines].map(([path, each]) => [path, intersect(each, other.get(path) ?? [])]));
    }
    return lines;
  }
}

/** From as many commits on, what holds nothing is sorted out of a whole history first, as an audit does. */
const MIN_SIFTED_COMMITS = 500;

/** An object to read. */
interface Wanted {
  readonly object: string;
  /** Of a file; a commit or tag has none. */
  readonly path?: string;
  /** Makes the items to scan of its content. */
  readonly make: (object: string, bytes: Content) => SourceItem[];
}

/** A file that is in a tree or blob to which a ref points. */
interface LooseFile {
  readonly object: string;
  readonly path: string;
  readonly commit: string;
}

/** Every commit of a range with its parents, oldest first. */
async function familiesIn(git: GitClient, { tips, known }: RangeContent): Promise<string[][]> {
  if (tips.length === 0) return [];
  const input = [...tips, ...known.map((id) => `^${id}`)].map((name) => `${name}\n`).join('');
  const families: string[][] = [];
  const command = ['rev-list', '--topo-order', '--reverse', '--parents', '--stdin'];
  for await (const line of linesFrom(git.directory, command, input)) families.push(line.split(' '));
  return families;
}

async function looseFiles(git: GitClient, { trees = [], blobs = [] }: RangeContent): Promise<LooseFile[]> {
  const files = blobs.map(({ name, id }) => ({ object: id, path: name, commit: id }));
  for (const { id } of trees) {
    const entries = (await textFrom(git.directory, ['ls-tree', '-r', '-z', '--full-tree', id])).split('\0');
    for (const entry of entries.slice(0, -1)) {
      const [, type, object = ''] = entry.slice(0, entry.indexOf('\t')).split(' ');
      if (type === 'blob') files.push({ object, path: entry.slice(entry.indexOf('\t') + 1), commit: id });
    }
  }
  return files;
}

/** Makes the item of a file from its content. */
function file(item: Omit<SourceItem, 'bytes'>): (object: string, bytes: Content) => SourceItem[] {
  return (_, bytes) => [{ ...item, bytes }];
}

function nameItem(path: string, commit: string): SourceItem {
  return { path, commit, bytes: NO_BYTES, newName: true };
}

/** What each commit changes: one process for all of them. */
async function changesOf(git: GitClient, ids: readonly string[]): Promise<Change[][]> {
  if (ids.length === 0) return [];
  const command = [
    'diff-tree',
    '--stdin',
    '--always',
    '--root',
    '-r',
    '-c',
    '--raw',
    '-z',
    '--no-abbrev',
    ...FLAGS,
  ];
  const list = await textFrom(git.directory, command, `${ids.join('\n')}\n`);
  const entries = new Entries(list, 'git diff-tree');
  const all: Change[][] = [];
  for (const id of ids) {
    if (entries.commit() !== id) throw new AppError('git-short', { command: 'git diff-tree' });
    const changes: Change[] = [];
    while (!entries.isEmpty() && !entries.isCommit()) changes.push(entries.change());
    all.push(changes);
  }
  if (!entries.isEmpty()) throw new AppError('git-short', { command: 'git diff-tree' });
  return all;
}

/** Names that are new although nothing of the content is. */
function* renamedOnly(commits: readonly Commit[]): Generator<SourceItem> {
  for (const { id, changes } of commits)
    for (const change of changes)
      if (change.status !== 'D' && !hasNewContent(change) && isNewName(change))
        yield nameItem(change.path, id);
}

const NO_BYTES = Buffer.alloc(0);
