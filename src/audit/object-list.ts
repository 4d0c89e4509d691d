import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { streamGit } from '../git/git-process.ts';

/** What an object is. */
export const KINDS = ['commit', 'tree', 'blob', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

/** One object of an {@link ObjectList}. */
export interface ListedObject {
  readonly number: number;
  /** Its id in hexadecimal. */
  readonly object: string;
  readonly kind: Kind;
}

/** What is known of objects, by their numbers, in memory that threads can share. */
export interface SharedObjects {
  /** In bytes. */
  readonly idLength: number;
  /** The ids, one after the other. */
  readonly ids: Uint8Array;
  /** The place of each one's kind in {@link KINDS}. */
  readonly kinds: Uint8Array;
  /** In bytes; of a very large object, the most that a word can hold. */
  readonly sizes: Uint32Array;
  /** The number of the object that git stores each one as a delta of; -1 for one that is stored whole. */
  readonly bases: Int32Array;
}

/** The id of one of them in hexadecimal. */
export function idOf({ ids, idLength }: SharedObjects, number: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + number * idLength, idLength).toString('hex');
}

/**
 * All objects of a repository, each by a number, in the order in which git listed them. A history has very many, so that a
 * JavaScript object for each would take more memory and time than all else.
 */
export class ObjectList {
  readonly shared: SharedObjects;
  readonly size: number;
  /** Numbers, from 1 on, by the first bytes of the ids; at most half of them are in use. */
  readonly #slots: Uint32Array;

  constructor(shared: SharedObjects, slots: Uint32Array) {
    this.shared = shared;
    this.size = shared.kinds.length;
    this.#slots = slots;
  }

  /** @param ids in which its id begins at `at` */
  find(ids: Uint8Array, at = 0): number | undefined {
    const number = this.#slots[slotOf(this.#slots, this.shared, ids, at)] as number;
    return number === 0 ? undefined : number - 1;
  }

  /** As {@link find}, by its id in hexadecimal. */
  named(object: string): number | undefined {
    const id = Buffer.from(object, 'hex');
    return id.length === this.shared.idLength ? this.find(id) : undefined;
  }

  nameOf(number: number): string {
    return idOf(this.shared, number);
  }

  kindOf(number: number): Kind {
    return KINDS[this.shared.kinds[number] as number] ?? 'blob';
  }

  at(number: number): ListedObject {
    return { number, object: this.nameOf(number), kind: this.kindOf(number) };
  }

  /** All of some kinds, in order. */
  of(...kinds: readonly Kind[]): Uint32Array {
    const wanted = Uint8Array.from(KINDS, (kind) => Number(kinds.includes(kind)));
    const numbers = new Uint32Array(this.size);
    let count = 0;
    for (let number = 0; number < this.size; number += 1)
      if (wanted[this.shared.kinds[number] as number] === 1) {
        numbers[count] = number;
        count += 1;
      }
    return numbers.subarray(0, count);
  }

  /** The ids of those that have a mark, one after the other. */
  idsOf(marks: Uint8Array): Uint8Array {
    const { ids, idLength } = this.shared;
    if (!marks.includes(0)) return ids;
    const some = new Uint8Array(this.size * idLength);
    let length = 0;
    for (let number = 0; number < this.size; number += 1) {
      if (marks[number] !== 1) continue;
      for (let nth = 0; nth < idLength; nth += 1) some[length + nth] = ids[number * idLength + nth] as number;
      length += idLength;
    }
    return some.subarray(0, length);
  }
}

/** Where an object is in `slots`, or where it would be. */
function slotOf(
  slots: Uint32Array,
  { ids, idLength }: Pick<SharedObjects, 'ids' | 'idLength'>,
  wanted: Uint8Array,
  at: number,
): number {
  const last = slots.length - 1;
  let slot = firstWordOf(wanted, at) & last;
  for (let number = slots[slot] as number; number !== 0; number = slots[slot] as number) {
    const start = (number - 1) * idLength;
    let nth = 0;
    while (nth < idLength && ids[start + nth] === wanted[at + nth]) nth += 1;
    if (nth === idLength) break;
    slot = (slot + 1) & last;
  }
  return slot;
}

