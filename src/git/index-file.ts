import { readFileSync } from 'node:fs';

/**
 * Looks up paths in an index file without starting git, which takes longer. https://git-scm.com/docs/gitformat-index
 *
 * @param file the index file
 * @param idLength the length of an object ID in bytes
 * @returns the object IDs of those paths that the index contains; undefined if git must be used
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

/** @throws RangeError if the file is truncated */
function objectsIn(
  bytes: Buffer,
  idLength: number,
  paths: readonly string[],
): ReadonlyMap<string, string> | undefined {
  // version 4 compresses paths, and a split index continues in another file
  const isPlain = bytes.toString('latin1', 0, 4) === 'DIRC' && [2, 3].includes(bytes.readUInt32BE(4));
  if (!isPlain || bytes.includes('link')) return undefined;
  const last = paths.toSorted().at(-1) ?? '';
  const found = new Map<string, string>();
  let offset = HEADER_BYTES;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const idOffset = offset + STATUS_BYTES;
    const flags = bytes.readUInt16BE(idOffset + idLength);
    const nameOffset = idOffset + idLength + ((flags & EXTENDED_FLAG) === 0 ? 2 : 4);
    const end = bytes.indexOf(0, nameOffset);
    if (end === -1) return undefined;
    const name = bytes.toString('latin1', nameOffset, end);
    if (paths.includes(name)) {
      // an unmerged path has several entries
      if ((flags & STAGE_MASK) !== 0) return undefined;
      found.set(name, bytes.toString('hex', idOffset, idOffset + idLength));
    } else if (name > last) break;
    // padded with 1 to 8 zero bytes to a multiple of eight
    offset += ((end - offset) & ~7) + 8;
  }
  return found;
}

const HEADER_BYTES = 12;

/** The file status that precedes the object ID, in bytes. */
const STATUS_BYTES = 40;

const EXTENDED_FLAG = 0x4000;

const STAGE_MASK = 0x3000;
