import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Stored, Version } from '../core/source.ts';
import { hasWebAssembly } from '../core/web-assembly.ts';
import { type Entry, PackFile } from './pack-file.ts';
import { PackMemory, type Place, type Steps } from './pack-memory.ts';

/** The packs in a folder. */
export interface FoundPacks {
  readonly files: readonly PackFile[];
  /** Whether all that are there can be read. */
  readonly isWhole: boolean;
}

/**
 * Finds those packs that can be read without git.
 *
 * @param folder in which a repository has its objects
 * @param idLength of an object, in bytes
 */
export function findPacks(folder: string, idLength: number): FoundPacks {
  if (!hasWebAssembly()) return { files: [], isWhole: false };
  const files: PackFile[] = [];
  const names = namesIn(join(folder, 'pack'));
  const pathsOf = (extension: string) =>
    names.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
  const packs = pathsOf('.pack');
  for (const name of pathsOf('.idx'))
    try {
      files.push(new PackFile(join(folder, 'pack', name), idLength));
    } catch {
      // one of another kind
    }
  return { files, isWhole: files.length === packs.length };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** An object, by its pack. */
interface Found<T extends Stored> {
  readonly pack: Pack<T>;
  readonly nth: number;
}

/**
 * Objects that git has packed, read without git: it puts each together that is stored as a change of another one, and copies
 * it twice more until it is here. What cannot be read is passed over: git says what is wrong with it.
 */
export class Packs<T extends Stored> {
  readonly #packs: readonly Pack<T>[];

  /** @param files which are closed with it */
  constructor(files: readonly PackFile[]) {
    const memory = files.length === 0 ? undefined : new PackMemory();
    this.#packs = memory === undefined ? [] : files.map((file) => new Pack<T>(file, memory));
  }

  /** Those of some texts that are here, in the same order; a change only of one that was wanted before. */
  *texts(wanted: readonly T[]): Generator<Version<T>> {
    for (const each of wanted) {
      const found = this.#find(each.object);
      const version = found?.pack.version(found.nth, each);
      if (version !== undefined) yield version;
    }
  }

  /** In the order in which it is quickest to ask for them, and those that are not here. */
  sorted(objects: Iterable<string>): { readonly here: string[]; readonly others: string[] } {
    const places: { readonly object: string; readonly pack: number; readonly nth: number }[] = [];
    const others: string[] = [];
    for (const object of objects) {
      const found = this.#find(object);
      if (found === undefined) others.push(object);
      else places.push({ object, pack: this.#packs.indexOf(found.pack), nth: found.nth });
    }
    places.sort((a, b) => a.pack - b.pack || a.nth - b.nth);
    return { here: places.map(({ object }) => object), others };
  }

  /**
   * The beginning of an object, until others are asked for.
   *
   * @param most how much of it, in bytes
   * @throws RangeError when it cannot be read
   */
  head(object: string, most: number): Buffer {
    const { pack, nth } = this.#found(object);
    return pack.head(nth, most);
  }

  /**
   * The entries of a tree that another one has not, as far as that one is at hand.
   *
   * @returns the bytes of each, until others are asked for
   * @throws RangeError when it cannot be read
   */
  entries(tree: string, other?: string): Iterable<Buffer> {
    const { pack, nth } = this.#found(tree);
    const from = other === undefined ? undefined : this.#find(other);
    return pack.entries(nth, () => from?.pack.made(from.nth));
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }

  #found(object: string): Found<T> {
    const found = this.#find(object);
    if (found === undefined) throw new RangeError('not here');
    return found;
  }

  #find(object: string): Found<T> | undefined {
    const id = Buffer.from(object, 'hex');
    for (const pack of this.#packs) {
      const nth = pack.find(id);
      if (nth !== undefined) return { pack, nth };
    }
    return undefined;
  }
}

/** The objects of a pack. */
class Pack<T extends Stored> {
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #texts: ReturnType<PackMemory['texts']>;
  /** By number. */
  readonly #wanted: (T | undefined)[] = [];

  constructor(file: PackFile, memory: PackMemory) {
    this.#file = file;
    this.#memory = memory;
    this.#texts = memory.texts(file.count);
    this.#wanted.length = file.count;
  }

  close(): void {
    this.#file.close();
  }

  /** The number of an object, if it is here. */
  find(id: Buffer): number | undefined {
    return this.#file.find(id);
  }

  /** A text that was made, if it is still there. */
  made(nth: number): Place | undefined {
    return this.#memory.find(this.#texts, nth);
  }

  /** @throws RangeError when it cannot be read */
  head(nth: number, most: number): Buffer {
    const { base, content } = this.#file.entry(nth);
    return base === undefined
      ? this.#memory.inflateSome(content, most)
      : this.#memory.bytes(this.#text(nth)).subarray(0, most);
  }

  /**
   * @param other is asked for when the tree has been made
   * @throws RangeError when it cannot be read
   */
  entries(nth: number, other: () => Place | undefined): Iterable<Buffer> {
    const tree = this.#text(nth);
    return this.#memory.entries(tree, other(), this.#file.idLength);
  }

  /** Nothing where it cannot be made. */
  version(nth: number, of: T): Version<T> | undefined {
    try {
      const entry = this.#file.entry(nth);
      const { size } = this.#text(nth, entry);
      this.#wanted[nth] = of;
      const read = (start: number, end: number) => this.#memory.bytes(this.#text(nth)).subarray(start, end);
      const base = entry.base === undefined ? undefined : this.#wanted[entry.base];
      return base === undefined ? { of, size, read } : { of, size, read, base, change: this.#change(nth) };
    } catch {
      return undefined;
    }
  }

  #change(nth: number): Change {
    return {
      changed: (near) => this.#memory.changed(this.#steps(nth), near),
      same: () => this.#memory.same(this.#steps(nth)),
    };
  }

  #text(nth: number, entry?: Entry, depth = 0): Place {
    return this.made(nth) ?? this.#make(nth, entry ?? this.#file.entry(nth), depth);
  }

  #make(nth: number, { size, base, content }: Entry, depth: number): Place {
    if (depth > DEEPEST) throw new RangeError('changes without an end');
    if (base === undefined) return this.#memory.inflate(content, size, this.#texts, nth);
    const from = this.#text(base, undefined, depth + 1);
    return this.#memory.make(this.#steps(nth), from, this.#texts, nth);
  }

  #steps(nth: number): Steps {
    const known = this.#memory.findSteps(this.#texts, nth);
    if (known !== undefined) return known;
    const { size, content } = this.#file.entry(nth);
    return this.#memory.inflateSteps(content, size, this.#texts, nth);
  }
}

/** More changes of changes than git makes. */
const DEEPEST = 5000;
