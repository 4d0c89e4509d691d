import type { Same } from '../../prefilter/batch.ts';
import type { ByteRange } from '../../shared/byte-range.ts';
import { WebMemory } from '../../prefilter/web-assembly.ts';
import { type Deflated, Inflater } from './inflate.ts';
import { BEHIND } from './delta-code.ts';
import { packCode, type PackCode } from './pack-code.ts';

/** A text in the memory, until others are made there. */
export interface FileRef {
  /** Where it begins, in bytes. */
  readonly start: number;
  readonly size: number;
}

/** How a text is made of another one: steps that stand in the memory, until others come there. */
export interface Steps extends FileRef {
  /** Of what they make, and of what they make it of, in bytes. */
  readonly textSize: number;
  readonly baseSize: number;
}

/** Is given bytes, and where in them an entry of a tree begins and ends. */
export type TakeEntry = (bytes: Buffer, start: number, end: number) => void;

/** The memory in which texts of packs are put together. */
export class PackMemory {
  readonly #memory = new WebMemory(MEMORY);
  readonly #all: Buffer = Buffer.from(this.#memory.bytes.buffer);
  readonly #code = this.#memory.compile<PackCode>(packCode());
  readonly #inflater = new Inflater();
  /** The first words are the functions' own. */
  readonly #log = this.#memory.take(OWN + LOG) + OWN;
  readonly #steps = this.#memory.take(LARGEST + BEHIND);
  readonly #half: number;
  readonly #halves: readonly number[];
  readonly #larges: readonly number[] = [
    this.#memory.take(LARGEST + BEHIND),
    this.#memory.take(LARGEST + BEHIND),
  ];
  /** How often a half has been full, and how much of the one in use is taken. */
  #turn = 0;
  #taken = 0;
  /** Which text is in each of the places for one that is large. */
  readonly #owners: ({ readonly texts: Texts; readonly nth: number; readonly size: number } | undefined)[] =
    [];
  /** The steps that are there. */
  #last: { readonly texts: Texts; readonly nth: number; readonly steps: Steps } | undefined;

  /** @param half of how much is kept of texts, in bytes */
  constructor(half: number) {
    this.#half = half;
    this.#halves = [this.#memory.take(half + BEHIND), this.#memory.take(half + BEHIND)];
  }

  /** Those of a pack. */
  texts(count: number): Texts {
    return new Texts(count);
  }

  bytes({ start, size }: FileRef): Buffer {
    return this.#all.subarray(start, start + size);
  }

  /** A text that was made before, if it is still here. */
  find(texts: Texts, nth: number): FileRef | undefined {
    const turn = texts.turns[nth] as number;
    if (turn >= this.#turn - 1)
      return { start: texts.starts[nth] as number, size: texts.sizes[nth] as number };
    if (turn !== IS_LARGE) return undefined;
    const at = this.#owners.findIndex((owner) => owner?.texts === texts && owner.nth === nth);
    return at === -1 ? undefined : { start: this.#larges[at] as number, size: this.#owners[at]?.size ?? 0 };
  }

  /**
   * Inflates a text.
   *
   * @throws RangeError when it is damaged, of another size, or too large
   */
  inflate(input: Deflated, texts: Texts, nth: number): FileRef {
    const place = this.#take(input.size);
    this.#inflater.inflate(input, this.#all, place.start);
    return this.#keep(place, texts, nth);
  }

  /** As {@link inflate}, the beginning of one that is not kept. */
  inflateSome(input: Deflated, most: number): Buffer {
    this.#last = undefined;
    const length = this.#inflater.inflateSome(input, this.#all, this.#steps, most);
    return this.#all.subarray(this.#steps, this.#steps + length);
  }

  /** Those that make a text, if they are the last that were inflated. */
  findSteps(texts: Texts, nth: number): Steps | undefined {
    const { texts: last, nth: lastNth, steps } = this.#last ?? {};
    return last === texts && lastNth === nth ? steps : undefined;
  }

  /** As {@link inflate}, the steps that make a text. */
  inflateSteps(input: Deflated, texts: Texts, nth: number): Steps {
    const { size } = input;
    if (size > LARGEST) throw new RangeError('too large');
    this.#last = undefined;
    this.#inflater.inflate(input, this.#all, this.#steps);
    const cursor = { at: this.#steps, end: this.#steps + size };
    const baseSize = sizeIn(this.#all, cursor);
    const textSize = sizeIn(this.#all, cursor);
    const steps = { start: cursor.at, size: cursor.end - cursor.at, baseSize, textSize };
    this.#last = { texts, nth, steps };
    return steps;
  }

  /**
   * Makes a text of another one.
   *
   * @throws RangeError when it is not made of that one, or is too large
   */
  make(steps: Steps, base: FileRef, texts: Texts, nth: number): FileRef {
    const { start, size, baseSize, textSize } = steps;
    if (base.size !== baseSize) throw new RangeError('made of something else');
    const place = this.#take(textSize, base.start);
    if (this.#code.make(start, start + size, baseSize, textSize, base.start, place.start) === 0)
      throw new RangeError('no such steps');
    return this.#keep(place, texts, nth);
  }

  /**
   * What of a text is not the same as in its base, or has other neighbours.
   *
   * @param near those that are not further apart, in bytes, are one
   * @throws RangeError when they are too many to tell
   */
  changed(steps: Steps, near: number): ByteRange[] {
    const { start: at, size, baseSize, textSize } = steps;
    const [log, logEnd] = [this.#log, this.#log + LOG] as const;
    const logged = this.#code.changed(at, at + size, baseSize, textSize, near, log, logEnd);
    return this.#logged(logged, 2, (start = 0, end = 0) => ({ start, end }));
  }

  /** As {@link changed}, what stands in the base as well, in order. */
  same({ start: at, size, baseSize, textSize }: Steps): Same[] {
    const [log, logEnd] = [this.#log, this.#log + LOG] as const;
    const logged = this.#code.same(at, at + size, baseSize, textSize, log, logEnd);
    return this.#logged(logged, 3, (start = 0, end = 0, shift = 0) => ({ start, end, shift }));
  }

  /**
   * The entries of a tree that another one has not.
   *
   * @param idLength of an object, in bytes
   * @throws RangeError for what is no tree
   */
  entries(tree: FileRef, base: FileRef | undefined, idLength: number, take: TakeEntry): void {
    const { words } = this.#memory;
    const end = tree.start + tree.size;
    const baseEnd = base === undefined ? 0 : base.start + base.size;
    let [at, baseAt] = [tree.start, base?.start ?? 0];
    while (at < end) {
      const logged = this.#code.compare(at, end, baseAt, baseEnd, idLength, this.#log, this.#log + LOG);
      if (logged === 0) throw new RangeError('no tree');
      [at, baseAt] = [words[0] as number, words[1] as number];
      for (let entry = this.#log / 4; entry < logged / 4; entry += 2)
        take(this.#all, words[entry] as number, words[entry + 1] as number);
    }
  }

  /** What stands in the log, so many numbers at a time. */
  #logged<T>(end: number, count: number, make: (...numbers: number[]) => T): T[] {
    if (end === 0) throw new RangeError('nothing that can be told');
    const { words } = this.#memory;
    const from = this.#log / 4;
    return Array.from({ length: (end / 4 - from) / count }, (_, nth) => {
      const at = from + nth * count;
      return make(words[at] as number, words[at + 1] as number, words[at + 2] as number);
    });
  }

  /**
   * Room for a text, which may take that of the oldest ones.
   *
   * @param used where what it is made of begins, which is still to be read
   */
  #take(size: number, used = -1): FileRef {
    if (size > LARGEST) throw new RangeError('too large');
    const other = this.#halfOf(this.#turn + 1);
    const isUsed = used >= other && used < other + this.#half;
    if (size > this.#half / 2 || (this.#taken + size > this.#half && isUsed)) {
      const at = this.#larges[0] === used ? 1 : 0;
      this.#owners[at] = undefined;
      return { start: this.#larges[at] as number, size };
    }
    if (this.#taken + size > this.#half) {
      this.#turn += 1;
      this.#taken = 0;
    }
    return { start: this.#halfOf(this.#turn) + this.#taken, size };
  }

  /** Keeps what was made in the room that was taken last. */
  #keep(place: FileRef, texts: Texts, nth: number): FileRef {
    const half = this.#halfOf(this.#turn);
    const isLarge = place.start !== half + this.#taken;
    if (isLarge) this.#owners[this.#larges.indexOf(place.start)] = { texts, nth, size: place.size };
    else this.#taken += place.size + BEHIND;
    texts.turns[nth] = isLarge ? IS_LARGE : this.#turn;
    texts.starts[nth] = place.start;
    texts.sizes[nth] = place.size;
    return place;
  }

  #halfOf(turn: number): number {
    return this.#halves[turn & 1] as number;
  }
}

/** By number, the turn at which a text was kept, and where. */
class Texts {
  readonly turns: Int32Array;
  readonly starts: Int32Array;
  readonly sizes: Int32Array;

  constructor(count: number) {
    this.turns = new Int32Array(count).fill(GONE);
    this.starts = new Int32Array(count);
    this.sizes = new Int32Array(count);
  }
}

/** Before any turn. */
const [GONE, IS_LARGE] = [-2, -3] as const;

/** In bytes: how large a text or the steps that make it may be; the log; and what is the functions' own. */
const [LARGEST, LOG, OWN] = [16 << 20, 4 << 20, 64] as const;

/** Of which the system gives what is used. */
const MEMORY = 4 * LARGEST + LOG;

/** Seven bits at a time, the lowest first. */
function sizeIn(bytes: Buffer, cursor: { at: number; readonly end: number }): number {
  let size = 0;
  for (let factor = 1; cursor.at < cursor.end; factor *= 128) {
    const byte = bytes[cursor.at] as number;
    cursor.at += 1;
    size += (byte & 127) * factor;
    if (byte < 128) return size;
  }
  throw new RangeError('cut off');
}
