import { createHash } from 'node:crypto';
import type { ObjectsDigest, Shard } from '../scan/audit-result.ts';
import type { GitClient } from '../git/git.ts';
import { askGit } from '../git/git-process.ts';
import type { ObjectList, SharedObjects } from './object-list.ts';

/**
 * Returns the objects of one shard. A delta family belongs to the shard that the ID of its first base selects, so that git
 * reads each base once, and neighbors are nearly equal.
 *
 * @param numbers the numbers of all objects to divide
 */
export function inShard({ shared }: ObjectList, numbers: Uint32Array, { index, count }: Shard): Uint32Array {
  const roots = rootsOf(shared);
  const ids = Buffer.from(shared.ids.buffer, shared.ids.byteOffset, shared.ids.length);
  return numbers.filter((number) => {
    const root = roots[number] as number;
    return ids.readUInt32BE(root * shared.idLength) % count === index - 1;
  });
}

/** Returns for each object the first base of its deltas, which may be the object. */
function rootsOf({ bases }: SharedObjects): Int32Array {
  const roots = new Int32Array(bases.length).fill(-1);
  const chain: number[] = [];
  for (let start = 0; start < bases.length; start += 1) {
    let number = start;
    for (let base = bases[number] as number; roots[number] === -1 && base !== -1;) {
      // with copies in several packs, objects can be deltas of each other
      roots[number] = number;
      chain.push(number);
      number = base;
      base = bases[number] as number;
    }
    const root = roots[number] === -1 ? number : (roots[number] as number);
    roots[number] = root;
    for (const member of chain.splice(0)) roots[member] = root;
  }
  return roots;
}

/**
 * Returns the number of some objects and the XOR of their IDs, which does not depend on their order. So the digests of parts
 * show whether the parts make the whole.
 */
export function digestOf({ ids, idLength }: SharedObjects, numbers: Iterable<number>): ObjectsDigest {
  const bits = Buffer.alloc(idLength);
  let count = 0;
  for (const number of numbers) {
    for (let index = 0; index < idLength; index += 1)
      bits[index] = (bits[index] as number) ^ (ids[number * idLength + index] as number);
    count += 1;
  }
  return { count, ids: bits.toString('hex') };
}

/** Returns a digest of HEAD and all refs. */
export async function digestOfRefs(git: GitClient): Promise<string> {
  const [head, references] = await Promise.all([
    git.ask('rev-parse', '--quiet', '--verify', 'HEAD'),
    askGit(git.directory, 'for-each-ref', '--format=%(objectname) %(refname)'),
  ]);
  return createHash('sha256')
    .update(`${head ?? ''}\n${references}`)
    .digest('hex');
}
