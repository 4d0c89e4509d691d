import type { Ref } from '../git/refs.ts';
import type { Shard } from '../scan/audit-result.ts';
import type { ObjectList } from './object-list.ts';
import { inShard } from './shards.ts';

/** Objects without findings, according to an earlier audit or to this one so far. */
export interface KnownObjects {
  /** Assigns the numbers to objects. Must be called first. */
  open(objects: ObjectList): void;
  has(number: number): boolean;
  /** True if an earlier audit scanned all objects under all their paths, and found nothing. */
  readonly isComplete: boolean;
}

/** Finds the texts without findings. */
export interface Search {
  /** Called now and then with the number of objects so far. */
  expect(objects: number): void;
  /** @param texts the numbers of the texts that are not known to be clean */
  search(texts: Uint32Array, objects: ObjectList, stopped: AbortSignal): Promise<void>;
}

export interface InventoryOptions {
  readonly clean: KnownObjects;
  readonly search: Search;
  /** The shard to scan; all objects without it. */
  readonly shard?: Shard | undefined;
}

/** All objects in a repository with their paths, and its refs and submodules. */
export class Inventory {
  readonly objects: ObjectList;
  /** The numbers of the objects to scan: those that contain text, or one shard of them. */
  readonly texts: Uint32Array;
  readonly refs: Ref[] = [];
  /** The paths of the staged submodules. */
  readonly submodules: string[] = [];
  /** The paths of the submodules in any commit, each with a commit of the submodule. */
  readonly links = new Map<string, string>();
  /** True for a partial clone. */
  isPartial = false;
  /** The known paths of each object in any commit, by number. The path of commits and root trees is empty. */
  readonly #paths: (string | Set<string> | undefined)[];
  /** Each path once: a history has few paths and very many versions of each. */
  readonly #interned = new Map<string, string>();
  #isMissing = false;
  /** The remaining number of characters for the second and further paths of objects. */
  #left: number;
  #crowdedPath: string | undefined;

  constructor(objects: ObjectList, shard?: Shard) {
    this.objects = objects;
    this.#left = Math.max(MIN_PATH_CHARACTERS, PATH_CHARACTERS_PER_OBJECT * objects.size);
    const texts = objects.texts();
    this.texts = shard === undefined ? texts : inShard(objects, texts, shard);
    this.#paths = [];
    this.#paths.length = objects.size;
  }

  /** True if the repository refers to an object that it does not have. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** A path that was left out because objects have too many paths. The first path of each object is always kept. */
  get crowdedPath(): string | undefined {
    return this.#crowdedPath;
  }

  /** Returns all paths, each once. */
  paths(): Iterable<string> {
    return this.#interned.keys();
  }

  /** Returns the paths of an object: at least one, which may be empty. */
  pathsOf(number: number): readonly string[] {
    const paths = this.#paths[number] ?? '';
    return typeof paths === 'string' ? [paths] : [...paths];
  }

  hasPath(number: number): boolean {
    return this.#paths[number] !== undefined;
  }

  /** Adds the path of a submodule. */
  addSubmodule(path: string, commit: string): void {
    if (this.links.has(path)) return;
    if (this.#left < path.length) this.#crowdedPath ??= path;
    else {
      this.#left -= path.length;
      this.links.set(path, commit);
    }
  }

  /**
   * Adds a path of an object.
   *
   * @returns false if there was no room for it
   */
  addPath(number: number, path: string): boolean {
    const paths = this.#paths[number];
    if (!paths) this.#paths[number] = this.#known(path);
    else if (path === '' || paths === path) return true;
    else if (typeof paths !== 'string' && paths.has(path)) return true;
    else if (this.#left < path.length) {
      this.#crowdedPath ??= path;
      return false;
    } else {
      this.#left -= path.length + PATH_OVERHEAD;
      if (typeof paths === 'string') this.#paths[number] = new Set([paths, this.#known(path)]);
      else paths.add(this.#known(path));
    }
    return true;
  }

  /** Adds a path of the object with an ID, which may be missing. */
  addPathOf(object: string, path: string): void {
    const number = this.objects.numberOf(object);
    if (number === undefined) this.#isMissing = true;
    else this.addPath(number, path);
  }

  addRef(ref: Ref): void {
    this.refs.push(ref);
    if (this.objects.numberOf(ref.object) === undefined) this.#isMissing = true;
  }

  /** Records that objects are missing. */
  markMissing(): void {
    this.#isMissing = true;
  }

  /** Records that objects have too many paths to list, of which this is one. */
  markCrowded(path: string): void {
    this.#crowdedPath ??= path;
  }

  #known(path: string): string {
    const known = this.#interned.get(path);
    if (known !== undefined) return known;
    this.#interned.set(path, path);
    return path;
  }
}

/**
 * The limit for all paths together. Trees that contain each other repeatedly have more paths than fit in memory: ten levels
 * of ten names make ten billion. In real histories, objects have a few paths each.
 */
const MIN_PATH_CHARACTERS = 12_000_000;
const PATH_CHARACTERS_PER_OBJECT = 400;
/** The memory that a path needs in addition to its characters, in characters. */
const PATH_OVERHEAD = 40;
