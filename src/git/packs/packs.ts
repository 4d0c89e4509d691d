import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Version } from '../../prefilter/batch.ts';
import { hasWebAssembly } from '../../prefilter/web-assembly.ts';
import { type Entry, PackFile, type SharedPack } from './pack-file.ts';
import { PackMemory, type FileRef, type Steps, type TakeEntry } from './pack-memory.ts';

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
  for (const name of pathsOf('.idx').slice(0, MOST))
    try {
      files.push(new PackFile(join(folder, 'pack', name), idLength));
    } catch {
      // one of another kind
    }
  return { files, isWhole: files.length === packs.length };
}

/** Each is kept open, and a program may not open many more files. */
const MOST = 64;

/** About how many objects are packed. */
export function countPacked(folder: string, idLength: number): number {
  const sizes = namesIn(join(folder, 'pack'))
    .filter((name) => name.endsWith('.idx'))
    .map((name) => statSync(join(folder, 'pack', name), { throwIfNoEntry: false })?.size ?? 0);
  // of each its id, a checksum and an offset
  return Math.floor(sizes.reduce((sum, size) => sum + size, 0) / (idLength + 8));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where an object is: the number of its pack, and its own there. */
export interface Packed {
  readonly pack: number;
  readonly place: number;
}

/** Where the first of some packs has an object. */
export function locate(files: readonly PackFile[], id: Buffer): Packed | undefined {
  for (const [pack, file] of files.entries()) {
    const place = file.find(id);
    if (place !== undefined) return { pack, place };
  }
  return undefined;
}

/**
 * Objects that git has packed, read without git: it puts each together that is stored as a change of another one, and copies
 * it twice more until it is here. What cannot be read is passed over: git says what is wrong with it.
 */
export class Packs {
  readonly #files: readonly PackFile[];
  readonly #packs: readonly Pack[];

  /** @param files which are to be read by nobody else meanwhile */
  constructor(files: readonly PackFile[]) {
    this.#files = files;
    const memory = files.length === 0 ? undefined : makeMemory();
    this.#packs = memory === undefined ? [] : files.map((file) => new Pack(file, memory));
  }

  get shared(): readonly SharedPack[] {
    return this.#files.map((file) => file.shared);
  }

  /** Some texts, in the same order; a change only of one that was wanted before. */
  *texts<T extends Packed>(wanted: readonly T[]): Generator<Version<T>> {
    for (const each of wanted) {
      const version = this.#packs[each.pack]?.version(each.place, each);
      if (version !== undefined) yield version;
    }
  }

  /**
   * The beginning of an object, until others are asked for.
   *
   * @param most how much of it, in bytes
   * @throws RangeError when it cannot be read
   */
  head({ pack, place }: Packed, most: number): Buffer {
    return this.#at(pack).head(place, most);
  }

  /**
   * The entries of a tree that another one has not, as far as that one is at hand.
   *
   * @param take is given bytes, and where in them the next entry begins and ends
   * @throws RangeError when it cannot be read
   */
  entries(tree: Packed, other: Packed | undefined, take: TakeEntry): void {
    this.#at(tree.pack).entries(tree.place, () => other && this.#packs[other.pack]?.made(other.place), take);
  }

  #at(pack: number): Pack {
    const found = this.#packs[pack];
    if (found === undefined) throw new RangeError('not here');
    return found;
  }
}

/** Nothing where the system gives none. */
function makeMemory(): PackMemory | undefined {
  try {
    return new PackMemory(KEPT / 2);
  } catch {
    return undefined;
  }
}

/** The objects of a pack. */
class Pack {
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #texts: ReturnType<PackMemory['texts']>;
  /** Whose texts were wanted, by number. */
  readonly #wanted: (object | undefined)[] = [];

  constructor(file: PackFile, memory: PackMemory) {
    this.#file = file;
    this.#memory = memory;
    this.#texts = memory.texts(file.count);
    this.#wanted.length = file.count;
  }

  /** A text that was made, if it is still there. */
  made(nth: number): FileRef | undefined {
    return this.#memory.find(this.#texts, nth);
  }

  /** @throws RangeError when it cannot be read */
  head(nth: number, most: number): Buffer {
    const entry = this.#file.entry(nth);
    return entry.base === undefined
      ? this.#memory.inflateSome(entry, most)
      : this.#memory.bytes(this.#text(nth)).subarray(0, most);
  }

  /**
   * @param other is asked for when the tree has been made
   * @throws RangeError when it cannot be read
   */
  entries(nth: number, other: () => FileRef | undefined, take: TakeEntry): void {
    const tree = this.#text(nth);
    this.#memory.entries(tree, other(), this.#file.idLength, take);
  }

  /** Nothing where it cannot be made. */
  version<T extends object>(nth: number, of: T): Version<T> | undefined {
    try {
      const entry = this.#file.entry(nth);
      const { size } = this.#text(nth, entry);
      this.#wanted[nth] = of;
      const read = (start: number, end: number) => this.#memory.bytes(this.#text(nth)).subarray(start, end);
      const base = entry.base === undefined ? undefined : (this.#wanted[entry.base] as T | undefined);
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

  #text(nth: number, entry?: Entry, depth = 0): FileRef {
    return this.made(nth) ?? this.#make(nth, entry ?? this.#file.entry(nth), depth);
  }

  #make(nth: number, entry: Entry, depth: number): FileRef {
    if (depth > DEEPEST) throw new RangeError('changes without an end');
    if (entry.base === undefined) return this.#memory.inflate(entry, this.#texts, nth);
    const from = this.#text(entry.base, undefined, depth + 1);
    return this.#memory.make(this.#steps(nth), from, this.#texts, nth);
  }

  #steps(nth: number): Steps {
    const known = this.#memory.findSteps(this.#texts, nth);
    return known ?? this.#memory.inflateSteps(this.#file.entry(nth), this.#texts, nth);
  }
}

/** How much is kept of objects that others are changes of, in bytes. */
const KEPT = 10 * 1024 * 1024;

/** More changes of changes than git makes. */
const DEEPEST = 5000;
