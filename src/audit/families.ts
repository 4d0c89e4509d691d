import { KINDS, type SharedObjects } from './object-list.ts';

/**
 * Orders objects by delta family: each blob after its delta base, if that is among them, and commits and tags last. This
 * way git finds the base in its cache, and neighbors are nearly equal.
 *
 * @param wanted the numbers of the objects
 */
export function byDeltaFamily({ kinds, bases }: SharedObjects, wanted: Uint32Array): Uint32Array {
  const size = kinds.length;
  // for each object, the first delta of it, and the next delta of the same base; -1 for none
  const [firsts, nexts] = [new Int32Array(size).fill(-1), new Int32Array(size).fill(-1)];
  const isWanted = new Uint8Array(size);
  for (const number of wanted) isWanted[number] = Number(kinds[number] === BLOB);
  const roots: number[] = [];
  for (let index = wanted.length - 1; index >= 0; index -= 1) {
    const number = wanted[index] as number;
    const base = bases[number] as number;
    if (isWanted[number] === 0) continue;
    if (base === -1 || isWanted[base] === 0) roots.push(number);
    else {
      nexts[number] = firsts[base] as number;
      firsts[base] = number;
    }
  }
  const order = new Uint32Array(wanted.length);
  let length = 0;
  const stack = roots;
  const take = (): void => {
    for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
      if (isWanted[number] === 0) continue;
      isWanted[number] = 0;
      order[length] = number;
      length += 1;
      for (let delta = firsts[number] as number; delta !== -1; delta = nexts[delta] as number)
        stack.push(delta);
    }
  };
  take();
  // with copies in several packs, objects can be deltas of each other
  for (const number of wanted)
    if (isWanted[number] === 1) {
      stack.push(number);
      take();
    }
  for (const number of wanted)
    if (kinds[number] !== BLOB) {
      order[length] = number;
      length += 1;
    }
  return order;
}

const BLOB = KINDS.indexOf('blob');

/** A range of an order of objects; `to` is exclusive. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Divides an order of objects into slices, each of which one git process reads. */
export function slicesOf({ sizes }: SharedObjects, order: Uint32Array): Slice[] {
  // slices are small enough to show progress
  const maxCount = Math.min(Math.max(MIN_COUNT, Math.ceil(order.length / 16)), MAX_COUNT);
  const slices: Slice[] = [];
  let [from, bytes] = [0, 0];
  for (let index = 0; index < order.length; index += 1) {
    bytes += sizes[order[index] as number] as number;
    if (bytes < MIN_SLICE_BYTES && index + 1 - from < maxCount) continue;
    slices.push({ from, to: index + 1 });
    [from, bytes] = [index + 1, 0];
  }
  if (from < order.length) slices.push({ from, to: order.length });
  return slices;
}

const MIN_SLICE_BYTES = 32 * 1024 * 1024;
const [MIN_COUNT, MAX_COUNT] = [1000, 20_000] as const;
