import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import { namesOf } from './objects.ts';
import { listObjects } from './object-list.ts';
import type { KnownObject, PackFile } from './pack-file.ts';
import { findPacks, Packs } from './packs.ts';
import { stagedEntries, storageOf } from './repository.ts';
import { linesFrom } from './stream.ts';
import { addNames } from './tree-names.ts';

/** An object that holds text of its own. */
export interface StoredText extends KnownObject {
  readonly kind: 'blob' | 'commit' | 'tag';
}

/** Any object; trees hold nothing but names. */
interface StoredObject extends KnownObject {
  /** The paths that it has in whatever commit, if it has been come by; of a commit or the top of a tree, an empty one. */
  paths: string | Set<string> | undefined;
}

/** Finds out of which texts nothing has to be known. */
export interface Sifter {
  /**
   * Told as soon as it is known which packs there are.
   *
   * @param objects about how many there are to look at
   */
  begin(packs: readonly PackFile[], objects: number): void;
  /** Is given all that are not clean yet. */
  sift(texts: readonly StoredText[], stopped: AbortSignal): Promise<void>;
  /** To be called when it is not needed any more. */
  end(): void;
}

export interface InventoryOptions {
  readonly clean: KnownObjects;
  readonly sifter: Sifter;
}

/** Objects that hold nothing, as an earlier audit, or this one so far, found. */
interface KnownObjects {
  has(object: string): boolean;
  /** An earlier audit looked at all that there was, under all its names, and nothing was in it. */
  readonly isComplete: boolean;
}

interface Reference {
  readonly name: string;
  readonly object: string;
}

/** Everything that git has, in the order in which it has it at hand. */
export class Inventory {
  readonly #objects = new Map<string, StoredObject>();
  /** Each path once: a history has few, and very many versions of each. */
  readonly #paths = new Map<string, string>();
  readonly references: readonly Reference[];
  #isMissing = false;

  constructor(objects: Iterable<KnownObject>, references: readonly Reference[]) {
    for (const { object, kind } of objects) this.#objects.set(object, { object, kind, paths: undefined });
    this.references = references;
    const has = ({ object }: Reference) => this.#objects.has(object);
    this.#isMissing = !references.every(has);
  }

  /** Whether something is named that git has not. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  objects(): Iterable<string> {
    return this.#objects.keys();
  }

  /** Objects of some kinds. */
  of<K extends StoredObject['kind']>(...kinds: K[]): (StoredObject & { readonly kind: K })[] {
    return [...this.#objects.values()].filter((each): each is StoredObject & { readonly kind: K } =>
      (kinds as string[]).includes(each.kind),
    );
  }

  texts(): StoredText[] {
    return this.of('blob', 'commit', 'tag');
  }

  /** At least one, which may be empty. */
  pathsOf(object: string): readonly string[] {
    const { paths = '' } = this.#objects.get(object) ?? {};
    return typeof paths === 'string' ? [paths] : [...paths];
  }

  kindOf(object: string): StoredObject['kind'] | undefined {
    return this.#objects.get(object)?.kind;
  }

  /** The same id, which is not cut from a text that it would keep. */
  idOf(object: string): string {
    return this.#objects.get(object)?.object ?? object;
  }

  /** Notes that an object was come by, and at which path. */
  come(object: string, path = ''): void {
    const stored = this.#objects.get(object);
    if (stored === undefined) this.#isMissing = true;
    else if (!stored.paths) stored.paths = this.#once(path);
    else if (path === '') return;
    else if (typeof stored.paths !== 'string') stored.paths.add(this.#once(path));
    else if (stored.paths !== path) stored.paths = new Set([stored.paths, this.#once(path)]);
  }

  /** Notes that it cannot all be there. */
  lose(): void {
    this.#isMissing = true;
  }

  #once(path: string): string {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    this.#paths.set(path, path);
    return path;
  }
}

/**
 * Finds out what git has and under which names, and meanwhile of which objects nothing has to be known.
 *
 * @throws AppError when git cannot tell
 */
export async function takeInventory(git: GitClient, { clean, sifter }: InventoryOptions): Promise<Inventory> {
  const { objects: folder, idLength } = await storageOf(git);
  const packs = findPacks(folder, idLength);
  try {
    const count = packs.files.reduce((sum, file) => sum + file.count, 0);
    sifter.begin(packs.files, clean.isComplete ? 0 : count);
    const [objects, references] = await Promise.all([listObjects(git, folder, packs), referencesOf(git)]);
    const inventory = new Inventory(objects, references);
    await allOf([
      (stopped) => addPaths(inventory, git, { clean, packs: new Packs(packs.files), stopped }),
      (stopped) =>
        sifter.sift(
          inventory.texts().filter(({ object }) => !clean.has(object)),
          stopped,
        ),
    ]);
    return inventory;
  } finally {
    sifter.end();
    for (const file of packs.files) file.close();
  }
}

/** Does things at the same time. Where one of them fails, the others are stopped. */
async function allOf(jobs: readonly ((stopped: AbortSignal) => Promise<void>)[]): Promise<void> {
  const stop = new AbortController();
  const running = jobs.map((job) => job(stop.signal));
  try {
    await Promise.all(running);
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
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

async function addPaths(
  inventory: Inventory,
  git: GitClient,
  { clean, packs, stopped }: { clean: KnownObjects; packs: Packs<never>; stopped: AbortSignal },
): Promise<void> {
  const staged = stagedEntries(git);
  // it is waited for below
  staged.catch(() => undefined);
  // what there was at an earlier audit had its names, and nothing was in it
  const isNews = ({ object }: StoredObject) => !clean.isComplete || !clean.has(object);
  const commits = inventory.of('commit').filter(isNews);
  await addNames(
    inventory,
    commits.map(({ object }) => object),
    { git, packs, stopped },
  );
  for (const entry of await staged) {
    const [mode, object = ''] = entry.split(' ', 2);
    if (mode !== SUBMODULE_MODE) inventory.come(object, entry.slice(entry.indexOf('\t') + 1));
  }
  // other work trees have an index each
  const { commonDirectory } = await storageOf(git);
  if (existsSync(join(commonDirectory, 'worktrees')))
    await addPathsBelow(inventory, git, ['--indexed-objects']);
  // what no commit leads to
  const left = inventory.of('tree').filter((tree) => isNews(tree) && tree.paths === undefined);
  if (left.length > 0) await addPathsBelow(inventory, git, ['--stdin'], namesOf(left));
}

/** Adds one path of each object that is reached from some revisions. */
async function addPathsBelow(
  inventory: Inventory,
  git: GitClient,
  revisions: readonly string[],
  input?: string,
): Promise<void> {
  const command = ['-c', 'core.quotePath=false', 'rev-list', '--objects', '--missing=print', ...revisions];
  for await (const line of linesFrom(git.directory, command, input)) {
    const end = line.indexOf(' ');
    if (line.startsWith('?')) inventory.lose();
    else if (end === -1) inventory.come(line);
    else inventory.come(line.slice(0, end), line.slice(end + 1));
  }
}
