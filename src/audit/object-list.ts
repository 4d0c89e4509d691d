import { AppError } from '../shared/errors.ts';
import type { GitClient } from '../git/git.ts';
import { streamGit } from '../git/git-process.ts';

/** The types of objects. */
export const KINDS = ['commit', 'tree', 'blob', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

/** One object of an {@link ObjectList}. */
export interface ListedObject {
  readonly number: number;
  /** The ID in hexadecimal. */
  readonly object: string;
  readonly kind: Kind;
}

/** The properties of objects by number, in memory that threads can share. */
export interface SharedObjects {
  /** The length of an ID, in bytes. */
  readonly idLength: number;
  /** The IDs, concatenated. */
  readonly ids: Uint8Array;
  /** The index of each object's type in {@link KINDS}. */
  readonly kinds: Uint8Array;
  /** The sizes in bytes, capped at the maximum of 32 bits. */
  readonly sizes: Uint32Array;
  /** The number of the delta base of each object; -1 for objects that are stored whole. */
  readonly bases: Int32Array;
}

/** Returns the ID of an object in hexadecimal. */
export function idOf({ ids, idLength }: SharedObjects, number: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + number * idLength, idLength).toString('hex');
}

/**
 * All objects of a repository, numbered in the order in which git listed them. A history has so many objects that one
 * JavaScript object for each would need more memory and time than everything else.
 */
export class ObjectList {
  readonly shared: SharedObjects;
  readonly size: number;
  /** A hash table of numbers, from 1, by the first bytes of the IDs; at most half full. */
  readonly #slots: Uint32Array;

  constructor(shared: SharedObjects, slots: Uint32Array) {
    this.shared = shared;
    this.size = shared.kinds.length;
    this.#slots = slots;
  }

  /** Returns the number of the object whose ID starts at `offset` in `ids`. */
  find(ids: Uint8Array, offset = 0): number | undefined {
    const number = this.#slots[slotOf(this.#slots, this.shared, ids, offset)] as number;
    return number === 0 ? undefined : number - 1;
  }

  /** Returns the number of the object with an ID in hexadecimal. */
  numberOf(object: string): number | undefined {
    const id = Buffer.from(object, 'hex');
    return id.length === this.shared.idLength ? this.find(id) : undefined;
  }

  idOf(number: number): string {
    return idOf(this.shared, number);
  }

  kindOf(number: number): Kind {
    return KINDS[this.shared.kinds[number] as number] ?? 'blob';
  }

  at(number: number): ListedObject {
    return { number, object: this.idOf(number), kind: this.kindOf(number) };
  }

  /** Returns the numbers of all objects of some types, in order. */
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

  /** Returns the numbers of the objects that contain text: blobs, commits and tags. */
  texts(): Uint32Array {
    return this.of('blob', 'commit', 'tag');
  }

  /** Returns the concatenated IDs of the objects whose mark is 1. */
  idsOf(marks: Uint8Array): Uint8Array {
    const { ids, idLength } = this.shared;
    if (!marks.includes(0)) return ids;
    const some = new Uint8Array(this.size * idLength);
    let length = 0;
    for (let number = 0; number < this.size; number += 1) {
      if (marks[number] !== 1) continue;
      for (let index = 0; index < idLength; index += 1)
        some[length + index] = ids[number * idLength + index] as number;
      length += idLength;
    }
    return some.subarray(0, length);
  }
}

/** Returns the slot of an object, or the free slot for it. */
function slotOf(
  slots: Uint32Array,
  { ids, idLength }: Pick<SharedObjects, 'ids' | 'idLength'>,
  wanted: Uint8Array,
  offset: number,
): number {
  const last = slots.length - 1;
  let slot = firstWordOf(wanted, offset) & last;
  for (let number = slots[slot] as number; number !== 0; number = slots[slot] as number) {
    const start = (number - 1) * idLength;
    let index = 0;
    while (index < idLength && ids[start + index] === wanted[offset + index]) index += 1;
    if (index === idLength) break;
    slot = (slot + 1) & last;
  }
  return slot;
}

function firstWordOf(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24);
}

/**
 * Lists all objects in a repository, including unreachable ones.
 *
 * @param idLength the length of an object ID, in bytes
 * @param grown called now and then with the number of objects so far
 * @throws AppError if git does not list the properties of an object
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

/** Parses git's list of objects, chunk by chunk. */
class Listing {
  readonly #idLength: number;
  #rest: Buffer = Buffer.alloc(0);
  #ids: Uint8Array = new Uint8Array(0);
  #kinds: Uint8Array = new Uint8Array(0);
  #sizes: Uint32Array = new Uint32Array(0);
  /** The index of each object's delta base in the list of base IDs, from 1; 0 for objects that are stored whole. */
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

  /** @throws AppError if the last line is incomplete */
  end(): ObjectList {
    if (this.#rest.length > 0) throw short();
    const { count } = this;
    const idLength = this.#idLength;
    const shared = {
      idLength,
      ids: sharedCopy(this.#ids.subarray(0, count * idLength), Uint8Array),
      kinds: sharedCopy(this.#kinds.subarray(0, count), Uint8Array),
      sizes: sharedCopy(this.#sizes.subarray(0, count), Uint32Array),
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

  /** Parses a line: `<id> <type> <size> <ID of the delta base, or zeros>`. */
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

  /** Makes room for one more object. */
  #makeRoom(): void {
    const idLength = this.#idLength;
    if (this.count === this.#kinds.length) {
      const length = Math.max(1024, Math.ceil(1.5 * this.count));
      this.#ids = copyInto(new Uint8Array(length * idLength), this.#ids);
      this.#kinds = copyInto(new Uint8Array(length), this.#kinds);
      this.#sizes = copyInto(new Uint32Array(length), this.#sizes);
      this.#deltas = copyInto(new Uint32Array(length), this.#deltas);
    }
    const room = this.#baseIds.length / idLength;
    if (this.#baseCount === room)
      this.#baseIds = copyInto(
        new Uint8Array(Math.max(1024, Math.ceil(1.5 * room)) * idLength),
        this.#baseIds,
      );
  }
}

const [LINE_FEED, BLANK] = [10, 32] as const;

/**
 * Parses an ID in hexadecimal.
 *
 * @returns false if it consists of zeros
 */
function readId(from: Buffer, start: number, to: Uint8Array, offset: number, length: number): boolean {
  let all = 0;
  for (let index = 0; index < length; index += 1) {
    const high = DIGITS[from[start + 2 * index] as number] as number;
    const low = DIGITS[from[start + 2 * index + 1] as number] as number;
    if ((high | low) > 15) throw short();
    to[offset + index] = (high << 4) | low;
    all |= high | low;
  }
  return all !== 0;
}

/** The value of each character as a hexadecimal digit; 255 for other characters. */
const DIGITS: Uint8Array = new Uint8Array(256).fill(0xff);
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit;

function copyInto<A extends Uint8Array | Uint32Array>(room: A, numbers: A): A {
  room.set(numbers);
  return room;
}

/** Returns a copy that threads can share. */
function sharedCopy<A extends Uint8Array | Uint32Array>(
  numbers: A,
  Numbers: new (room: SharedArrayBuffer) => A,
): A {
  return copyInto(new Numbers(new SharedArrayBuffer(numbers.byteLength)), numbers);
}

function short(): AppError {
  return new AppError('git-short', { command: 'git cat-file' });
}
