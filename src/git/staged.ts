import { AppError } from '../core/errors.ts';
import { type AddedLines, intersect } from '../core/lines.ts';
import type { Source, SourceItem } from '../core/source.ts';
import { addedLinesSince, type Change, listChanges, SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import { readObjects } from './objects.ts';

/** What `git commit` is about to commit: the blobs that the index holds and the current commit does not. */
export class StagedSource implements Source {
  readonly kind = 'staged';
  readonly #git: GitClient;
  readonly #base: string;
  readonly changes: readonly Change[];

  private constructor(git: GitClient, base: string, changes: readonly Change[]) {
    this.#git = git;
    this.#base = base;
    this.changes = changes;
  }

  /** @throws AppError when git cannot tell what is staged */
  static async open(git: GitClient): Promise<StagedSource> {
    try {
      return new StagedSource(git, 'HEAD', await listChanges(git, 'HEAD'));
    } catch (error) {
      const base = await emptyTreeIfUnborn(git, error);
      return new StagedSource(git, base, await listChanges(git, base));
    }
  }

  async *items(): AsyncGenerator<SourceItem> {
    const unmerged = this.changes.find(({ status }) => status === 'U');
    if (unmerged !== undefined) throw new AppError('unmerged-path', { path: unmerged.path });
    const present = this.changes.filter(({ status }) => status !== 'D');
    const blobs = present.filter(hasNewContent);
    for (const change of present) {
      if (!hasNewContent(change) && isNewName(change))
        yield { path: change.path, bytes: NO_BYTES, newName: true };
    }
    let at = 0;
    for await (const { bytes } of readObjects(
      this.#git.directory,
      blobs.map(({ newId }) => newId),
    )) {
      const change = blobs[at];
      at += 1;
      if (change === undefined || bytes === undefined)
        throw new AppError('object-missing', { path: change?.path ?? '?' });
      yield { path: change.path, bytes, newName: isNewName(change) };
    }
    if (at !== blobs.length) throw new AppError('git-short', { command: 'git cat-file' });
  }

  /** In a merge a line counts only when no parent has it. */
  async addedLines(): Promise<ReadonlyMap<string, AddedLines>> {
    let added = await addedLinesSince(this.#git, this.#base, this.changes);
    for (const parent of await this.#mergeHeads()) {
      const other = await addedLinesSince(this.#git, parent, await listChanges(this.#git, parent));
      added = new Map([...added].map(([path, lines]) => [path, intersect(lines, other.get(path) ?? [])]));
    }
    return added;
  }

  async *before(): AsyncGenerator<SourceItem> {
    const old = this.changes.filter(
      ({ status, oldMode }) => /[MRDT]/.test(status) && oldMode !== SUBMODULE_MODE,
    );
    let at = 0;
    for await (const { bytes } of readObjects(
      this.#git.directory,
      old.map(({ oldId }) => oldId),
    )) {
      // an old object that is not here, as in a partial clone, changes nothing but the wording of a message
      if (bytes !== undefined) yield { path: old[at]?.path ?? '', bytes, newName: false };
      at += 1;
    }
  }

  /** The content of a file as the commit will hold it, or nothing where it holds none. */
  async fileInIndex(path: string): Promise<Buffer | undefined> {
    let found: Buffer | undefined;
    // read to git's end, so that a git that dies is noticed
    for await (const { bytes } of readObjects(this.#git.directory, [`:${path}`])) found = bytes;
    return found;
  }

  async #mergeHeads(): Promise<string[]> {
    if ((await this.#git.ask('rev-parse', '--quiet', '--verify', 'MERGE_HEAD')) === undefined) return [];
    // an octopus has several, one a line; rev-parse knows only the first
    const heads = await this.#git.run('rev-parse', '--path-format=absolute', '--git-path', 'MERGE_HEAD');
    const { readFile } = await import('node:fs/promises');
    return (await readFile(heads.trimEnd(), 'utf8'))
      .split('\n')
      .filter((line) => /^[0-9a-f]{40,64}$/.test(line));
  }
}

const NO_BYTES = Buffer.alloc(0);

function hasNewContent({ newMode, newId, oldId }: Change): boolean {
  return newMode !== SUBMODULE_MODE && newId !== oldId;
}

function isNewName({ status, path, oldPath }: Change): boolean {
  return /[AC]/.test(status) || path !== oldPath;
}

/**
 * The tree that a repository's first commit is compared with. Any other failure of the first question stands.
 *
 * @throws the error given, where the current branch has commits
 */
async function emptyTreeIfUnborn(git: GitClient, error: unknown): Promise<string> {
  if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
  const inside = await git.ask('rev-parse', '--is-inside-work-tree').catch(() => undefined);
  if (inside === undefined) throw new AppError('not-a-repository', {}, error);
  const branch = (await git.ask('symbolic-ref', '--quiet', 'HEAD'))?.trimEnd();
  if (branch === undefined || (await git.ask('show-ref', '--verify', '--quiet', branch)) !== undefined)
    throw error;
  const format = (await git.run('rev-parse', '--show-object-format')).trim();
  return format === 'sha256' ? EMPTY_TREE_SHA256 : EMPTY_TREE_SHA1;
}

/** `git hash-object -t tree /dev/null`, which every git knows without having it. */
const EMPTY_TREE_SHA1 = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const EMPTY_TREE_SHA256 = '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321';
