/** A part of a text: the offsets of its first byte and of the byte behind its last one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A text in which there is nothing. */
export interface Version {
  readonly bytes: Buffer;
  /** Where it has to be looked at all the same. */
  readonly hits: readonly Stretch[];
}

/** The last version of each of many texts, as many as there is room for. A history has many versions of few files. */
export class Versions {
  readonly #versions = new Map<string, Version>();
  #size = 0;

  get(name: string): Version | undefined {
    return this.#versions.get(name);
  }

  set(name: string, { bytes, hits }: Version): void {
    this.#drop(name);
    if (bytes.length > ROOM / 8) return;
    // a copy: what it is a part of can go
    this.#versions.set(name, { bytes: Buffer.from(bytes), hits });
    this.#size += bytes.length;
    for (const oldest of this.#versions.keys()) {
      if (this.#size <= ROOM) break;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#size -= this.#versions.get(name)?.bytes.length ?? 0;
    this.#versions.delete(name);
  }
}

/** In bytes. */
const ROOM = 32 * 1024 * 1024;

/** What is different in a later version of a text; offsets are those of the later one. */
export interface Change extends Stretch {
  /** How much further back everything behind it stands. */
  readonly shift: number;
}

/** What is not the same at both ends of two texts; nothing where that is most of it. */
export function changeOf(old: Buffer, bytes: Buffer): Change | undefined {
  const shorter = Math.min(bytes.length, old.length);
  const head = sameAtStart(bytes, old, shorter);
  const tail = sameAtEnd(bytes, old, shorter - head);
  if (head + tail < bytes.length / 2) return undefined;
  return { start: head, end: bytes.length - tail, shift: bytes.length - old.length };
}

/** How many of the first bytes of two texts are the same, of at most so many. */
function sameAtStart(a: Buffer, b: Buffer, most: number): number {
  let same = 0;
  while (same + BLOCK <= most && a.compare(b, same, same + BLOCK, same, same + BLOCK) === 0) same += BLOCK;
  while (same < most && a[same] === b[same]) same += 1;
  return same;
}

function sameAtEnd(a: Buffer, b: Buffer, most: number): number {
  const [ends, other] = [a.length, b.length];
  let same = 0;
  while (
    same + BLOCK <= most &&
    a.compare(b, other - same - BLOCK, other - same, ends - same - BLOCK, ends - same) === 0
  )
    same += BLOCK;
  while (same < most && a[ends - same - 1] === b[other - same - 1]) same += 1;
  return same;
}

/** Bytes that are compared at a time. */
const BLOCK = 1024;
