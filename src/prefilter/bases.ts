import type { Stored } from '../core/source.ts';
import type { Stretch } from './versions.ts';

/** A text that was looked at. */
export interface Seen {
  readonly text: Buffer;
  /** Where there may be something in it; nothing where that cannot be told. */
  hits: readonly Stretch[] | undefined;
  /** Whether they were looked at, and there was nothing. */
  isClean: boolean;
}

/** Texts that others are stored as a change of, until the last of these has come; as many as there is room for. */
export class Bases {
  readonly #kept = new Map<Stored, Seen & { readonly room: Buffer }>();
  /** Memory that is free again, by its size. */
  readonly #free = new Map<number, Buffer[]>();
  /** Of both, in bytes. */
  #size = 0;

  get(object: Stored): Seen | undefined {
    return this.#kept.get(object);
  }

  /** Notes that an heir of an object has come. */
  inherited(object: Stored): void {
    object.heirs -= 1;
    const room = object.heirs > 0 ? undefined : this.#drop(object);
    if (room === undefined) return;
    const free = this.#free.get(room.length);
    if (free === undefined) this.#free.set(room.length, [room]);
    else free.push(room);
    this.#size += room.length;
  }

  /** Copies a text, if it is still needed. */
  keep(object: Stored, { text, hits, isClean }: Seen): void {
    if (object.heirs <= 0 || hits === undefined || text.length > MOST / 8) return;
    const room = this.#roomFor(text.length);
    this.#kept.set(object, { text: room.subarray(0, text.copy(room)), hits, isClean, room });
    if (this.#size > MOST) {
      for (const [size, rooms] of this.#free) this.#size -= size * rooms.length;
      this.#free.clear();
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= MOST) break;
      this.#drop(oldest);
    }
  }

  #roomFor(length: number): Buffer {
    const size = 2 ** Math.ceil(Math.log2(length));
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return free;
    this.#size += size;
    return Buffer.allocUnsafeSlow(size);
  }

  #drop(object: Stored): Buffer | undefined {
    const room = this.#kept.get(object)?.room;
    if (room === undefined) return undefined;
    this.#kept.delete(object);
    this.#size -= room.length;
    return room;
  }
}

/** In bytes. */
const MOST = 32 * 1024 * 1024;
