import { TEXT_END } from './nfa.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { lineMatcher } from './dfa-matchers.ts';

/** Whether a name may be evidence, or hold a key. */
export function pathMayMatter(name: string): boolean {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  learn([name]);
  return NAMES.get(name) ?? true;
}

/** Finds out of many names at once whether they are telling: most are not, nor are those that stand beside them. */
export function learn(names: Iterable<string>): void {
  const news = [...new Set(names)].filter((name) => !NAMES.has(name));
  if (news.length === 0 || !hasWebAssembly()) return;
  // a history has few names and very many files
  if (NAMES.size + news.length > MOST_NAMES) NAMES.clear();
  for (const [nth, may] of mayTell(news).entries()) {
    const name = news[nth] ?? '';
    NAMES.set(name, may && (news.length === 1 || mayTell([name])[0] !== false));
  }
}

const NAMES = new Map<string, boolean>();

const MOST_NAMES = 100_000;

/** Of each name whether there is a hit in it or near it. */
function mayTell(names: readonly string[]): boolean[] {
  const bytes = Buffer.from(names.map((name) => `${name}${END}`).join(''));
  const [walked] = lineMatcher().walk([bytes]) ?? [];
  if (walked === undefined) return names.map(() => true);
  const hits = walked.hits.values();
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

/** A name ends as a line does. */
const END = `\n${String.fromCharCode(TEXT_END)}`;
