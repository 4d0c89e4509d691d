import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { bisect } from '../core/bisect.ts';
import type { Change, Stored, Version } from '../core/source.ts';
import { hasWebAssembly } from '../core/web-assembly.ts';
import { PackIndex } from './pack-index.ts';
import { PackMemory, type Place, type Steps } from './pack-memory.ts';

/**
 * Texts that git has packed, read without git: it puts each together that is stored as a change of another one, and copies it
 * twice more until it is here. What cannot be read is passed over: git says what is wrong with it.
 */
export class Packs<T extends Stored> {
  readonly #packs: readonly Pack<T>[];
  readonly #id: Buffer;

  /**
   * @param folder in which a repository has its objects
   * @param idLength of an object, in bytes
   */
  constructor(folder: string, idLength: number) {
    this.#id = Buffer.alloc(idLength);
    this.#packs = hasWebAssembly() ? packsIn(join(folder, 'pack'), idLength) : [];
  }

  /** Those of some texts that are here, in the same order; a change only of one that was wanted before. */
  *texts(wanted: readonly T[]): Generator<Version<T>> {
    for (const each of wanted) {
      this.#id.write(each.object, 'hex');
      for (const pack of this.#packs) {
        const version = pack.version(this.#id, each);
        if (version === undefined) continue;
        yield version;
        break;
      }
    }
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }
}

function packsIn<T extends Stored>(folder: string, idLength: number): Pack<T>[] {
  const packs: Pack<T>[] = [];
  const memory = new PackMemory();
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

  /** A text, if it is here. */
  version(id: Buffer, of: T): Version<T> | undefined {
    try {
      const offset = this.#index.offsetOf(id);
      if (offset === undefined) return undefined;
      const nth = this.#numberOf(offset);
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
    // one that stands further back is read by itself
    const isNext = start >= this.#windowStart && end - start <= WINDOW;
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
