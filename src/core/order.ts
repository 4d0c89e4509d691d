/**
 * The places of whole numbers, in order of the numbers: by eleven bits at a time (https://en.wikipedia.org/wiki/Radix_sort),
 * because sorting very many by comparison takes several times as long.
 *
 * @param numbers none is less than 0
 */
export function orderOf(numbers: Float64Array): Uint32Array {
  const { length } = numbers;
  let order = new Uint32Array(length);
  let sorted = new Uint32Array(length);
  let largest = 0;
  for (let nth = 0; nth < length; nth += 1) {
    order[nth] = nth;
    largest = Math.max(largest, numbers[nth]!);
  }
  for (let factor = 1; factor <= largest; factor *= DIGITS) {
    const ends = new Uint32Array(DIGITS + 1);
    for (let nth = 0; nth < length; nth += 1) ends[((numbers[nth]! / factor) & (DIGITS - 1)) + 1]! += 1;
    for (let digit = 1; digit <= DIGITS; digit += 1) ends[digit]! += ends[digit - 1]!;
    for (let nth = 0; nth < length; nth += 1) {
      const place = order[nth]!;
      sorted[ends[(numbers[place]! / factor) & (DIGITS - 1)]!++] = place;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

const DIGITS = 2048;
