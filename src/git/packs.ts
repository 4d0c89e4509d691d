import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { bisect } from '../core/bisect.ts';
import type { Change, Stored, Version } from '../core/source.ts';
import { PackIndex } from './pack-index.ts';
import { PackMemory, type Place, type Steps } from './pack-memory.ts';

/**
 * Texts that git has packed, read without git: it puts each together that is stored as a change of another one, and copies it
 * twice more until it is here. What cannot be read is passed over: git says what is wrong with it.
 */
export class Packs<T extends Stored> {
  readonly #memory: PackMemory;
  readonly #packs: readonly Pack<T>[];
  readonly #id: Buffer;

  /**
   * @param folder in which a repository has its objects
   * @param idLength of an object, in bytes
   */
  constructor(folder: string, idLength: number) {
    this.#id = Buffer.alloc(idLength);
    this.#memory = new PackMemory();
    this.#packs = packsIn(join(folder, 'pack'), idLength, this.#memory);
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
    const place = pack.text(nth);
    const from = other === undefined ? undefined : this.#find(other);
    return this.#memory.entries(place, from?.pack.made(from.nth), this.#id.length);
  }

  #found(object: string): { readonly pack: Pack<T>; readonly nth: number } {
    const found = this.#find(object);
    if (found === undefined) throw new RangeError('not here');
    return found;
  }

  #find(object: string): { readonly pack: Pack<T>; readonly nth: number } | undefined {
    this.#id.write(object, 'hex');
    for (const pack of this.#packs) {
      const nth = pack.find(this.#id);
      if (nth !== undefined) return { pack, nth };
    }
    return undefined;
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }
}

