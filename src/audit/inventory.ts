import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPartialClone, SUBMODULE_MODE } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { namesOf } from '../git/cat-file.ts';
import { stagedEntries, storageOf } from '../git/repository.ts';
import { linesFrom } from '../git/git-process.ts';
import { addNames, addPathsBelow } from './names.ts';
import { listObjects, type ObjectList } from './object-list.ts';

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

interface Reference {
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

/**
 * Finds out what git has and under which names, and meanwhile which objects hold nothing.
 *
 * @throws AppError when git cannot tell
 */
export async function takeInventory(git: GitClient, { clean, search }: InventoryOptions): Promise<Inventory> {
  const storage = await storageOf(git);
  // before it is asked which objects there are: what is named by then is here, whoever goes on working meanwhile
  const asking = Promise.all([referencesOf(git), stagedEntries(git)]);
  // it is waited for below
  asking.catch(() => undefined);
  const objects = await listObjects(git, storage.idLength, (count) => search.expect(count));
  clean.open(objects);
  const inventory = new Inventory(objects);
  const texts = inventory.texts.filter((number) => !clean.has(number));
  const stop = new AbortController();
  const naming = addPaths(inventory, git, { clean, asking, stopped: stop.signal });
  const searching = search.search(texts, objects, stop.signal);
  try {
    await Promise.all([naming, searching]);
  } finally {
    stop.abort();
    await Promise.allSettled([naming, searching]);
  }
  return inventory;
}

interface PathOptions {
  readonly clean: KnownObjects;
  /** What is named, and what is staged. */
  readonly asking: Promise<readonly [references: Reference[], staged: string[]]>;
  readonly stopped: AbortSignal;
}

async function addPaths(
  inventory: Inventory,
  git: GitClient,
  { clean, asking, stopped }: PathOptions,
): Promise<void> {
  const { objects } = inventory;
  const isPartial = isPartialClone(git);
  // it is waited for below
  isPartial.catch(() => undefined);
  // what there was at an earlier audit had its names, and nothing was in it
  const isNews = (number: number) => !clean.isComplete || !clean.has(number);
  await addNames(inventory, objects.of('commit').filter(isNews), { git, stopped });
  const [references, staged] = await asking;
  for (const reference of references) inventory.refer(reference);
  inventory.isPartial = await isPartial;
  for (const entry of staged) {
    const [mode, object = ''] = entry.split(' ', 2);
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (mode === SUBMODULE_MODE) {
      inventory.submodules.push(path);
      inventory.link(path, object);
    } else inventory.comeBy(object, path);
  }
  // other work trees have an index each, and from outside one its own could not be asked
  const { commonDirectory, hasWorkTree } = await storageOf(git);
  if (!hasWorkTree || existsSync(join(commonDirectory, 'worktrees')))
    await addPathsBelow(inventory, git, ['--indexed-objects']);
  // what no commit leads to
  const left = objects.of('tree').filter((tree) => isNews(tree) && !inventory.hasCome(tree));
  if (left.length === 0) return;
  const names = Array.from(left, (tree) => objects.at(tree));
  await addPathsBelow(inventory, git, ['--stdin'], namesOf(names));
}

/** All references, with the object that each names. */
async function referencesOf(git: GitClient): Promise<Reference[]> {
  const references: Reference[] = [];
  for await (const line of linesFrom(git.directory, ['for-each-ref', '--format=%(objectname) %(refname)'])) {
    const at = line.indexOf(' ');
    references.push({ object: line.slice(0, at), name: line.slice(at + 1) });
  }
  return references;
}
