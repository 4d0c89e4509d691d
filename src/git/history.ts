import { AppError } from '../core/errors.ts';
import { type Content, MESSAGE_PATH, type Source, type SourceItem } from '../core/source.ts';
import type { GitClient } from './client.ts';
import { type Inventory, type InventoryOptions, takeInventory } from './inventory.ts';
import type { Kind } from './object-table.ts';
import { LfsStore } from './lfs.ts';
import { readObjects, readWhole } from './objects.ts';
import { said } from './said.ts';

/** A text to be looked at whole. */
interface StoredText {
  readonly number: number;
  readonly object: string;
  readonly kind: Kind;
}

/** What an audit wants to know while it looks for objects. */
export interface HistoryOptions extends InventoryOptions {
  /** Whether a path may be evidence, or hold a key. */
  readonly isTelling: (path: string) => boolean;
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
  readonly #options: HistoryOptions;
  readonly #wanted: readonly StoredText[];
  /** How many objects there are to look at. */
  readonly size: number;

  private constructor(git: GitClient, inventory: Inventory, options: HistoryOptions) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#inventory = inventory;
    this.#options = options;
    const texts = inventory.texts();
    this.size = texts.length;
    // what is clean by itself may be told by a name that it got since
    const { objects } = inventory;
    this.#wanted = [...texts]
      .filter((number) => !options.clean.has(number) || inventory.pathsOf(number).some(options.isTelling))
      .map((number) => ({ number, object: objects.nameOf(number), kind: objects.kindOf(number) }));
  }

  /** @throws AppError when git cannot tell what it has */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    return new HistorySource(git, await takeInventory(git, options), options);
  }

  /** Whether git lacks what it should have. */
  get isMissing(): boolean {
    return this.#inventory.isMissing;
  }

  /** How many of them are still to be looked at. */
  get left(): number {
    return this.#wanted.length;
  }

  /** By which number the audit knows an object. */
  numberOf(object: string): number {
    return this.#inventory.objects.named(object) ?? -1;
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const { isTelling } = this.#options;
    for await (const objects of readObjects(this.#git.directory, this.#wanted)) {
      const texts: SourceItem[] = [];
      const files: SourceItem[] = [];
      for (const [{ number, object, kind }, bytes] of objects) {
        if (bytes === undefined) throw new AppError('object-missing', { path: object });
        if (kind === 'blob') files.push(this.#file(object, this.#inventory.pathsOf(number)[0] ?? '', bytes));
        else
          texts.push({
            path: MESSAGE_PATH,
            commit: object,
            bytes: Buffer.isBuffer(bytes) ? said(bytes) : bytes,
            newName: false,
          });
      }
      yield [...texts, ...(await this.#lfs.resolve(files))];
      yield await this.#lfs.resolve(await this.#underOtherNames(files));
    }
    yield this.#inventory.references
      .filter(({ name }) => isTelling(name))
      .map(({ name, object }) => ({ path: name, commit: object, bytes: NO_BYTES, newName: true }));
  }

  /** Files under their other names, where these may matter or there is something in the file. */
  async #underOtherNames(files: readonly SourceItem[]): Promise<SourceItem[]> {
    const { isTelling, clean } = this.#options;
    const again: SourceItem[] = [];
    for (const { commit: object = '', bytes } of files) {
      const number = this.numberOf(object);
      const [, ...others] = this.#inventory.pathsOf(number);
      for (const name of others)
        if (isTelling(name) || !clean.has(number))
          again.push(
            this.#file(object, name, Buffer.isBuffer(bytes) ? bytes : await this.#readAgain(object)),
          );
    }
    return again;
  }

  #file(object: string, path: string, bytes: Content): SourceItem {
    return { path, commit: object, bytes, newName: this.#options.isTelling(path) };
  }

  async #readAgain(object: string): Promise<Buffer> {
    const [bytes] = await readWhole(this.#git.directory, [object]);
    if (bytes === undefined) throw new AppError('object-missing', { path: object });
    return bytes;
  }
}

const NO_BYTES = Buffer.alloc(0);
