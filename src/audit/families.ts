import { KINDS, type SharedObjects } from './object-list.ts';

/**
 * Orders objects by delta family: each blob after the one that git stores it as a delta of, if that is among them. So git finds
 * the base in its cache, and neighbours are nearly equal. Commits and tags come last.
 *
 * @param wanted their numbers
 */
export function byFamily({ kinds, bases }: SharedObjects, wanted: Uint32Array): Uint32Array {
  const size = kinds.length;
  // of each object the first one that is a delta of it, and the next one that is a delta of the same base; -1 for none
  const [firsts, nexts] = [new Int32Array(size).fill(-1), new Int32Array(size).fill(-1)];
  const isWanted = new Uint8Array(size);
  for (const number of wanted) isWanted[number] = Number(kinds[number] === BLOB);
  const roots: number[] = [];
  for (let nth = wanted.length - 1; nth >= 0; nth -= 1) {
    const number = wanted[nth] as number;
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
      for (let each = firsts[number] as number; each !== -1; each = nexts[each] as number) stack.push(each);
    }
  };
  take();
  // copies in several packs can be deltas of one another
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

/** Some objects of an order: the place of the first one, and of the one after the last. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Cuts an order of objects into slices, each for one git to read. */
export function slicesOf({ sizes }: SharedObjects, order: Uint32Array): Slice[] {
  // a person who waits wants to see that something happens
  const most = Math.min(Math.max(MIN_COUNT, Math.ceil(order.length / 16)), MAX_COUNT);
  const slices: Slice[] = [];
  let [from, bytes] = [0, 0];
  for (let at = 0; at < order.length; at += 1) {
    bytes += sizes[order[at] as number] as number;
    if (bytes < SLICE_BYTES && at + 1 - from < most) continue;
    slices.push({ from, to: at + 1 });
    [from, bytes] = [at + 1, 0];
  }
  if (from < order.length) slices.push({ from, to: order.length });
  return slices;
}

const SLICE_BYTES = 32 * 1024 * 1024;
const [MIN_COUNT, MAX_COUNT] = [1000, 20_000] as const;
