/** The places of whole numbers, in order of the numbers. Sorting very many by a function takes several times as long. */
export function orderOf(numbers: Float64Array): Uint32Array {
  const { length } = numbers;
  // a number and its place as one of 64 bits
  const pairs = new Uint32Array(2 * length);
  let isLarge = IS_BIG_ENDIAN;
  for (let nth = 0; nth < length; nth += 1) {
    const each = numbers[nth] as number;
    if (each >= WORD) isLarge = true;
    pairs[2 * nth] = nth;
    pairs[2 * nth + 1] = each;
  }
  const order = new Uint32Array(length);
  if (isLarge) {
    for (let nth = 0; nth < length; nth += 1) order[nth] = nth;
    return order.sort((a, b) => (numbers[a] as number) - (numbers[b] as number));
  }
  new BigUint64Array(pairs.buffer).sort();
  for (let nth = 0; nth < length; nth += 1) order[nth] = pairs[2 * nth] as number;
  return order;
}

const WORD = 2 ** 32;

const IS_BIG_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;
