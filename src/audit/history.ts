import { AppError } from '../shared/errors.ts';
import { binarySearch } from '../shared/binary-search.ts';
import { lfsPointerIn } from '../decode/lfs-pointer.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { type ChangeContext, contextOfNewContent, type Source, type SourceItem } from '../scan/source.ts';
import type { Policy } from '../policy/policy.ts';
import type { ObjectsDigest } from '../scan/audit-result.ts';
import type { GitClient } from '../git/git.ts';
import type { Inventory, InventoryOptions, KnownObjects } from './inventory.ts';
import { readInventory } from './read-inventory.ts';
import type { ListedObject } from './object-list.ts';
import { digestOf } from './shards.ts';
import { LfsStore } from '../git/lfs.ts';
import { type ReadObject, readObjects, readWhole } from '../git/cat-file.ts';
import { textsOf } from '../git/commit-text.ts';

/** Options for listing the objects of a repository. */
export interface HistoryOptions extends InventoryOptions {
  /** Returns for each path whether it may be evidence or contain a key. */
  readonly pathsMayMatter: (paths: readonly string[]) => Promise<readonly boolean[]>;
  readonly policy: Policy;
}

/**
 * Every object in the repository, reachable or not, once each: files, the texts of commits and tags, and ref names. The
 * `commit` of an item is the object's own ID; the commits that contain it are looked up only for findings.
 */
export class HistorySource implements Source {
  readonly kind = 'history';
  readonly #git: GitClient;
  readonly #lfs: LfsStore;
  readonly #inventory: Inventory;
  readonly #clean: KnownObjects;
  readonly #policy: Policy;
  /** True if this scan also covers the names of refs and submodules: once, however many shards there are. */
  readonly #hasNames: boolean;
  /** The paths and ref names that may be evidence or contain a key. */
  readonly #relevantPaths: ReadonlySet<string>;
  /** The texts to scan whole. */
  readonly #wanted: readonly ListedObject[];
  readonly #knowsAllPaths: boolean;
  #crowdedPath: string | undefined;
  /** The number of objects, those of earlier audits included. */
  readonly size: number;