function packsIn<T extends Stored>(folder: string, idLength: number, memory: PackMemory): Pack<T>[] {
  const packs: Pack<T>[] = [];
  for (const name of filesIn(folder))
    if (name.endsWith('.idx'))
      try {
        packs.push(new Pack(join(folder, name.slice(0, -'.idx'.length)), idLength, memory));
      } catch {
        // one of another kind
      }
  return packs;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** How an object is stored. */
interface Entry {
  /** In bytes, of the text, or of the steps that make it. */
  readonly size: number;
  /** The number of what it is a change of. */
  readonly base: number | undefined;
  /** Deflated. */
  readonly content: Buffer;
}

class Pack<T extends Stored> {
  readonly #file: number;
  readonly #index: PackIndex;
  readonly #idLength: number;
  /** Where the last object ends. */
  readonly #end: number;
  /** Bytes from a place of the file on. */
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  /** Where that ends which was asked for last, and was not there. */
  #lastEnd = 0;
  #read: Buffer | undefined;
  readonly #memory: PackMemory;
  readonly #texts: ReturnType<PackMemory['texts']>;
  /** By number. */
  readonly #wanted: (T | undefined)[] = [];

  /** @throws when there is none, or one of another kind */
  constructor(base: string, idLength: number, memory: PackMemory) {
    this.#idLength = idLength;
    this.#index = new PackIndex(`${base}.idx`, idLength);
    this.#memory = memory;
    const count = this.#index.offsets.length;
    this.#texts = memory.texts(count);
    this.#wanted.length = count;
    this.#file = openSync(`${base}.pack`, 'r');
    this.#end = fstatSync(this.#file).size - idLength;
    if (this.#isIndexed()) return;
    this.close();
    throw new RangeError('an index of another pack');
  }

  #isIndexed(): boolean {
    const head = Buffer.alloc(HEADER);
    const checksum = Buffer.alloc(this.#idLength);
    readSync(this.#file, head, 0, HEADER, 0);
    readSync(this.#file, checksum, 0, checksum.length, this.#end);
    return (
      head.toString('latin1', 0, 4) === 'PACK' &&
      head.readUInt32BE(8) === this.#index.offsets.length &&
      checksum.equals(this.#index.packChecksum)
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The number of an object, in the order in which they are stored. */
  find(id: Buffer): number | undefined {
    const offset = this.#index.offsetOf(id);
    return offset === undefined ? undefined : this.#numberOf(offset);
  }

  /** @throws RangeError when it cannot be made */
  text(nth: number): Place {
    return this.#text(nth);
  }

  /** A text, if it is still there. */
  made(nth: number): Place | undefined {
    return this.#memory.find(this.#texts, nth);
  }

  /** As {@link text}, its beginning. */
  head(nth: number, most: number): Buffer {
    const { base, content } = this.#entry(nth);
    return base === undefined
      ? this.#memory.inflateSome(content, most)
      : this.#memory.bytes(this.#text(nth)).subarray(0, most);
  }

  /** Nothing where it cannot be made. */
  version(nth: number, of: T): Version<T> | undefined {
    try {
      const entry = this.#entry(nth);
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
    return this.#memory.find(this.#texts, nth) ?? this.#make(nth, entry ?? this.#entry(nth), depth);
  }

  #make(nth: number, entry: Entry, depth: number): Place {
    if (depth > DEEPEST) throw new RangeError('changes without an end');
    const { size, base, content } = entry;
    if (base === undefined) return this.#memory.inflate(content, size, this.#texts, nth);
    const from = this.#text(base, undefined, depth + 1);
    return this.#memory.make(this.#steps(nth), from, this.#texts, nth);
  }

  #steps(nth: number): Steps {
    const known = this.#memory.findSteps(this.#texts, nth);
    if (known !== undefined) return known;
    const { size, content } = this.#entry(nth);
    return this.#memory.inflateSteps(content, size, this.#texts, nth);
  }

  #entry(nth: number): Entry {
    const { offsets } = this.#index;
    const offset = offsets[nth] as number;
    const stored = this.#bytes(offset, offsets[nth + 1] ?? this.#end);
    let at = 0;
    let byte = stored[at++] as number;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte >= 128; factor *= 128) {
      byte = stored[at++] as number;
      size += (byte & 127) * factor;
    }
    let base: number | undefined;
    if (kind === OFFSET_DELTA) {
      byte = stored[at++] as number;
      let back = byte & 127;
      while (byte >= 128) {
        byte = stored[at++] as number;
        back = (back + 1) * 128 + (byte & 127);
      }
      base = this.#numberOf(offset - back);
    } else if (kind === ID_DELTA) {
      base = this.#numberOf(this.#index.offsetOf(stored, at) ?? -1);
      at += this.#idLength;
    } else if (kind < 1 || kind > 4) throw new RangeError('an object of no kind');
    return { size, base, content: stored.subarray(at) };
  }

  #numberOf(offset: number): number {
    const { offsets } = this.#index;
    const nth = bisect(0, offsets.length, (each) => (offsets[each] as number) < offset);
    if (offsets[nth] !== offset) throw new RangeError('no object begins there');
    return nth;
  }

  #bytes(start: number, end: number): Buffer {
    const from = start - this.#windowStart;
    if (from >= 0 && end - this.#windowStart <= this.#window.length)
      return this.#window.subarray(from, end - this.#windowStart);
    // one that stands elsewhere than those before it is read by itself
    const isNext = Math.abs(start - this.#lastEnd) < WINDOW && end - start <= WINDOW;
    this.#lastEnd = end;
    const target = isNext ? (this.#read ??= Buffer.allocUnsafeSlow(WINDOW)) : Buffer.allocUnsafe(end - start);
    const length = readSync(this.#file, target, 0, Math.min(target.length, this.#end - start), start);
    if (length < end - start) throw new RangeError('cut off');
    if (!isNext) return target;
    this.#window = target.subarray(0, length);
    this.#windowStart = start;
    return this.#window.subarray(0, end - start);
  }
}

const [OFFSET_DELTA, ID_DELTA] = [6, 7] as const;

/** In bytes: what it is, which version, and how many objects it holds. */
const HEADER = 12;

/** In bytes, what is read at once. */
const WINDOW = 256 * 1024;

/** More changes of changes than git makes. */
const DEEPEST = 5000;
