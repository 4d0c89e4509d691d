/** Groups values by a key, in order. */
export function groupBy<K, V>(values: readonly V[], keyOf: (value: V, index: number) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const [index, value] of values.entries()) pushTo(groups, keyOf(value, index), value);
  return groups;
}

/** Adds a value to the list of a key. */
export function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
