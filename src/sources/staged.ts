import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type AddedLines, intersect, linesNotIn } from '../shared/line-ranges.ts';
import { once } from '../shared/once.ts';
import {
  type AddedLinesByFile,
  type ChangeContext,
  type ChangeQuery,
  fileKey,
  type Source,
  type SourceItem,
} from '../scan/source.ts';
import { type Content } from '../decode/content.ts';
import {
  addedLinesOf,
  changesIn,
  type DiffEntry,
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
import { policyFrom, readListed } from './policy-in.ts';
import type { Policy } from '../policy/policy.ts';

/** The lists that the shell makes before Node.js has started. */
export interface StagedLists {
  /** The output of `git diff-index --raw -z`. */
  readonly changes: string;
  /** The output of `git ls-files --stage -z` for the policy files; undefined if it is incomplete. */
  readonly policyFiles: string | undefined;
}

/** The content that `git commit` is about to commit: blobs in the index that differ from the current commit. */
export class StagedSource implements Source {
  readonly kind = 'staged';
  readonly #git: GitClient;
  readonly #base: string;
  readonly #others: readonly string[] | undefined;
  readonly #lfs: LfsStore;
  readonly #objects: StoredObjects;
  readonly changes: readonly DiffEntry[];
  /** The policy that the commit will contain. */
  readonly policy: () => Promise<Policy>;

  private constructor(
    git: GitClient,
    base: string,
    others: readonly string[] | undefined,
    changes: readonly DiffEntry[],
    objects: StoredObjects,
    policyFiles: string | undefined,
  ) {
    this.#git = git;
    this.#base = base;
    this.#others = others;
    this.#lfs = new LfsStore(git);
    this.changes = changes;
    this.#objects = objects;
    const read = (names: readonly string[]) => wholeOf(objects.read(names.map((object) => ({ object }))));
    this.policy = once(() =>
      policyFrom((policyFiles === undefined ? undefined : readListed(read, policyFiles)) ?? read),
    );
  }

  /**
   * @param parents the parents of the commit in progress, if not the current commit and those of a merge: those of an amended
   *   commit; none for every file in the index
   * @param listed what the shell has listed, if it did
   * @throws AppError if git cannot list the staged changes
   */
  static async open(
    git: GitClient,
    parents?: readonly string[],
    listed?: Promise<StagedLists | undefined>,
  ): Promise<StagedSource> {
    const [base = 'HEAD', ...rest] = parents ?? [];
    const others = parents && rest;
    const changesTo = (tree: string) =>
      listChanges(git, indexAgainst(tree)).then((changes) => ({ tree, changes }));
    const known = async () => {
      const list = (await listed)?.changes;
      const changes = list === undefined ? undefined : changesIfWhole(list);
      return changes === undefined ? changesTo(base) : { tree: base, changes };
    };
    const first = parents?.length === 0 ? emptyTree(git).then(changesTo) : known();
    const objects = new StoredObjects(git);
    try {
      const { tree, changes } = await first.catch(async (error: unknown) =>
        changesTo(await emptyTreeIfUnborn(git, error)),
      );
      return new StagedSource(git, tree, others, changes, objects, (await listed)?.policyFiles);
    } catch (error) {
      // it fails for the same reason
      await objects.end().catch(() => undefined);
      throw error;
    }
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const unmerged = this.changes.find(({ status }) => status === 'U');
    if (unmerged !== undefined) throw new AppError('unmerged-path', { path: unmerged.path });
    await refuseCopies(this.#git.directory, this.changes);
    const present = this.changes.filter(({ status }) => status !== 'D');
    const blobs = present.filter(hasNewContent);
    yield present
      .filter((change) => isNewName(change) && !hasNewContent(change))
      .map(({ path }) => ({ path, bytes: NO_BYTES, newName: true }));
    const requests = blobs.map((change) => ({ change, object: change.newId }));
    for await (const objects of this.#objects.read(requests)) {
      const items = objects.map(([{ change }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path: change.path });
        return { path: change.path, bytes, newName: isNewName(change) };
      });
      yield await this.#lfs.resolve(items);
    }
  }

  context({ lines }: ChangeQuery): ChangeContext {
    return {
      policy: this.policy(),
      addedLines: this.#addedLines(lines),
      previousContents: previousContentsOf(this.#git, this.#lfs, [{ changes: this.changes }], (wanted) =>
        this.#objects.read(wanted),
      ),
    };
  }

  /** In a merge, a line is added only if no parent contains it. */
  async #addedLines(neededLines: ChangeQuery['lines']): Promise<AddedLinesByFile> {
    const others = this.#others ?? (await this.#mergeHeads());
    const knownAdded =
      neededLines === 'all' || others.length > 0 ? undefined : await this.#linesNotInOldContent(neededLines);
    if (knownAdded !== undefined) return knownAdded;
    let added = await addedLinesOf(this.#git, indexAgainst(this.#base), this.changes);
    for (const parent of others) {
      const states = indexAgainst(parent);
      const other = await addedLinesOf(this.#git, states, await listChanges(this.#git, states));
      added = new Map([...added].map(([path, lines]) => [path, intersect(lines, other.get(path) ?? [])]));
    }
    return new Map([...added].map(([path, lines]) => [fileKey({ path }), lines]));
  }

  /**
   * The given lines that do not occur in the previous content, so that they are added however git compares the files.
   * For most findings, this saves a git process.
   *
   * @returns undefined if git must be asked
   */
  async #linesNotInOldContent(
    neededLines: Exclude<ChangeQuery['lines'], 'all'>,
  ): Promise<AddedLinesByFile | undefined> {
    if ([...neededLines.values()].flat().length > MAX_COMPARED_RANGES) return undefined;
    const added = new Map<string, AddedLines>();
    const edited = this.changes.filter((change) => {
      if (isEdited(change)) return neededLines.has(fileKey(change));
      if (change.status !== 'D') added.set(fileKey(change), 'all');
      return false;
    });
    const contents: Content[] = [];
    const objects = edited.flatMap((change) =>
      [change.newId, ...oldBlobs(change)].map((object) => ({ object })),
    );
    try {
      for await (const batch of this.#objects.read(objects))
        for (const [, bytes] of batch) if (bytes !== undefined) contents.push(bytes);
    } catch (error) {
      // git fails if an old object is missing in a partial clone
      if (!(await isPartialClone(this.#git))) throw error;
      return undefined;
    }
    if (contents.length !== 2 * edited.length) return undefined;
    for (const [index, change] of edited.entries()) {
      const [bytes, old] = contents.slice(2 * index);
      if (!Buffer.isBuffer(bytes) || !Buffer.isBuffer(old)) return undefined;
      const lines = linesNotIn(old, bytes, neededLines.get(fileKey(change)) ?? []);
      if (lines === undefined) return undefined;
      // paths that are not valid UTF-8 may collide
      if (added.has(fileKey(change))) return undefined;
      added.set(fileKey(change), lines);
    }
    return added;
  }

  async close(): Promise<void> {
    await this.#objects.end();
  }

  /** The other parents of a merge in progress. */
  async #mergeHeads(): Promise<string[]> {
    const { mergeHead } = await worktreePaths(this.#git);
    try {
      // an octopus merge has several, one per line
      const heads = readFileSync(mergeHead, 'utf8');
      return heads.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // hooks of `git merge --squash` inherit the variables, but the commit has a single parent
      if (code === 'ENOENT')
        return existsSync(join(dirname(mergeHead), 'SQUASH_MSG')) ? [] : mergedBy(process.env);
      throw new AppError('unreadable-file', { path: 'MERGE_HEAD', reason: code ?? 'unknown' }, error);
    }
  }
}

/**
 * The other parents during a pre-merge-commit hook: git has not written MERGE_HEAD yet, but names them in variables.
 */
function mergedBy(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? []);
}

/** @returns undefined if the output contains anything else, such as a trace */
function changesIfWhole(list: string): DiffEntry[] | undefined {
  try {
    return changesIn(list, 'git diff-index');
  } catch {
    return undefined;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** For more ranges of lines, asking git is faster. */
const MAX_COMPARED_RANGES = 20;

function indexAgainst(base: string): Comparison {
  return ['diff-index', '--cached', base];
}

/**
 * The tree to compare the first commit of a repository with.
 *
 * @throws the given error if the current branch has commits
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

/** The ID from `git hash-object -t tree /dev/null`; every git knows this tree without storing it. */
const EMPTY_TREE_SHA1 = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const EMPTY_TREE_SHA256 = '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321';
