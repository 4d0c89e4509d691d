import { join } from 'node:path';
import type { GitClient } from './git.ts';
import { LooseObjects } from './loose-objects.ts';
import { ObjectStore, type ReadObject, readObjects, type Wanted } from './cat-file.ts';
import { plainWorktreePaths } from './repository.ts';

/** Reads the objects of the commit in progress: loose objects directly, all others with a git process. */
export class StoredObjects {
  readonly #directory: string;
  /** Undefined if the git directory is not known without running git. */
  readonly #loose: LooseObjects | undefined;
  #store: ObjectStore | undefined;
  #isEnded = false;

  constructor(git: GitClient) {
    this.#directory = git.directory;
    const gitDirectory = plainWorktreePaths(git)?.gitDirectory;
    if (gitDirectory !== undefined) this.#loose = new LooseObjects(join(gitDirectory, 'objects'));
    // starts while git lists the changes
    else this.#store = new ObjectStore(git.directory);
  }

  /** Like {@link readObjects}. */
  async *read<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    for (let offset = 0; offset < wanted.length;) {
      const batch = this.#readLoose(wanted, offset);
      if (batch.length > 0) yield batch;
      offset += batch.length;
      if (batch.length > 0) continue;
      const rest = wanted.slice(offset);
      const next = rest.findIndex(({ object }, index) => index > 0 && this.#loose?.has(object) === true);
      // once the shared process has ended, a single new one reads all the rest
      const others = next === -1 || this.#isEnded ? rest : rest.slice(0, next);
      yield* others.length > MAX_UNBUFFERED_OBJECTS
        ? readObjects(this.#directory, others)
        : this.#readByGit(others);
      offset += others.length;
    }
  }

  /** @throws AppError if the git process failed */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#store?.end();
  }

  #readLoose<T extends Wanted>(wanted: readonly T[], from: number): ReadObject<T>[] {
    const objects: ReadObject<T>[] = [];
    let length = 0;
    for (let offset = from; offset < wanted.length && length < BATCH_BYTES; offset += 1) {
      const request = wanted[offset] as T;
      const bytes = this.#loose?.text(request.object);
      if (bytes === undefined) break;
      objects.push([request, bytes]);
      length += bytes.length;
    }
    return objects;
  }

  #readByGit<T extends Wanted>(wanted: readonly T[]): AsyncGenerator<ReadObject<T>[]> {
    // a process started later would never be ended, and keep this one alive
    if (!this.#isEnded) this.#store ??= new ObjectStore(this.#directory);
    const store = this.#store;
    return store?.isOpen === true ? store.read(wanted) : readObjects(this.#directory, wanted);
  }
}

/** For more objects, a separate process is faster, which writes its output in large blocks. */
const MAX_UNBUFFERED_OBJECTS = 500;

/** The size of a batch in bytes. */
const BATCH_BYTES = 1024 * 1024;
