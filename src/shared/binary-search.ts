/**
 * The first number in a sorted range for which `isBefore` is false.
 *
 * @param to the end of the range, exclusive; returned if `isBefore` is true for all
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
