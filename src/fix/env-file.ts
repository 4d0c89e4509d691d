/** A value to store in `.env`. */
export interface NeededVariable {
  readonly value: string;
  /** The usual name of the variable. */
  readonly variable: string;
  /** The file that needs it. */
  readonly path: string;
}

/** The variables of a `.env` file. */
export function variablesIn(content: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of content.matchAll(
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm,
  ))
    found.set(name, /^(["'])(.*)\1$/.exec(value)?.[2] ?? value);
  return found;
}

/**
 * Gives each value a name: the one that it already has in the file, or else the usual one, with a number if that is taken.
 * Values that belong together get the same number.
 *
 * @returns names by value
 */
export function nameValues(
  needed: readonly NeededVariable[],
  existing: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const names = new Map(Array.from(existing, ([name, value]) => [value, name]));
  const taken = new Set(existing.keys());
  for (const group of groupsOf(needed.filter(({ value }) => !names.has(value)))) {
    let number = 1;
    while ([...group.keys()].some((variable) => taken.has(numbered(variable, number)))) number += 1;
    for (const [variable, value] of group) {
      const name = numbered(variable, number);
      taken.add(name);
      names.set(value, name);
    }
  }
  return new Map(needed.map(({ value }) => [value, names.get(value) ?? '']));
}

/** Groups the values of one credential: adjacent in one file, each for a different variable. */
function groupsOf(needed: readonly NeededVariable[]): Iterable<ReadonlyMap<string, string>> {
  const groups: { readonly path: string; readonly values: Map<string, string> }[] = [];
  const seen = new Set<string>();
  for (const { value, variable, path } of needed) {
    if (seen.has(value)) continue;
    seen.add(value);
    const last = groups.at(-1);
    if (last?.path === path && !last.values.has(variable)) last.values.set(variable, value);
    else groups.push({ path, values: new Map([[variable, value]]) });
  }
  return groups.map(({ values }) => values);
}

function numbered(variable: string, number: number): string {
  return number === 1 ? variable : `${variable}_${number}`;
}

/** The text to append to a `.env` file. */
export function appendixFor(content: string, variables: readonly (readonly [string, string])[]): string {
  const lineEnd = content.includes('\r\n') ? '\r\n' : '\n';
  const first = content === '' || content.endsWith('\n') ? '' : lineEnd;
  return first + variables.map(([name, value]) => `${name}=${value}${lineEnd}`).join('');
}

/** True for a value that needs no quotes, in `.env` and in a string literal of every language. */
export function isPlainValue(value: string): boolean {
  return /^[\w/+=.:@%~-]+$/.test(value);
}