function firstWordOf(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/**
 * All objects that git has, also those that nothing leads to.
 *
 * @param idLength of an object's id, in bytes
 * @param grown called now and then with how many there are so far
 * @throws AppError when git cannot say of an object what it is
 */
export async function listObjects(
  git: GitClient,
  idLength: number,
  grown: (count: number) => void = () => undefined,
): Promise<ObjectList> {
  const format = '%(objectname) %(objecttype) %(objectsize) %(deltabase)';
  const command = ['cat-file', '--batch-all-objects', '--unordered', `--batch-check=${format}`];
  const listing = new Listing(idLength);
  for await (const chunk of streamGit(git.directory, command)) {
    listing.add(chunk);
    grown(listing.count);
  }
  return listing.end();
}

/** What git says of objects, as it comes. */
class Listing {
  readonly #idLength: number;
  #rest: Buffer = Buffer.alloc(0);
  #ids: Uint8Array = new Uint8Array(0);
  #kinds: Uint8Array = new Uint8Array(0);
  #sizes: Uint32Array = new Uint32Array(0);
  /** Of each object its place among the ids of bases, from 1 on; 0 for one that is stored whole. */
  #deltas: Uint32Array = new Uint32Array(0);
  #baseIds: Uint8Array = new Uint8Array(0);
  #baseCount = 0;
  count = 0;

  constructor(idLength: number) {
    this.#idLength = idLength;
  }

  add(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      this.#addLine(bytes, start, end);
      start = end + 1;
    }
    this.#rest = bytes.subarray(start);
  }

  /** @throws AppError where the last line is not whole */
  end(): ObjectList {
    if (this.#rest.length > 0) throw short();
    const { count } = this;
    const idLength = this.#idLength;
    const shared = {
      idLength,
      ids: kept(this.#ids.subarray(0, count * idLength), Uint8Array),
      kinds: kept(this.#kinds.subarray(0, count), Uint8Array),
      sizes: kept(this.#sizes.subarray(0, count), Uint32Array),
      bases: new Int32Array(new SharedArrayBuffer(4 * count)),
    };
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
    for (let number = 0; number < count; number += 1)
      slots[slotOf(slots, shared, shared.ids, number * idLength)] = number + 1;
    const list = new ObjectList(shared, slots);
    for (let number = 0; number < count; number += 1) {
      const delta = this.#deltas[number] as number;
      shared.bases[number] = delta === 0 ? -1 : (list.find(this.#baseIds, (delta - 1) * idLength) ?? -1);
    }
    return list;
  }

  /** `<id> <type> <size> <id of the base, or zeros>` */
  #addLine(bytes: Buffer, start: number, end: number): void {
    const idLength = this.#idLength;
    const { count } = this;
    this.#makeRoom();
    const typeStart = start + 2 * idLength + 1;
    const sizeStart = bytes.indexOf(BLANK, typeStart) + 1;
    const baseStart = end - 2 * idLength;
    const kind = (KINDS as readonly string[]).indexOf(bytes.toString('latin1', typeStart, sizeStart - 1));
    const size = Number(bytes.toString('latin1', sizeStart, baseStart - 1));
    if (sizeStart === 0 || kind === -1 || !(size >= 0)) throw short();
    readId(bytes, start, this.#ids, count * idLength, idLength);
    this.#kinds[count] = kind;
    this.#sizes[count] = Math.min(size, 0xff_ff_ff_ff);
    if (readId(bytes, baseStart, this.#baseIds, this.#baseCount * idLength, idLength)) {
      this.#baseCount += 1;
      this.#deltas[count] = this.#baseCount;
    }
    this.count += 1;
  }

  /** For one more object. */
  #makeRoom(): void {
    const idLength = this.#idLength;
    if (this.count === this.#kinds.length) {
      const most = Math.max(1024, Math.ceil(1.5 * this.count));
      this.#ids = longer(this.#ids, new Uint8Array(most * idLength));
      this.#kinds = longer(this.#kinds, new Uint8Array(most));
      this.#sizes = longer(this.#sizes, new Uint32Array(most));
      this.#deltas = longer(this.#deltas, new Uint32Array(most));
    }
    const room = this.#baseIds.length / idLength;
    if (this.#baseCount === room)
      this.#baseIds = longer(this.#baseIds, new Uint8Array(Math.max(1024, Math.ceil(1.5 * room)) * idLength));
  }
}

const [LINE_FEED, BLANK] = [10, 32] as const;

/** @returns whether it is other than zeros */
function readId(from: Buffer, start: number, to: Uint8Array, at: number, length: number): boolean {
  let all = 0;
  for (let nth = 0; nth < length; nth += 1) {
    const high = DIGITS[from[start + 2 * nth] as number] as number;
    const low = DIGITS[from[start + 2 * nth + 1] as number] as number;
    if ((high | low) > 15) throw short();
    to[at + nth] = (high << 4) | low;
    all |= high | low;
  }
  return all !== 0;
}

/** Of a character its value as a hexadecimal digit, or more than that. */
const DIGITS: Uint8Array = new Uint8Array(256).fill(0xff);
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit;

function longer<A extends Uint8Array | Uint32Array>(numbers: A, room: A): A {
  room.set(numbers);
  return room;
}

/** A copy that threads can share. */
function kept<A extends Uint8Array | Uint32Array>(
  numbers: A,
  Numbers: new (room: SharedArrayBuffer) => A,
): A {
  return longer(numbers, new Numbers(new SharedArrayBuffer(numbers.byteLength)));
}

function short(): AppError {
  return new AppError('git-short', { command: 'git cat-file' });
}
