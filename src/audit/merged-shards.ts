import type { ObjectsDigest, ShardRecord } from '../scan/audit-result.ts';
import { AppError } from '../shared/errors.ts';
import type { CleanRecord } from './clean-cache.ts';
import type { ObjectList } from './object-list.ts';
import { digestOf } from './shards.ts';

/**
 * The objects in which no shard of an audit found anything. They are believed for one audit and never saved, because the
 * reports may come from another machine.
 */
export class MergedShards implements CleanRecord {
  readonly isComplete = false;
  readonly #shards: readonly ShardRecord[];
  /** 1 for each clean object, by number. */
  #isClean: Uint8Array = new Uint8Array(0);

  /** @param shards every shard of one audit, once */
  constructor(shards: readonly ShardRecord[]) {
    this.#shards = shards;
  }

  /** @throws AppError if the shards are of other objects, or together are not all objects */
  open(objects: ObjectList): void {
    const { shared } = objects;
    const all = digestOf(shared, shared.kinds.keys());
    if (!this.#shards.every(({ repository }) => isSame(repository, all)))
      throw new AppError('merge-other-commits', {});
    const texts = digestOf(shared, objects.texts());
    // copies of one repository that are packed differently have other delta families
    if (!isSame(this.#sum(texts.ids.length), texts)) throw new AppError('merge-packed-otherwise', {});
    this.#isClean = new Uint8Array(objects.size).fill(1);
    for (const { suspects } of this.#shards)
      for (const object of suspects) {
        const number = objects.numberOf(object);
        if (number === undefined) throw new AppError('merge-other-commits', {});
        this.delete(number);
      }
  }

  has(number: number): boolean {
    return this.#isClean[number] === 1;
  }

  delete(number: number): void {
    this.#isClean[number] = 0;
  }

  add(number: number): void {
    this.#isClean[number] = 1;
  }

  complete(): void {
    // known for this audit only
  }

  save(): Promise<void> {
    return Promise.resolve();
  }

  /** Returns the digest of the objects of all shards together. */
  #sum(length: number): ObjectsDigest {
    const parts = this.#shards.map(({ objects }) => objects);
    const ids = parts.reduce((sum, part) => sum ^ BigInt(`0x${part.ids}`), 0n);
    return {
      count: parts.reduce((sum, { count }) => sum + count, 0),
      ids: ids.toString(16).padStart(length, '0'),
    };
  }
}

function isSame(one: ObjectsDigest, other: ObjectsDigest): boolean {
  return one.count === other.count && one.ids === other.ids;
}
