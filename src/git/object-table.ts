/** What an object is, in the order in which packs number kinds, from 1 on. */
export const KINDS = ['commit', 'tree', 'blob', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

/** One of them, as others know it. */
export interface TableObject {
  readonly number: number;
  /** Its id in hexadecimal. */
  readonly object: string;
  readonly kind: Kind;
}

/** Objects to be added, by their places in a pack. */
export interface PackedObjects {
  /** The number of the pack. */
  readonly pack: number;
  /** Their ids, and where in them each one's stands. */
  readonly ids: Uint8Array;
  readonly idPlaces: Uint32Array;
  /** The place of each one's kind in {@link KINDS}. */
  readonly kinds: Uint8Array;
}

/**
 * Very many objects, each by a number, in the order in which they were added: making an object of JavaScript of each would
 * take as long as looking at it does.
 */
export class ObjectTable {
  /** Of an object, in bytes. */
  readonly idLength: number;
  #size = 0;
  #ids: Uint8Array = new Uint8Array(0);
  #idsLength = 0;
  /** Of each, where its id stands. */
  #idPlaces: Uint32Array = new Uint32Array(0);
  #kinds: Uint8Array = new Uint8Array(0);
  /** Of each the number of its pack, from 1 on, and its own number there. */
  #packs: Uint16Array = new Uint16Array(0);
  #places: Uint32Array = new Uint32Array(0);
  /** Numbers, from 1 on, by what ids begin with; as many again are empty. */
  #slots: Uint32Array = new Uint32Array(2);

  constructor(idLength: number) {
    this.idLength = idLength;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds one, unless it is here.
   *
   * @param kind its place in {@link KINDS}
   * @param pack the number of its pack, if it is in one, and `place` its own there
   */
  add(id: Uint8Array, kind: number, pack = -1, place = 0): void {
    this.#makeRoom(1, id.length);
    this.#ids.set(id, this.#idsLength);
    this.#note(this.#idsLength, kind, pack, place);
    this.#idsLength += id.length;
  }

  /** Adds those that are not here. */
  addPacked({ pack, ids, idPlaces, kinds }: PackedObjects): void {
    this.#makeRoom(kinds.length, ids.length);
    const start = this.#idsLength;
    this.#ids.set(ids, start);
    this.#idsLength += ids.length;
    for (let place = 0; place < kinds.length; place += 1)
      this.#note(start + (idPlaces[place] as number), kinds[place] as number, pack, place);
  }

  #note(idPlace: number, kind: number, pack: number, place: number): void {
    const slot = this.#slotOf(this.#ids, idPlace);
    if (this.#slots[slot] !== 0) return;
    const number = this.#size;
    this.#size = number + 1;
    this.#slots[slot] = number + 1;
    this.#idPlaces[number] = idPlace;
    this.#kinds[number] = kind;
    this.#packs[number] = pack + 1;
    this.#places[number] = place;
  }

  /** @param ids in which its id stands */
  find(ids: Uint8Array, at = 0): number | undefined {
    const number = this.#slots[this.#slotOf(ids, at)] as number;
    return number === 0 ? undefined : number - 1;
  }

  /** As {@link find}, by its id in hexadecimal. */
  named(object: string): number | undefined {
    const id = Buffer.from(object, 'hex');
    return id.length === this.idLength ? this.find(id) : undefined;
  }

  /** Its id in hexadecimal. */
  nameOf(number: number): string {
    const place = this.#idPlaces[number] as number;
    const { buffer, byteOffset } = this.#ids;
    return Buffer.from(buffer, byteOffset + place, this.idLength).toString('hex');
  }

  at(number: number): TableObject {
    return { number, object: this.nameOf(number), kind: this.kindOf(number) };
  }

  /** The ids of those that have a mark, one behind the other. */
  idsOf(marks: Uint8Array): Uint8Array {
    const { idLength } = this;
    if (!marks.includes(0)) return this.#ids.subarray(0, this.#idsLength);
    const ids = Buffer.allocUnsafeSlow(this.#size * idLength);
    let length = 0;
    for (let number = 0; number < this.#size; number += 1) {
      if (marks[number] !== 1) continue;
      const place = this.#idPlaces[number] as number;
      for (let nth = 0; nth < idLength; nth += 1) ids[length + nth] = this.#ids[place + nth] as number;
      length += idLength;
    }
    return ids.subarray(0, length);
  }

  kindOf(number: number): Kind {
    return KINDS[this.#kinds[number] as number] ?? 'blob';
  }

  /** The number of its pack; -1 where it is in none. */
  packOf(number: number): number {
    return (this.#packs[number] as number) - 1;
  }

  /** Its number in its pack. */
  placeOf(number: number): number {
    return this.#places[number] as number;
  }

  /** All of some kinds, in order. */
  of(...kinds: readonly Kind[]): Uint32Array {
    const wanted = Uint8Array.from(KINDS, (kind) => Number(kinds.includes(kind)));
    const numbers = new Uint32Array(this.#size);
    let count = 0;
    for (let number = 0; number < this.#size; number += 1)
      if (wanted[this.#kinds[number] as number] === 1) {
        numbers[count] = number;
        count += 1;
      }
    return numbers.subarray(0, count);
  }

  /** Where it is, or where it would be. */
  #slotOf(ids: Uint8Array, at: number): number {
    const last = this.#slots.length - 1;
    let slot = wordIn(ids, at) & last;
    for (let number = this.#slots[slot] as number; number !== 0; number = this.#slots[slot] as number) {
      const start = this.#idPlaces[number - 1] as number;
      let nth = 0;
      while (nth < this.idLength && this.#ids[start + nth] === ids[at + nth]) nth += 1;
      if (nth === this.idLength) break;
      slot = (slot + 1) & last;
    }
    return slot;
  }

  /** @param bytes of ids */
  #makeRoom(objects: number, bytes: number): void {
    if (this.#idsLength + bytes > this.#ids.length)
      this.#ids = longer(this.#ids, new Uint8Array(Math.max(this.#idsLength + bytes, 2 * this.#idsLength)));
    if (this.#size + objects <= this.#kinds.length) return;
    const count = Math.max(this.#size + objects, 2 * this.#size);
    this.#idPlaces = longer(this.#idPlaces, new Uint32Array(count));
    this.#kinds = longer(this.#kinds, new Uint8Array(count));
    this.#packs = longer(this.#packs, new Uint16Array(count));
    this.#places = longer(this.#places, new Uint32Array(count));
    // a power of two, of which at most a half is used
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count)));
    for (let number = 0; number < this.#size; number += 1)
      this.#slots[this.#slotOf(this.#ids, this.#idPlaces[number] as number)] = number + 1;
  }
}

function longer<A extends Uint8Array | Uint16Array | Uint32Array>(numbers: A, room: A): A {
  room.set(numbers);
  return room;
}

function wordIn(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
