/** The lines of one file that a change adds: all of them, or pairs of first and last line, ascending. */
export type AddedLines = 'all' | readonly (readonly [first: number, last: number])[];

/** Whether any line from `first` to `last` is added. */
export function touches(added: AddedLines, first: number, last: number): boolean {
  return added === 'all' || added.some(([from, to]) => from <= last && first <= to);
}

/** The lines that are added against both: what a merge adds to each of its parents. */
export function intersect(a: AddedLines, b: AddedLines): AddedLines {
  if (a === 'all') return b;
  if (b === 'all') return a;
  return a.flatMap(([from, to]) =>
    b
      .map(([first, last]) => [Math.max(from, first), Math.min(to, last)] as const)
      .filter(([first, last]) => first <= last),
  );
}

/** How many lines that is, for a file of `total` lines. */
export function countAdded(added: AddedLines, total: number): number {
  return added === 'all' ? total : added.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}
