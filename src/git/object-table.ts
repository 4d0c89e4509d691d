/** What an object is, in the order in which packs number kinds, from 1 on. */
export const KINDS = ['commit', 'tree', 'blob', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * Very many objects, each by a number, in the order in which they were added: making an object of JavaScript of each would
 * take as long as looking at it does.
 */
export class ObjectTable {
  /** Of an object, in bytes. */
  readonly idLength: number;
  #size = 0;
  #ids: Buffer;
  #kinds: Uint8Array;
  /** Of each the number of its pack, from 1 on, and its own number there. */
  #packs: Uint16Array;
  #places: Uint32Array;
  /** Numbers, from 1 on, by what ids begin with; as many again are empty. */
  #slots: Uint32Array;

  /** @param room for so many, until more come */
  constructor(idLength: number, room: number) {
    this.idLength = idLength;
    const count = Math.max(room, 16);
    this.#ids = Buffer.allocUnsafeSlow(count * idLength);
    this.#kinds = new Uint8Array(count);
    this.#packs = new Uint16Array(count);
    this.#places = new Uint32Array(count);
    this.#slots = new Uint32Array(slotsFor(count));
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds one, unless it is here.
   *
   * @param ids in which its id stands
   * @param kind its place in {@link KINDS}
   * @param pack the number of its pack, if it is in one, and `place` its own there
   */
  add(ids: Uint8Array, at: number, kind: number, pack = -1, place = 0): void {
    if (this.#size === this.#kinds.length) this.#grow();
    const slot = this.#slotOf(ids, at);
    if (this.#slots[slot] !== 0) return;
    const number = this.#size;
    this.#size += 1;
    this.#slots[slot] = number + 1;
    for (let nth = 0, to = number * this.idLength; nth < this.idLength; nth += 1)
      this.#ids[to + nth] = ids[at + nth] as number;
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
    return this.#ids.toString('hex', number * this.idLength, (number + 1) * this.idLength);
  }

  /** The ids of those that have a mark, one behind the other. */
  idsOf(marks: Uint8Array): Buffer {
    const { idLength } = this;
    const ids = Buffer.allocUnsafeSlow(this.#size * idLength);
    let length = 0;
    for (let number = 0; number < this.#size; number += 1)
      if (marks[number] === 1)
        length += this.#ids.copy(ids, length, number * idLength, (number + 1) * idLength);
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
    const wanted = KINDS.map((kind) => kinds.includes(kind));
    const numbers = new Uint32Array(this.#size);
    let count = 0;
    for (let number = 0; number < this.#size; number += 1)
      if (wanted[this.#kinds[number] as number] === true) numbers[count++] = number;
    return numbers.subarray(0, count);
  }

  /** Where it is, or where it would be. */
  #slotOf(ids: Uint8Array, at: number): number {
    const { idLength } = this;
    const last = this.#slots.length - 1;
    let slot = wordIn(ids, at) & last;
    for (let number = this.#slots[slot] as number; number !== 0; number = this.#slots[slot] as number) {
      const start = (number - 1) * idLength;
      let nth = 0;
      while (nth < idLength && this.#ids[start + nth] === ids[at + nth]) nth += 1;
      if (nth === idLength) break;
      slot = (slot + 1) & last;
    }
    return slot;
  }

  #grow(): void {
    const count = 2 * this.#kinds.length;
    const longer = <A extends Uint8Array | Uint16Array | Uint32Array>(numbers: A, into: A): A => {
      into.set(numbers);
      return into;
    };
    this.#ids = longer(this.#ids, Buffer.allocUnsafeSlow(count * this.idLength));
    this.#kinds = longer(this.#kinds, new Uint8Array(count));
    this.#packs = longer(this.#packs, new Uint16Array(count));
    this.#places = longer(this.#places, new Uint32Array(count));
    this.#slots = new Uint32Array(slotsFor(count));
    for (let number = 0; number < this.#size; number += 1)
      this.#slots[this.#slotOf(this.#ids, number * this.idLength)] = number + 1;
  }
}

/** A power of two, of which at most a half is used. */
function slotsFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(2 * count));
}

function wordIn(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