  private constructor(
    git: GitClient,
    inventory: Inventory,
    { clean, policy, shard }: HistoryOptions,
    relevantPaths: ReadonlySet<string>,
  ) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#inventory = inventory;
    this.#clean = clean;
    this.#policy = policy;
    this.#hasNames = shard === undefined || shard.index === 1;
    this.#relevantPaths = relevantPaths;
    this.#knowsAllPaths = !clean.isComplete;
    this.size = inventory.texts.length;
    // an object that was clean before may have a new path that matters
    const pathMayMatter = (path: string) => relevantPaths.has(path);
    const isWanted = (number: number) =>
      !clean.has(number) || (relevantPaths.size > 0 && inventory.pathsOf(number).some(pathMayMatter));
    this.#wanted = Array.from(inventory.texts.filter(isWanted), (number) => inventory.objects.at(number));
  }

  /** @throws AppError if git cannot list its objects */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    const inventory = await readInventory(git, options);
    const names = [
      ...inventory.paths(),
      ...inventory.links.keys(),
      ...inventory.refs.map(({ name }) => name),
    ];
    const mayMatter = await options.pathsMayMatter(names);
    const relevantPaths = new Set(names.filter((_, index) => mayMatter[index] !== false));
    return new HistorySource(git, inventory, options, relevantPaths);
  }

  /** True if objects are missing that the repository refers to. */
  get isMissing(): boolean {
    return this.#inventory.isMissing;
  }

  /** True if more objects may be missing than are known here. */
  get isPartial(): boolean {
    return this.isMissing || this.#inventory.isPartial;
  }

  /** The number of objects that are still to be scanned. */
  get left(): number {
    return this.#wanted.length;
  }

  /** The paths of submodules, whose objects are in other repositories. */
  get submodules(): readonly string[] {
    return this.#inventory.submodules;
  }

  /** The digests of all objects, and of those that are scanned. */
  digests(): { readonly repository: ObjectsDigest; readonly objects: ObjectsDigest } {
    const { objects, texts } = this.#inventory;
    const { shared } = objects;
    return { repository: digestOf(shared, shared.kinds.keys()), objects: digestOf(shared, texts) };
  }

  /** The ID of the object with a number in the audit's table. */
  idOf(number: number): string {
    return this.#inventory.objects.at(number).object;
  }

  /** A path that was not scanned because a file has too many paths; the file's content was scanned. */
  get crowdedPath(): string | undefined {
    return this.#crowdedPath ?? this.#inventory.crowdedPath;
  }

  /**
   * The paths to which a comparison of commits can be limited when looking for all commits that contain some objects;
   * undefined for all files. git compares every name in a tree with every path, so a long list would take longer.
   */
  pathsOf(objects: ReadonlySet<string>): readonly string[] | undefined {
    const all = [...objects].flatMap((object) => this.#inventory.pathsOf(this.numberOf(object)));
    for (const [path, commit] of this.#inventory.links) if (objects.has(commit)) all.push(path);
    const paths = [...new Set(all)].filter((path) => path !== '');
    const isText = (path: string) => !path.includes('\uFFFD');
    if (this.crowdedPath !== undefined) return paths.filter(isText).slice(0, MAX_COMPARED_PATHS);
    return this.#knowsAllPaths && paths.length <= MAX_COMPARED_PATHS && paths.every(isText)
      ? paths
      : undefined;
  }

  /** The object's number in the audit's table; -1 if it is not in this repository, like the commits of submodules. */
  numberOf(object: string): number {
    return this.#inventory.objects.numberOf(object) ?? -1;
  }

  /** True if the content of an object is scanned here, and not in another shard. */
  scans(number: number): boolean {
    const { texts } = this.#inventory;
    return texts[binarySearch(0, texts.length, (index) => (texts[index] as number) < number)] === number;
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    for await (const objects of readObjects(this.#git.directory, this.#wanted)) {
      const { messages, files } = this.#itemsOf(objects);
      yield [...messages, ...(await this.#lfs.resolve(files))];
      yield await this.#lfs.resolve(await this.#underOtherNames(files));
    }
    if (!this.#hasNames) return;
    const links = Array.from(this.#inventory.links, ([name, object]) => ({ name, object }));
    yield [...this.#inventory.refs, ...links]
      .filter(({ name }) => this.#relevantPaths.has(name))
      .map(({ name, object }) => ({ path: name, commit: object, bytes: NO_BYTES, newName: true }));
  }

  async *itemsAgain(mightMatch: (bytes: Buffer) => boolean): AsyncGenerator<readonly SourceItem[]> {
    const { texts, objects } = this.#inventory;
    for (let from = 0; from < texts.length; from += MAX_BATCH_OBJECTS) {
      const batch = Array.from(texts.slice(from, from + MAX_BATCH_OBJECTS), (number) => objects.at(number));
      for await (const read of readObjects(this.#git.directory, batch)) {
        const { messages, files } = this.#itemsOf(read);
        const isWanted = ({ bytes }: SourceItem) =>
          !Buffer.isBuffer(bytes) || mightMatch(bytes) || lfsPointerIn(bytes) !== undefined;
        const wanted = files.filter(isWanted);
        yield [...messages.filter(isWanted), ...(await this.#lfs.resolve(wanted))];
        yield await this.#lfs.resolve(await this.#underOtherNames(wanted));
      }
    }
  }

  policy(): Promise<Policy> {
    return Promise.resolve(this.#policy);
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }

  /** The first name of each file, and the texts of commits and tags. */
  #itemsOf(objects: readonly ReadObject<ListedObject>[]): Record<'messages' | 'files', SourceItem[]> {
    const messages: SourceItem[] = [];
    const files: SourceItem[] = [];
    for (const [{ number, object, kind }, bytes] of objects) {
      if (bytes === undefined) throw new AppError('object-missing', { path: object });
      if (kind === 'blob') files.push(this.#file(object, this.#inventory.pathsOf(number)[0] ?? '', bytes));
      else messages.push(...textsOf(object, bytes));
    }
    return { messages, files };
  }

  /** Files under their other paths, if these may matter or the file may contain a finding. */
  async #underOtherNames(files: readonly SourceItem[]): Promise<SourceItem[]> {
    const items: SourceItem[] = [];
    for (const { commit: object = '', bytes } of files) {
      const number = this.numberOf(object);
      const [, ...all] = this.#inventory.pathsOf(number);
      const others = all.filter((name) => this.#relevantPaths.has(name) || !this.#clean.has(number));
      const maxPaths = Math.min(
        MAX_PATHS_PER_FILE,
        MAX_BYTES_PER_FILE / (Buffer.isBuffer(bytes) ? bytes.length : MAX_BUFFERED_BYTES),
      );
      if (others.length > Math.max(maxPaths, MIN_PATHS_PER_FILE)) this.#crowdedPath ??= others.at(-1);
      for (const name of others.slice(0, Math.max(maxPaths, MIN_PATHS_PER_FILE)))
        items.push(this.#file(object, name, Buffer.isBuffer(bytes) ? bytes : await this.#readAgain(object)));
    }
    return items;
  }

  #file(object: string, path: string, bytes: Content): SourceItem {
    return { path, commit: object, bytes, newName: this.#relevantPaths.has(path) };
  }

  async #readAgain(object: string): Promise<Buffer> {
    const [bytes] = await readWhole(this.#git.directory, [object]);
    if (bytes === undefined) throw new AppError('object-missing', { path: object });
    return bytes;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** The number of objects per batch of the second pass. */
const MAX_BATCH_OBJECTS = 50_000;

/** The maximum number of paths under which one file is scanned, if its path matters. */
const MAX_PATHS_PER_FILE = 10_000;
/** The same limit in bytes; at least the minimum number of paths is scanned. */
const MAX_BYTES_PER_FILE = 256 * 1024 * 1024;
const MIN_PATHS_PER_FILE = 16;

const MAX_COMPARED_PATHS = 50;
