import { AppError } from '../core/errors.ts';
import { type AddedLines, intersect } from '../core/lines.ts';
import { type Commits, MESSAGE_PATH, placeKey, type Source, type SourceItem } from '../core/source.ts';
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
} from './changes.ts';
import { contentsBefore } from './before.ts';
import type { GitClient } from './client.ts';
import { LfsStore } from './lfs.ts';
import { messageOf, readObjects } from './objects.ts';
import { streamGit } from './stream.ts';

interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Against the parent; in a merge, what is in no parent as it is. */
  readonly changes: readonly Change[];
}

/** Every commit of a range, each with its message, oldest first. A key that a later commit takes out is still one. */
export class RangeSource implements Source {
  readonly kind = 'range';
  readonly #git: GitClient;
  readonly #commits: readonly Commit[];
  readonly #tags: readonly string[];
  readonly #lfs: LfsStore;

  private constructor(git: GitClient, commits: readonly Commit[], tags: readonly string[]) {
    this.#git = git;
    this.#commits = commits;
    this.#tags = tags;
    this.#lfs = new LfsStore(git);
  }

  /**
   * @param revisions as of `git rev-list`: commits whose history is looked at, `^commit` and options that limit it
   * @param tags annotated tags whose messages are looked at, too
   * @throws AppError when git cannot tell which commits those are, or what they change
   */
  static async open(
    git: GitClient,
    revisions: readonly string[],
    tags: readonly string[] = [],
  ): Promise<RangeSource> {
    const listing = await git.run('rev-list', '--topo-order', '--reverse', '--parents', ...revisions, '--');
    const lines = listing.split('\n').filter((line) => line !== '');
    const families = lines.map((line) => line.split(' '));
    const changes = await changesOf(
      git,
      families.map(([id = '']) => id),
    );
    const commits = families.map(([id = '', ...parents], at) => ({
      id,
      parents,
      changes: changes[at] ?? [],
    }));
    return new RangeSource(git, commits, tags);
  }

  /** How many commits that is. */
  get size(): number {
    return this.#commits.length;
  }

  /** Whether any of them changes such a file. */
  touches(isMeant: (path: string) => boolean): boolean {
    return this.#commits.some(({ changes }) => changes.some(({ path }) => isMeant(path)));
  }

  /** Where a rebase begins that can mend the first of some commits: its parent, or the root. */
  beforeFirst(ids: readonly (string | null)[]): string {
    const first = this.#commits.find(({ id }) => ids.includes(id));
    return first?.parents[0]?.slice(0, 12) ?? '--root';
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield [...renamedOnly(this.#commits)];
    const messageIn = (id: string) => ({
      object: id,
      item: { commit: id, path: MESSAGE_PATH, newName: false },
      isMessage: true,
    });
    const wanted = this.#commits.flatMap(({ id, changes }) => [
      messageIn(id),
      ...changes.filter(hasNewContent).map((change) => ({
        object: change.newId,
        item: { commit: id, path: change.path, newName: isNewName(change) },
        isMessage: false,
      })),
    ]);
    const all = [...this.#tags.map(messageIn), ...wanted];
    for await (const objects of readObjects(this.#git.directory, all)) {
      const items = objects.map(([{ item, isMessage }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path: item.path });
        return { ...item, bytes: isMessage && Buffer.isBuffer(bytes) ? messageOf(bytes) : bytes };
      });
      yield await this.#lfs.resolve(items);
    }
  }

  async addedLines(asked: Commits): Promise<ReadonlyMap<string, AddedLines>> {
    const commits = this.#commits.filter(({ id }) => asked.has(id));
    const added = new Map<string, AddedLines>();
    const add = (commit: string, lines: ReadonlyMap<string, AddedLines>) => {
      for (const [path, each] of lines) added.set(placeKey({ path, commit }), each);
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
    for (const id of asked) added.set(placeKey({ path: MESSAGE_PATH, commit: id }), 'all');
    return added;
  }

  before(asked: Commits): AsyncGenerator<SourceItem> {
    const commits = this.#commits.filter(({ id }) => asked.has(id));
    return contentsBefore(
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
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(git.directory, command, `${ids.join('\n')}\n`)) chunks.push(chunk);
  const entries = new Entries(Buffer.concat(chunks).toString('utf8'), 'git diff-tree');
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
        yield { path: change.path, commit: id, bytes: NO_BYTES, newName: true };
}

const NO_BYTES = Buffer.alloc(0);
