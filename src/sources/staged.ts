import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type AddedLines, intersect, type LineRange, linesNotIn } from '../shared/line-ranges.ts';
import { type Commits, fileKey, type Source, type SourceItem } from '../scan/source.ts';
import { type Content } from '../decode/content.ts';
import { type BatchPrefilter } from '../prefilter/batch.ts';
import {
  addedLinesOf,
  changesIn,
  type Change,
  type Comparison,
  hasNewContent,
  isEdited,
  isNewName,
  isPartialClone,
  listChanges,
  oldBlobs,
} from '../git/raw-diff.ts';
import { previousContentsOf } from '../git/previous-blobs.ts';
import type { GitClient } from '../git/git.ts';
import { refuseCopies } from '../git/copies.ts';
import { LfsStore } from '../git/lfs.ts';
import { wholeOf } from '../git/cat-file.ts';
import { worktreePaths } from '../git/repository.ts';
import { StoredObjects } from '../git/stored.ts';
import { askGit } from '../git/git-process.ts';
import { readLoose } from '../git/texts.ts';

/** What `git commit` is about to commit: the blobs that the index holds and the current commit does not. */
export class StagedSource implements Source {
  readonly kind = 'staged';
  readonly #git: GitClient;
  readonly #base: string;
  readonly #others: readonly string[];
  readonly #lfs: LfsStore;
  readonly #objects: StoredObjects;
  readonly changes: readonly Change[];

  private constructor(
    git: GitClient,
    base: string,
    others: readonly string[],
    changes: readonly Change[],
    objects: StoredObjects,
  ) {
    this.#git = git;
    this.#base = base;
    this.#others = others;
    this.#lfs = new LfsStore(git);
    this.changes = changes;
    this.#objects = objects;
  }

  /**
   * @param parents what the commit that is being made will have for parents, where it is not the current commit: those of
   *   a commit that is amended
   * @param listed the answer to the first question of git, where it has been asked already, and answered
   * @throws AppError when git cannot tell what is staged
   */
  static async open(
    git: GitClient,
    parents?: readonly string[],
    listed?: Promise<string | undefined>,
  ): Promise<StagedSource> {
    const [base = 'HEAD', ...others] = parents ?? [];
    const changesTo = (tree: string) =>
      listChanges(git, indexAgainst(tree)).then((changes) => ({ tree, changes }));
    const known = async () => {
      const list = await listed;
      const changes = list === undefined ? undefined : changesIfWhole(list);
      return changes === undefined ? changesTo(base) : { tree: base, changes };
    };
    const first = parents?.length === 0 ? emptyTree(git).then(changesTo) : known();
    const objects = new StoredObjects(git);
    try {
      const { tree, changes } = await first.catch(async (error: unknown) =>
        changesTo(await emptyTreeIfUnborn(git, error)),
      );
      return new StagedSource(git, tree, others, changes, objects);
    } catch (error) {
      // it fails for the same reason
      await objects.end().catch(() => undefined);
      throw error;
    }
  }

  async *items(sieve?: () => Promise<BatchPrefilter>): AsyncGenerator<readonly SourceItem[]> {
    const unmerged = this.changes.find(({ status }) => status === 'U');
    if (unmerged !== undefined) throw new AppError('unmerged-path', { path: unmerged.path });
    await refuseCopies(this.#git.directory, this.changes);
    const present = this.changes.filter(({ status }) => status !== 'D');
    const blobs = present.filter(hasNewContent);
    const proved = sieve === undefined || blobs.length <= MANY ? NONE : await this.#proved(blobs, sieve);
    const bare = present.filter(
      (change) => isNewName(change) && (!hasNewContent(change) || proved.has(change)),
    );
    const mayTell = proved.size === 0 ? undefined : (await sieve?.())?.ofNames(bare.map(({ path }) => path));
    yield bare
      .filter((_, nth) => mayTell?.[nth] !== false)
      .map(({ path }) => ({ path, bytes: NO_BYTES, newName: true }));
    const wanted = blobs
      .filter((change) => !proved.has(change))
      .map((change) => ({ change, object: change.newId }));
    for await (const objects of wanted.length > MANY
      ? this.#objects.readMany(wanted)
      : this.#objects.read(wanted)) {
      const items = objects.map(([{ change }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path: change.path });
        return { path: change.path, bytes, newName: isNewName(change) };
      });
      yield await this.#lfs.resolve(items);
    }
  }

