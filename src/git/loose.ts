import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { LARGE } from '../core/source.ts';
import type { Wanted } from './objects.ts';
import { Held, type SomeTexts, WORTH } from './texts.ts';

/**
 * Reads files that git has just stored, each in a file of its own, without git: what many were staged at once takes git twice
 * as long to hand on. What is stored in another way, or too large to be held, is passed over.
 * https://git-scm.com/docs/gitrepository-layout
 *
 * @param folder in which the repository has its objects
 * @returns many at a time
 */
export function* readLoose<T extends Wanted>(folder: string, wanted: Iterable<T>): Generator<SomeTexts<T>> {
  const room = Buffer.allocUnsafeSlow(MOST);
  const held = new Held();
  let some = noTexts<T>();
  for (const each of wanted) {
    const text = textIn(join(folder, each.object.slice(0, 2), each.object.slice(2)), room);
    if (text === undefined) continue;
    some.starts.push(held.length);
    held.append(text);
    some.ends.push(held.length);
    some.of.push(each);
    held.append(LINE_END);
    if (held.length < WORTH) continue;
    yield { ...some, bytes: held.bytes };
    some = noTexts();
    held.drop(held.length);
  }
  yield { ...some, bytes: held.bytes };
}

/** In bytes, as it is stored. */
const MOST = 4 * 1024 * 1024;

const LINE_END = Buffer.from('\n');

function noTexts<T>(): { starts: number[]; ends: number[]; of: T[] } {
  return { starts: [], ends: [], of: [] };
}

/** @returns nothing where there is no such file, or another one than git would have written */
function textIn(path: string, room: Buffer): Buffer | undefined {
  try {
    const stored = bytesOf(path, room);
    // a text takes about a third of its size
    const chunkSize = Math.max(Math.min(6 * stored.length, LARGE / 64), 1024);
    const object = inflateSync(stored, { chunkSize, maxOutputLength: LARGE });
    const end = object.indexOf(0);
    const [, size] = /^blob (\d+)$/.exec(object.toString('latin1', 0, end)) ?? [];
    return Number(size) === object.length - end - 1 ? object.subarray(end + 1) : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(path: string, room: Buffer): Buffer {
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, room, 0, room.length, 0);
    if (length === room.length) throw new RangeError('too large');
    return room.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
