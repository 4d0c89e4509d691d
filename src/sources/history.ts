import { AppError } from '../shared/errors.ts';
import { lfsPointerIn } from '../decode/lfs-pointer.ts';
import { type Content, MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { type Source, type SourceItem } from '../scan/source.ts';
import type { GitClient } from '../git/git.ts';
import { type Inventory, type InventoryOptions, type KnownObjects, takeInventory } from '../git/inventory.ts';
import type { TableObject } from '../git/object-table.ts';
import { LfsStore } from '../git/lfs.ts';
import { type ReadObject, readObjects, readWhole } from '../git/cat-file.ts';
import { textsOf } from '../git/commit-text.ts';

/** What an audit wants to know while it looks for objects. */
export interface HistoryOptions extends InventoryOptions {
  /** Of paths whether each may be evidence, or hold a key. */
  readonly areTelling: (paths: readonly string[]) => Promise<readonly boolean[]>;
}

/**
 * Every object that git has, reachable or not, each once: files, what stands in commits and tags, and the names of
 * references. Of an item, `commit` is the object itself; in which commits it stands is found out for those few that hold
 * something.
 */
export class HistorySource implements Source {
  readonly kind = 'history';
  readonly #git: GitClient;
  readonly #lfs: LfsStore;
  readonly #inventory: Inventory;
  readonly #clean: KnownObjects;
  /** Those paths and names of references that may be evidence, or hold a key. */
  readonly #telling: ReadonlySet<string>;
  /** Texts to be looked at whole. */
  readonly #wanted: readonly TableObject[];
  readonly #knowsAllPaths: boolean;
  #crowdedPath: string | undefined;
  /** How many objects there are to look at. */
  readonly size: number;

  private constructor(
    git: GitClient,
    inventory: Inventory,
    clean: KnownObjects,
    telling: ReadonlySet<string>,
  ) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#inventory = inventory;
    this.#clean = clean;
    this.#telling = telling;
    this.#knowsAllPaths = !clean.isComplete;
    this.size = inventory.texts.length;
    // what is clean by itself may be told by a name that it got since
    const pathMayMatter = (path: string) => telling.has(path);
    const isWanted = (number: number) =>
      !clean.has(number) || (telling.size > 0 && inventory.pathsOf(number).some(pathMayMatter));
    this.#wanted = Array.from(inventory.texts.filter(isWanted), (number) => inventory.objects.at(number));
  }

  /** @throws AppError when git cannot tell what it has */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    const inventory = await takeInventory(git, options);
    const names = [
      ...inventory.paths(),
      ...inventory.links.keys(),
      ...inventory.references.map(({ name }) => name),
    ];
    const areTelling = await options.areTelling(names);
    const telling = new Set(names.filter((_, nth) => areTelling[nth] !== false));
    return new HistorySource(git, inventory, options.clean, telling);
  }

  /** Whether git lacks what it should have. */
  get isMissing(): boolean {
    return this.#inventory.isMissing;
  }

  /** Whether it may lack more than what is named here. */
  get isPartial(): boolean {
    return this.isMissing || this.#inventory.isPartial;
  }

  /** How many of them are still to be looked at. */
  get left(): number {
    return this.#wanted.length;
  }

  /** The paths of submodules, whose objects are elsewhere. */
  get submodules(): readonly string[] {
    return this.#inventory.submodules;
  }

  /** The id of the object that the audit knows by a number. */
  idOf(number: number): string {
    return this.#inventory.objects.at(number).object;
  }

  /** A path that was not looked at, where files have more paths than can be looked at; their content was. */
  get crowdedPath(): string | undefined {
    return this.#crowdedPath ?? this.#inventory.crowdedPath;
  }

  /**
   * The paths at which commits have to be compared to find all that have some objects; nothing where that is all files. git
   * compares each name in a tree with each path, so many of them would take longer.
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

  /** By which number the audit knows an object; -1 for one that is not here, as the commits of submodules are. */
  numberOf(object: string): number {
    return this.#inventory.objects.named(object) ?? -1;
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    for await (const objects of readObjects(this.#git.directory, this.#wanted)) {
      const { said, files } = this.#itemsOf(objects);
      yield [...said, ...(await this.#lfs.resolve(files))];
      yield await this.#lfs.resolve(await this.#underOtherNames(files));
    }
    const links = Array.from(this.#inventory.links, ([name, object]) => ({ name, object }));
    yield [...this.#inventory.references, ...links]
      .filter(({ name }) => this.#telling.has(name))
      .map(({ name, object }) => ({ path: name, commit: object, bytes: NO_BYTES, newName: true }));
  }

  async *itemsAgain(mightMatch: (bytes: Buffer) => boolean): AsyncGenerator<readonly SourceItem[]> {
    const { texts, objects } = this.#inventory;
    for (let from = 0; from < texts.length; from += SLICE) {
      const some = Array.from(texts.slice(from, from + SLICE), (number) => objects.at(number));
      for await (const read of readObjects(this.#git.directory, some)) {
        const { said, files } = this.#itemsOf(read);
        const isWanted = ({ bytes }: SourceItem) =>
          !Buffer.isBuffer(bytes) || mightMatch(bytes) || lfsPointerIn(bytes) !== undefined;
        const wanted = files.filter(isWanted);
        yield [...said.filter(isWanted), ...(await this.#lfs.resolve(wanted))];
        yield await this.#lfs.resolve(await this.#underOtherNames(wanted));
      }
    }
  }

  /** The first name of each file, and the texts of commits and tags. */
  #itemsOf(objects: readonly ReadObject<TableObject>[]): Record<'said' | 'files', SourceItem[]> {
    const said: SourceItem[] = [];
    const files: SourceItem[] = [];
    for (const [{ number, object, kind }, bytes] of objects) {
      if (bytes === undefined) throw new AppError('object-missing', { path: object });
      if (kind === 'blob') files.push(this.#file(object, this.#inventory.pathsOf(number)[0] ?? '', bytes));
      else said.push(...textsOf(object, bytes));
    }
    return { said, files };
  }

  /** Files under their other names, where these may matter or there is something in the file. */
  async #underOtherNames(files: readonly SourceItem[]): Promise<SourceItem[]> {
    const again: SourceItem[] = [];
    for (const { commit: object = '', bytes } of files) {
      const number = this.numberOf(object);
      const [, ...all] = this.#inventory.pathsOf(number);
      const others = all.filter((name) => this.#telling.has(name) || !this.#clean.has(number));
      const most = Math.min(
        MAX_PATHS,
        MAX_BYTES / (Buffer.isBuffer(bytes) ? bytes.length : MAX_BUFFERED_BYTES),
      );
      if (others.length > Math.max(most, MIN_PATHS)) this.#crowdedPath ??= others.at(-1);
      for (const name of others.slice(0, Math.max(most, MIN_PATHS)))
        again.push(this.#file(object, name, Buffer.isBuffer(bytes) ? bytes : await this.#readAgain(object)));
    }
    return again;
  }

  #file(object: string, path: string, bytes: Content): SourceItem {
    return { path, commit: object, bytes, newName: this.#telling.has(path) };
  }

  async #readAgain(object: string): Promise<Buffer> {
    const [bytes] = await readWhole(this.#git.directory, [object]);
    if (bytes === undefined) throw new AppError('object-missing', { path: object });
    return bytes;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** So many objects are listed at a time for a second look. */
const SLICE = 50_000;

/** The most paths of one file at which it is looked at, where its path matters. */
const MAX_PATHS = 10_000;
/** The same in bytes, for at least some paths. */
const MAX_BYTES = 256 * 1024 * 1024;
const MIN_PATHS = 16;

const MAX_COMPARED_PATHS = 50;
