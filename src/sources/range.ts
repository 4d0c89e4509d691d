import { AppError } from '../shared/errors.ts';
import { type AddedLines, intersect } from '../shared/line-ranges.ts';
import { once } from '../shared/once.ts';
import {
  type AddedLinesByFile,
  type ChangeContext,
  type ChangeQuery,
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
  type Comparison,
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
import { streamGit, textFrom } from '../git/git-process.ts';
import { policyIn } from './policy-in.ts';
import { commitsWithParents, type RangeCommit, withChanges } from './range-commits.ts';
import type { Policy } from '../policy/policy.ts';

/** A ref, tree or blob in the range. */
export interface NamedObject {
  readonly name: string;
  readonly id: string;
}

/** The content of a repository to scan. */
export interface RangeContent {
  /** Commits whose history is scanned. */
  readonly tips: readonly string[];
  /** Commits whose history is excluded. */
  readonly known: readonly string[];
  /** Annotated tags whose texts are scanned. */
  readonly tags?: readonly string[];
  /** Refs whose names are scanned. */
  readonly refs?: readonly NamedObject[];
  /** Trees and blobs that refs point to, with the ref names. */
  readonly trees?: readonly NamedObject[];
  readonly blobs?: readonly NamedObject[];
  /** The commit or tree that contains the policy. */
  readonly policyAt: string;
}

/** Finds the objects that may contain a finding; undefined if objects are missing. */
export type Suspects = () => Promise<ReadonlySet<string> | undefined>;

/**
 * All commits of a range with their messages and headers, oldest first. A key that a later commit removes is still
 * reported.
 */
export class RangeSource implements Source {
  readonly kind = 'range';
  readonly #git: GitClient;
  readonly #commits: readonly RangeCommit[];
  readonly #content: RangeContent;
  /** Files of trees and blobs outside of commits; their `commit` is the object that the ref points to. */
  readonly #files: readonly LooseFile[];
  readonly #suspects: ReadonlySet<string> | undefined;
  readonly #lfs: LfsStore;
  readonly policy: () => Promise<Policy>;

  private constructor(
    git: GitClient,
    content: RangeContent,
    commits: readonly RangeCommit[],
    files: readonly LooseFile[],
    suspects: ReadonlySet<string> | undefined,
  ) {
    this.#git = git;
    this.#content = content;
    this.#commits = commits;
    this.#files = files;
    this.#suspects = suspects;
    this.#lfs = new LfsStore(git);
    this.policy = once(() => policyIn(git.directory, content.policyAt));
  }

  /**
   * @param suspects called if the range is a whole history of many commits; only objects that it returns are read
   * @throws AppError if git cannot list the commits or their changes
   */
  static async open(git: GitClient, content: RangeContent, suspects?: Suspects): Promise<RangeSource> {
    const listed = await commitsWithParents(git, content.tips, content.known);
    const isWhole = content.known.length === 0 && listed.length >= MIN_SIFTED_COMMITS;
    const suspected = isWhole ? await suspects?.() : undefined;
    const commits = await withChanges(git, listed);
    return new RangeSource(git, content, commits, await looseFiles(git, content), suspected);
  }

  /** The number of commits. */
  get size(): number {
    return this.#commits.length;
  }

  /** The number of objects to scan. */
  get objects(): number {
    return this.#requests().length;
  }

  /** True if the range changes a matching file. */
  touches(matches: (path: string) => boolean): boolean {
    if (this.#files.some(({ path }) => matches(path))) return true;
    return this.#commits.some(({ changes }) => changes.some(({ path }) => matches(path)));
  }

  /** The starting point of a rebase that can fix the first of the commits: its parent, or the root. */
  beforeFirst(ids: readonly (string | null)[]): string {
    const first = this.#commits.find(({ id }) => ids.includes(id));
    return first?.parents[0]?.slice(0, 12) ?? '--root';
  }

  items(): AsyncGenerator<readonly SourceItem[]> {
    return this.#read(this.#requests());
  }

  itemsAgain(): AsyncGenerator<readonly SourceItem[]> {
    return this.#read(this.#requests(true));
  }

  async *#read(requests: readonly ObjectRequest[]): AsyncGenerator<readonly SourceItem[]> {
    for (const { changes } of this.#commits) await refuseCopies(this.#git.directory, changes);
    yield (this.#content.refs ?? []).map(({ name, id }) => nameItem(name, id));
    yield [...renamedOnly(this.#commits)];
    for await (const objects of readObjects(this.#git.directory, requests)) {
      // in commit order, like the list of findings
      const items = objects.flatMap(([{ object, make, path }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path: path ?? object });
        return make(object, bytes);
      });
      yield await this.#lfs.resolve(items);
    }
  }

  /**
   * The objects to read.
   *
   * @param isAll true to include those that cannot contain a finding by themselves
   */
  #requests(isAll = false): ObjectRequest[] {
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

  context({ commits, lines }: ChangeQuery): ChangeContext {
    const found = this.#commits.filter(({ id }) => commits.has(id));
    return {
      policy: this.policy(),
      addedLines: this.#addedLines(lines === 'all' ? this.#allIds() : commits),
      previousContents: previousContentsOf(
        this.#git,
        this.#lfs,
        found.map(({ id, changes }) => ({ commit: id, changes })),
      ),
    };
  }

  /** The IDs of the commits and annotated tags of which objects are read. */
  #allIds(): Commits {
    const isRead = (object: string) => this.#suspects?.has(object) !== false;
    const commits = this.#commits.filter(
      ({ id, changes }) => isRead(id) || changes.some(({ newId }) => isRead(newId)),
    );
    return new Set([...commits.map(({ id }) => id), ...(this.#content.tags ?? [])]);
  }

  async #addedLines(ids: Commits): Promise<AddedLinesByFile> {
    const commits = this.#commits.filter(({ id }) => ids.has(id));
    const added = new Map<string, AddedLines>();
    const add = (commit: string, lines: ReadonlyMap<string, AddedLines>) => {
      for (const [path, fileLines] of lines) added.set(fileKey({ path, commit }), fileLines);
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
    // last, because a file may have the same path
    for (const commit of ids)
      for (const path of [MESSAGE_PATH, HEADER_PATH]) added.set(fileKey({ path, commit }), 'all');
    for (const looseFile of this.#files) added.set(fileKey(looseFile), 'all');
    return added;
  }

  async #patchesOf(commits: readonly RangeCommit[]): Promise<Map<string, [number, number][][]>> {
    if (commits.length === 0) return new Map();
    const ids = commits.map(({ id }) => id);
    const command = [...QUOTED, 'diff-tree', '--stdin', '--root', '-r', ...PATCH_FLAGS, ...FLAGS];
    const sections = await readHunks(
      streamGit(this.#git.directory, command, `${ids.join('\n')}\n`),
      new Set(ids),
    );
    if (sections.length !== ids.length) throw new AppError('git-short', { command: 'git diff-tree' });
    return new Map(ids.map((id, index) => [id, sections[index] ?? []]));
  }

  /** In a merge, a line is added only if no parent contains it. */
  async #mergeLines({ id, parents, changes }: RangeCommit): Promise<Map<string, AddedLines>> {
    let lines = new Map<string, AddedLines>(changes.map(({ path }) => [path, 'all']));
    for (const parent of parents) {
      const states: Comparison = ['diff-tree', '-r', parent, id];
      const other = await addedLinesOf(this.#git, states, await listChanges(this.#git, states));
      lines = new Map([...lines].map(([path, added]) => [path, intersect(added, other.get(path) ?? [])]));
    }
    return lines;
  }
}

/** From this number of commits on, a whole history is first reduced to suspects, as in an audit. */
const MIN_SIFTED_COMMITS = 500;

/** A request for an object. */
interface ObjectRequest {
  readonly object: string;
  /** The file's path; undefined for commits and tags. */
  readonly path?: string;
  /** Creates the items to scan from the content. */
  readonly make: (object: string, bytes: Content) => SourceItem[];
}

/** A file in a tree or blob that a ref points to. */
interface LooseFile {
  readonly object: string;
  readonly path: string;
  readonly commit: string;
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

/** Creates the item of a file from its content. */
function file(item: Omit<SourceItem, 'bytes'>): (object: string, bytes: Content) => SourceItem[] {
  return (_, bytes) => [{ ...item, bytes }];
}

function nameItem(path: string, commit: string): SourceItem {
  return { path, commit, bytes: NO_BYTES, newName: true };
}

/** New paths of files without new content. */
function* renamedOnly(commits: readonly RangeCommit[]): Generator<SourceItem> {
  for (const { id, changes } of commits)
    for (const change of changes)
      if (change.status !== 'D' && !hasNewContent(change) && isNewName(change))
        yield nameItem(change.path, id);
}

const NO_BYTES = Buffer.alloc(0);
