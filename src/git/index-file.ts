import { readFileSync } from 'node:fs';

/**
 * The objects that an index holds for some paths, read without git, which takes longer to start.
 * https://git-scm.com/docs/gitformat-index
 *
 * @param file of the index
 * @param idLength of an object's id, in bytes
 * @returns by path, without those that it does not hold; nothing where git has to be asked
 */
export function indexedObjects(
  file: string,
  idLength: number,
  paths: readonly string[],
): ReadonlyMap<string, string> | undefined {
  try {
    return objectsIn(readFileSync(file), idLength, paths);
  } catch {
    return undefined;
  }
}

/** @throws RangeError where it breaks off */
function objectsIn(
  bytes: Buffer,
  idLength: number,
  paths: readonly string[],
): ReadonlyMap<string, string> | undefined {
  // in the fourth version names are compressed, and one that is split goes on in another file
  const isPlain = bytes.toString('latin1', 0, 4) === 'DIRC' && [2, 3].includes(bytes.readUInt32BE(4));
  if (!isPlain || bytes.includes('link')) return undefined;
  const last = paths.toSorted().at(-1) ?? '';
  const found = new Map<string, string>();
  let at = HEAD_LENGTH;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const idAt = at + STATUS_LENGTH;
    const flags = bytes.readUInt16BE(idAt + idLength);
    const nameAt = idAt + idLength + ((flags & IS_EXTENDED) === 0 ? 2 : 4);
    const end = bytes.indexOf(0, nameAt);
    if (end === -1) return undefined;
    const name = bytes.toString('latin1', nameAt, end);
    if (paths.includes(name)) {
      // while it is being merged there are several
      if ((flags & STAGE) !== 0) return undefined;
      found.set(name, bytes.toString('hex', idAt, idAt + idLength));
    } else if (name > last) break;
    // filled up to a multiple of eight bytes, by one at least
    at += ((end - at) & ~7) + 8;
  }
  return found;
}

const HEAD_LENGTH = 12;

/** What is noted of the file in the work tree. */
const STATUS_LENGTH = 40;

const IS_EXTENDED = 0x4000;

const STAGE = 0x3000;
