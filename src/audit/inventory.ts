import type { ObjectList } from './object-list.ts';

/** Objects that hold nothing, as an earlier audit, or this one so far, found. */
export interface KnownObjects {
  /** To be called before anything else is asked: says which number is which object. */
  open(objects: ObjectList): void;
  has(number: number): boolean;
  /** An earlier audit looked at all that there was, under all its names, and nothing was in it. */
  readonly isComplete: boolean;
}

/** Finds out which texts hold nothing. */
export interface Search {
  /** To be called now and then with how many objects there are so far. */
  expect(objects: number): void;
  /** @param texts those that are not clean yet, by number */
  search(texts: Uint32Array, objects: ObjectList, stopped: AbortSignal): Promise<void>;
}

export interface InventoryOptions {
  readonly clean: KnownObjects;
  readonly search: Search;
}

export interface Reference {
  readonly name: string;
  readonly object: string;
}

/** Everything that git has, in the order in which git listed it. */
export class Inventory {
  readonly objects: ObjectList;
  /** Objects that hold text of their own, by number. */
  readonly texts: Uint32Array;
  readonly references: Reference[] = [];
  /** The paths of those that are staged. */
  readonly submodules: string[] = [];
  /** The paths of submodules in whatever commit, each with a commit of the submodule. */
  readonly links = new Map<string, string>();
  /** Whether it was made to lack objects. */
  isPartial = false;
  /** The paths that each has in whatever commit, if it has been come by; of a commit or the top of a tree, an empty one. */
  readonly #paths: (string | Set<string> | undefined)[];
  /** Each path once: a history has few, and very many versions of each. */
  readonly #once = new Map<string, string>();
  #isMissing = false;
  /** How many characters the second and further paths of objects may still have. */
  #left: number;
  #crowdedPath: string | undefined;

  constructor(objects: ObjectList) {
    this.objects = objects;
    this.#left = Math.max(MIN_PATH_CHARACTERS, PATH_CHARACTERS_PER_OBJECT * objects.size);
    this.texts = objects.of('blob', 'commit', 'tag');
    this.#paths = [];
    this.#paths.length = objects.size;
  }

  /** Whether something is named that git has not. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** A path that was left out, where objects have more paths than can be listed. Each object has its first one. */
  get crowdedPath(): string | undefined {
    return this.#crowdedPath;
  }

  /** All paths, each once. */
  paths(): Iterable<string> {
    return this.#once.keys();
  }

  /** At least one, which may be empty. */
  pathsOf(number: number): readonly string[] {
    const paths = this.#paths[number] ?? '';
    return typeof paths === 'string' ? [paths] : [...paths];
  }

  hasCome(number: number): boolean {
    return this.#paths[number] !== undefined;
  }

  /** Notes a submodule. */
  link(path: string, commit: string): void {
    if (this.links.has(path)) return;
    if (this.#left < path.length) this.#crowdedPath ??= path;
    else {
      this.#left -= path.length;
      this.links.set(path, commit);
    }
  }

  /**
   * Notes a path of an object.
   *
   * @returns whether there was room for it
   */
  come(number: number, path: string): boolean {
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

  /** As {@link come}, by its id in hexadecimal. */
  comeBy(object: string, path: string): void {
    const number = this.objects.named(object);
    if (number === undefined) this.#isMissing = true;
    else this.come(number, path);
  }

  refer(reference: Reference): void {
    this.references.push(reference);
    if (this.objects.named(reference.object) === undefined) this.#isMissing = true;
  }

  /** Notes that it cannot all be there. */
  lose(): void {
    this.#isMissing = true;
  }

  #known(path: string): string {
    const known = this.#once.get(path);
    if (known !== undefined) return known;
    this.#once.set(path, path);
    return path;
  }
}

/**
 * Trees that name one another again and again have more paths than any memory holds: ten levels of ten names make ten
 * thousand million. Real histories have a few paths for an object.
 */
const MIN_PATH_CHARACTERS = 12_000_000;
const PATH_CHARACTERS_PER_OBJECT = 400;
/** What a path takes beside its characters, in characters. */
const PATH_OVERHEAD = 40;
