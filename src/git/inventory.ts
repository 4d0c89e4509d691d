import { AppError } from '../core/errors.ts';
import type { Stored } from '../core/source.ts';
import { SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import { namesOf } from './objects.ts';
import { Packs } from './packs.ts';
import { objectsFolder, stagedEntries } from './repository.ts';
import { linesFrom, streamGit } from './stream.ts';
import { addNames } from './tree-names.ts';

/** An object that holds text of its own. */
export interface StoredText extends Stored {
  readonly kind: 'blob' | 'commit' | 'tag';
}

/** Any object; trees hold nothing but names. */
interface StoredObject extends Stored {
  readonly kind: StoredText['kind'] | 'tree';
  /** The paths that it has in whatever commit, if it has been come by; of a commit or the top of a tree, an empty one. */
  paths: string | Set<string> | undefined;
}

export interface InventoryOptions {
  readonly clean: KnownObjects;
  /** Is given all texts that are not clean yet, to find out meanwhile of which nothing has to be known. */
  readonly sift: (texts: readonly StoredText[], stopped: AbortSignal) => Promise<void>;
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
  readonly #objects: ReadonlyMap<string, StoredObject>;
  /** Each path once: a history has few, and very many versions of each. */
  readonly #paths = new Map<string, string>();
  readonly references: readonly Reference[];
  #isMissing = false;

  constructor(objects: ReadonlyMap<string, StoredObject>, references: readonly Reference[]) {
    this.#objects = objects;
    this.references = references;
    this.#isMissing = references.some(({ object }) => !objects.has(object));
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
export async function takeInventory(git: GitClient, options: InventoryOptions): Promise<Inventory> {
  const inventory = new Inventory(...(await Promise.all([listObjects(git), referencesOf(git)])));
  // the names take git as long as the texts do
  await allOf([
    (stopped) => addPaths(inventory, git, options.clean, stopped),
    (stopped) =>
      options.sift(
        inventory.texts().filter(({ object }) => !options.clean.has(object)),
        stopped,
      ),
  ]);
  return inventory;
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

async function listObjects(git: GitClient): Promise<Map<string, StoredObject>> {
  const format = '--batch-check=%(objectname) %(objecttype)';
  const command = ['cat-file', '--batch-all-objects', '--unordered', format];
  const objects = new Map<string, StoredObject>();
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of streamGit(git.directory, command)) {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const stored = storedIn(bytes, start, end);
      objects.set(stored.object, stored);
      start = end + 1;
    }
    left = bytes.subarray(start);
  }
  if (left.length > 0) throw isShort();
  return objects;
}

/** An object in a line of git's list. Of very many, each is read from its bytes: what is cut from a text keeps the text. */
function storedIn(bytes: Buffer, start: number, end: number): StoredObject {
  const idEnd = bytes.indexOf(BLANK, start);
  if (idEnd === -1 || idEnd > end) throw isShort();
  const kind = KINDS.find((each) => bytes.compare(each.bytes, 0, undefined, idEnd + 1, end) === 0)?.kind;
  if (kind === undefined) throw isShort();
  return { object: bytes.toString('latin1', start, idEnd), kind, paths: undefined };
}

function isShort(): AppError {
  return new AppError('git-short', { command: 'git cat-file' });
}

const [LINE_FEED, BLANK] = [10, 32] as const;

const KINDS = (['blob', 'tree', 'commit', 'tag'] as const).map((kind) => ({
  kind,
  bytes: Buffer.from(kind),
}));

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
  clean: KnownObjects,
  stopped: AbortSignal,
): Promise<void> {
  // what there was at an earlier audit had its names, and nothing was in it
  const isNews = ({ object }: StoredObject) => !clean.isComplete || !clean.has(object);
  const commits = inventory
    .of('commit')
    .filter(isNews)
    .map(({ object }) => object);
  const [first] = commits;
  if (first !== undefined) {
    const packs = new Packs<never>(await objectsFolder(git.directory), first.length / 2);
    await addNames(inventory, commits, { git, packs, stopped }).finally(() => packs.close());
  }
  await addPathsBelow(inventory, git, ['--indexed-objects']);
  // which tells one path of each
  for (const entry of await stagedEntries(git)) {
    const [mode, object = ''] = entry.split(' ', 2);
    if (mode !== SUBMODULE_MODE) inventory.come(object, entry.slice(entry.indexOf('\t') + 1));
  }
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
