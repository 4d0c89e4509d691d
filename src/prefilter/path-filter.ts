import { matchAll } from './dfa-matchers.ts';

/** True if a name may be evidence or contain a key. */
export function pathMayMatter(name: string): boolean {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  // a history has few names and many files
  if (NAMES.size > MAX_NAMES) NAMES.clear();
  const may = matchAll(Buffer.from(name))?.hits.length !== 0;
  NAMES.set(name, may);
  return may;
}

const NAMES = new Map<string, boolean>();

const MAX_NAMES = 100_000;
