import { TEXT_END } from './nfa.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { lineMatcher } from './dfa-matchers.ts';

/** True if a name may be evidence or contain a key. */
export function pathMayMatter(name: string): boolean {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  filterPaths([name]);
  return NAMES.get(name) ?? true;
}

/** Filters many names at once, and remembers the result for {@link pathMayMatter}. Most names do not matter. */
export function filterPaths(names: Iterable<string>): void {
  const news = [...new Set(names)].filter((name) => !NAMES.has(name));
  if (news.length === 0 || !hasWebAssembly()) return;
  // a history has few names and many files
  if (NAMES.size + news.length > MAX_NAMES) NAMES.clear();
  for (const [index, may] of haveHits(news).entries()) {
    const name = news[index] ?? '';
    // a hit may belong to the name next to it
    NAMES.set(name, may && (news.length === 1 || haveHits([name])[0] !== false));
  }
}

const NAMES = new Map<string, boolean>();

const MAX_NAMES = 100_000;

/** Returns for each name whether it has a hit in it or near it. */
function haveHits(names: readonly string[]): boolean[] {
  const bytes = Buffer.from(names.map((name) => `${name}${END}`).join(''));
  const [matches] = lineMatcher().match([bytes]) ?? [];
  if (matches === undefined) return names.map(() => true);
  const hits = matches.hits.values();
  let hit = hits.next().value;
  let start = 0;
  return names.map(() => {
    const end = bytes.indexOf(TEXT_END, start);
    while (hit !== undefined && hit.end < start) hit = hits.next().value;
    const may = hit !== undefined && hit.start <= end;
    start = end + 1;
    return may;
  });
}

/** A name ends like a line. */
const END = `\n${String.fromCharCode(TEXT_END)}`;