  /** Those files in which there is nothing, whatever was there before: most of many. */
  async #proved(blobs: readonly Change[], load: () => Promise<BatchPrefilter>): Promise<ReadonlySet<Change>> {
    const [loose, sieve] = await Promise.all([this.#objects.loose(), load()]);
    const mayTell = sieve.ofNames(blobs.map(({ path }) => path));
    const wanted = blobs
      .filter((_, nth) => !mayTell[nth])
      .map((change) => ({ change, object: change.newId }));
    const proved = new Set<Change>();
    for (const { of, ...texts } of readLoose(loose, wanted)) {
      const told = sieve.ofFiles(texts);
      for (const [nth, { change }] of of.entries()) if (told[nth] === 0) proved.add(change);
    }
    return proved;
  }

  /** In a merge a line counts only when no parent has it. */
  async addedLines(
    _commits: Commits,
    wanted?: ReadonlyMap<string, readonly LineRange[]>,
  ): Promise<ReadonlyMap<string, AddedLines>> {
    const others = [...this.#others, ...(await this.#mergeHeads())];
    const sure = wanted && others.length === 0 ? await this.#surelyAdded(wanted) : undefined;
    if (sure !== undefined) return sure;
    let added = await addedLinesOf(this.#git, indexAgainst(this.#base), this.changes);
    for (const parent of others) {
      const states = indexAgainst(parent);
      const other = await addedLinesOf(this.#git, states, await listChanges(this.#git, states));
      added = new Map([...added].map(([path, lines]) => [path, intersect(lines, other.get(path) ?? [])]));
    }
    return new Map([...added].map(([path, lines]) => [fileKey({ path }), lines]));
  }

  /**
   * Which of some lines stand nowhere in what was there before, so that however git compares the files, they are added.
   * That spares a run of git for most of what is found.
   *
   * @returns nothing where git has to be asked
   */
  async #surelyAdded(
    wanted: ReadonlyMap<string, readonly LineRange[]>,
  ): Promise<ReadonlyMap<string, AddedLines> | undefined> {
    if ([...wanted.values()].flat().length > FEW) return undefined;
    const added = new Map<string, AddedLines>();
    const edited = this.changes.filter((change) => {
      if (isEdited(change)) return wanted.has(fileKey(change));
      if (change.status !== 'D') added.set(fileKey(change), 'all');
      return false;
    });
    const contents: Content[] = [];
    const objects = edited.flatMap((change) =>
      [change.newId, ...oldBlobs(change)].map((object) => ({ object })),
    );
    try {
      for await (const some of this.#objects.read(objects))
        for (const [, bytes] of some) if (bytes !== undefined) contents.push(bytes);
    } catch (error) {
      // git dies of an old object that a partial clone lacks
      if (!(await isPartialClone(this.#git))) throw error;
      return undefined;
    }
    if (contents.length !== 2 * edited.length) return undefined;
    for (const [nth, change] of edited.entries()) {
      const [bytes, old] = contents.slice(2 * nth);
      if (!Buffer.isBuffer(bytes) || !Buffer.isBuffer(old)) return undefined;
      const lines = linesNotIn(old, bytes, wanted.get(fileKey(change)) ?? []);
      if (lines === undefined) return undefined;
      // names that are no UTF-8 may look the same
      if (added.has(fileKey(change))) return undefined;
      added.set(fileKey(change), lines);
    }
    return added;
  }

  previousContents(): AsyncGenerator<SourceItem> {
    return previousContentsOf(this.#git, this.#lfs, [{ changes: this.changes }], (wanted) =>
      this.#objects.read(wanted),
    );
  }

  /** The contents of files as the commit will hold them; nothing for one that it does not hold. */
  async filesInIndex(...paths: string[]): Promise<(Buffer | undefined)[]> {
    const [change] = this.changes;
    const ids = change && this.#objects.inIndex(paths, change.newId);
    const held = ids === undefined ? paths : paths.filter((path) => ids.has(path));
    const files = await wholeOf(
      this.#objects.read(held.map((path) => ({ object: ids?.get(path) ?? `:${path}` }))),
    );
    return paths.map((path) => files[held.indexOf(path)]);
  }

  async close(): Promise<void> {
    await this.#objects.end();
  }

  /** The other sides of a merge that is being committed. */
  async #mergeHeads(): Promise<string[]> {
    const { mergeHead } = await worktreePaths(this.#git);
    try {
      // an octopus has several, one a line
      const heads = readFileSync(mergeHead, 'utf8');
      return heads.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // a hook of `git merge --squash` inherits the variables, but a commit that it makes has one parent
      if (code === 'ENOENT')
        return existsSync(join(dirname(mergeHead), 'SQUASH_MSG')) ? [] : mergedBy(process.env);
      throw new AppError('unreadable-file', { path: 'MERGE_HEAD', reason: code ?? 'unknown' }, error);
    }
  }
}

/** In its pre-merge-commit hook git has not written MERGE_HEAD yet, but named the other sides in variables. */
function mergedBy(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? []);
}

/** @returns nothing where it is not only git's answer, as with a trace in it */
function changesIfWhole(list: string): Change[] | undefined {
  try {
    return changesIn(list, 'git diff-index');
  } catch {
    return undefined;
  }
}

const NO_BYTES = Buffer.alloc(0);

const NONE: ReadonlySet<Change> = new Set();

/** More stretches of lines are looked up faster by git. */
const FEW = 20;

/** So many files are worth a process of their own. */
const MANY = 500;

function indexAgainst(base: string): Comparison {
  return ['diff-index', '--cached', base];
}

/**
 * The tree that a repository's first commit is compared with. Any other failure of the first question stands.
 *
 * @throws the error given, where the current branch has commits
 */
async function emptyTreeIfUnborn(git: GitClient, error: unknown): Promise<string> {
  if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
  const [format, branch] = await Promise.all([
    askGit(git.directory, 'rev-parse', '--is-inside-work-tree', '--show-object-format').catch(
      () => undefined,
    ),
    askGit(git.directory, 'symbolic-ref', '--quiet', 'HEAD').catch(() => ''),
  ]);
  if (format === undefined) throw new AppError('not-a-repository', {}, error);
  const isBorn = async () =>
    (await askGit(git.directory, 'for-each-ref', '--count=1', branch.trimEnd())) !== '';
  if (branch === '' || (await isBorn())) throw error;
  return emptyTreeOf(format);
}

async function emptyTree(git: GitClient): Promise<string> {
  return emptyTreeOf(await askGit(git.directory, 'rev-parse', '--show-object-format'));
}

function emptyTreeOf(format: string): string {
  return format.includes('sha256') ? EMPTY_TREE_SHA256 : EMPTY_TREE_SHA1;
}

/** `git hash-object -t tree /dev/null`, which every git knows without having it. */
const EMPTY_TREE_SHA1 = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const EMPTY_TREE_SHA256 = '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321';
