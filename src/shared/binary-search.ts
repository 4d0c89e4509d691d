/**
 * The first of some numbers in order that is not before what is looked for.
 *
 * @param to behind the last one, and the answer where all are before it
 */
export function binarySearch(from: number, to: number, isBefore: (number: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
