import { lettersBefore, lettersBehind } from './walk.ts';

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

/** What has to be walked through where something is not the same: whole lines, and more letters than an expression takes. */
export function windowAround(change: Change, bytes: Buffer): Stretch {
  const start = bytes.lastIndexOf(LINE_FEED, lettersBefore(bytes, change.start)) + 1;
  const lineEnd = bytes.indexOf(LINE_FEED, lettersBehind(bytes, change.end));
  return { start, end: lineEnd === -1 ? bytes.length : lineEnd + 1 };
}

/**
 * The hits of a version of a text, told from those of another one and from those in what is not the same.
 *
 * @param within hits in the change, or in a window around it, from its beginning
 */
export function hitsBehind(
  old: readonly Stretch[],
  within: readonly Stretch[],
  { start, end, shift }: Change,
): readonly Stretch[] {
  const oldEnd = end - shift;
  return [
    ...old
      .filter((hit) => hit.start < start)
      .map((hit) => ({ start: hit.start, end: Math.min(hit.end, start) })),
    ...within.map((hit) => ({ start: hit.start + start, end: hit.end + start })),
    ...old
      .filter((hit) => hit.end >= oldEnd)
      .map((hit) => ({ start: Math.max(hit.start, oldEnd) + shift, end: hit.end + shift })),
  ];
}

const LINE_FEED = 10;
