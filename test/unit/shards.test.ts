import { constantFrom, property, assert, array, nat, record, integer } from 'fast-check';
import { expect, test } from 'vitest';
import { type Kind, KINDS, ObjectList } from '../../src/audit/object-list.ts';
import { digestOf, inShard } from '../../src/audit/shards.ts';
import { seed } from '../helpers/seed.ts';

/** Builds a list of objects. A base is the index of any object of the same kind; deltas may be circular. */
function listOf(objects: readonly { kind: Kind; base: number; id: number }[]): ObjectList {
  const idLength = 20;
  const ids = new Uint8Array(idLength * objects.length);
  for (const [number, { id }] of objects.entries())
    Buffer.from(ids.buffer).writeUInt32BE(id, number * idLength);
  const baseOf = (base: number, kind: Kind) => (objects[base]?.kind === kind ? base : -1);
  const shared = {
    idLength,
    ids,
    kinds: Uint8Array.from(objects, ({ kind }) => KINDS.indexOf(kind)),
    sizes: new Uint32Array(objects.length),
    bases: Int32Array.from(objects, ({ base, kind }) => baseOf(base, kind)),
  };
  return new ObjectList(shared, new Uint32Array(2));
}

const objects = array(record({ kind: constantFrom(...KINDS), base: nat(60), id: nat(0xffff_ffff) }), {
  maxLength: 40,
});

test('each text is in one shard, together with its delta base', () => {
  assert(
    property(objects, integer({ min: 1, max: 6 }), (all, count) => {
      const list = listOf(all);
      const shards = Array.from({ length: count }, (_, index) =>
        inShard(list, list.texts(), { index: index + 1, count }),
      );
      expect(shards.flatMap((shard) => [...shard]).sort((a, b) => a - b)).toEqual([...list.texts()]);
      const shardOf = (number: number) => shards.findIndex((shard) => shard.includes(number));
      for (const number of list.texts()) {
        const base = list.shared.bases[number] ?? -1;
        if (base !== -1) expect(shardOf(number)).toBe(shardOf(base));
      }
    }),
    { seed },
  );
});

test('the digest of objects does not depend on their order, and tells each set from others', () => {
  const list = listOf([1, 2, 4, 8].map((id) => ({ kind: 'blob', base: 99, id })));
  const digest = (...numbers: number[]) => digestOf(list.shared, numbers);
  expect(digest(0, 1, 2)).toEqual(digest(2, 0, 1));
  expect(digest(0, 1)).not.toEqual(digest(0, 2));
  expect(digest(0, 0, 1)).not.toEqual(digest(1));
});
