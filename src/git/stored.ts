import { join, resolve } from 'node:path';
import type { GitClient } from './git.ts';
import { indexedObjects } from './index-file.ts';
import { LooseObjects } from './loose-objects.ts';
import { ObjectStore, type ReadObject, readObjects, type Wanted } from './cat-file.ts';
import { objectsFolder, plainPlaces } from './repository.ts';

/**
 * The objects of a change that is being made: what git has just stored is read by itself, and the rest by a git that is
 * started for it.
 */
export class StoredObjects {
  readonly #directory: string;
  /** The git directory, where it is known without asking git. */
  readonly #plain: string | undefined;
  readonly #loose: LooseObjects | undefined;
  #store: ObjectStore | undefined;
  #isEnded = false;

  constructor(git: GitClient) {
    this.#directory = git.directory;
    this.#plain = plainPlaces(git)?.gitDirectory;
    if (this.#plain !== undefined) this.#loose = new LooseObjects(join(this.#plain, 'objects'));
    // git starts while it is asked for the changes
    else this.#store = new ObjectStore(git.directory);
  }

  /** Files that git stores each by itself. */
  async loose(): Promise<LooseObjects> {
    return this.#loose ?? new LooseObjects(await objectsFolder(this.#directory));
  }

  /** As {@link readObjects}. */
  async *read<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    for (let at = 0; at < wanted.length;) {
      const some = this.#readLoose(wanted, at);
      if (some.length > 0) yield some;
      at += some.length;
      if (some.length > 0) continue;
      const rest = wanted.slice(at);
      const next = rest.findIndex(({ object }, nth) => nth > 0 && this.#loose?.has(object) === true);
      // one git for all, once there is none any more that can be asked again
      const others = next === -1 || this.#isEnded ? rest : rest.slice(0, next);
      yield* this.#readByGit(others);
      at += others.length;
    }
  }

  /** As {@link readObjects}, where they are many: by a git that answers no other questions, which is quicker. */
  async *readMany<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    await this.end();
    yield* readObjects(this.#directory, wanted);
  }

  /**
   * The objects that the index holds for some paths.
   *
   * @param like the id of any object
   * @returns by path; nothing where git has to be asked
   */
  inIndex(paths: readonly string[], like: string): ReadonlyMap<string, string> | undefined {
    if (this.#plain === undefined) return undefined;
    const file = process.env['GIT_INDEX_FILE'] ?? join(this.#plain, 'index');
    return indexedObjects(resolve(this.#directory, file), like.length / 2, paths);
  }

  /** @throws AppError when the git that was asked did not end well */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#store?.end();
  }

  #readLoose<T extends Wanted>(wanted: readonly T[], from: number): ReadObject<T>[] {
    const objects: ReadObject<T>[] = [];
    let length = 0;
    for (let at = from; at < wanted.length && length < MUCH; at += 1) {
      const each = wanted[at] as T;
      const bytes = this.#loose?.text(each.object);
      if (bytes === undefined) break;
      objects.push([each, bytes]);
      length += bytes.length;
    }
    return objects;
  }

  #readByGit<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    // one that would be left open would keep the program from ending
    if (!this.#isEnded) this.#store ??= new ObjectStore(this.#directory);
    const store = this.#store;
    return store?.isOpen === true ? store.read(wanted) : readObjects(this.#directory, wanted);
  }
}

/** So many bytes are worth being handed on. */
const MUCH = 1024 * 1024;
