import type { Collected } from './collect.ts';
import { gitLineAt, originalSpan, type Span } from '../shared/fragment.ts';
import { type AddedLines, type LineRange, touches } from '../shared/line-ranges.ts';
import { type AddedLinesByFile, fileKey } from './source.ts';

/** Returns a function that gives the added lines of a file by its {@link fileKey}. */
export function lookupIn(added: AddedLinesByFile | 'all'): (key: string) => AddedLines {
  return (key) => (added === 'all' ? 'all' : (added.get(key) ?? []));
}

/** True if the range touches an added line. */
export function isAdded(
  range: Span,
  commit: string | undefined,
  lines: (key: string) => AddedLines,
): boolean {
  const place = linesOf(range, commit);
  return place === undefined || touches(lines(place.key), ...place.range);
}

/**
 * The lines that decide whether a range is added. Names have none, nor have archive members: their lines are not lines
 * of the change.
 */
function linesOf(range: Span, commit: string | undefined): { key: string; range: LineRange } | undefined {
  const span = originalSpan(range);
  if (range.fragment.kind === 'name' || span.fragment.inside !== undefined) return undefined;
  const first = gitLineAt(span.fragment, span.start);
  const last = gitLineAt(span.fragment, span.end);
  // further down than the context of a patch, the beginning of the value is not visible
  const isSparse = span.end - span.start < MIN_LINE_CHARACTERS * (last - first);
  const key = fileKey({ path: span.fragment.path, commit });
  return { key, range: [first, isSparse ? Math.min(last, first + MAX_COMPARED_LINES) : last] };
}

/** The lines that decide which parts of a scan are added, by file. */
export function linesOfAll({ candidates, unscanned }: Collected): Map<string, LineRange[]> {
  const all = new Map<string, LineRange[]>();
  const places = [
    ...candidates.map((candidate) => linesOf(candidate, candidate.commit)),
    ...unscanned.map(({ part, commit }) => part.at && linesOf(part.at, commit)),
  ];
  for (const place of places) {
    if (place === undefined) continue;
    const ranges = all.get(place.key);
    if (ranges === undefined) all.set(place.key, [place.range]);
    else ranges.push(place.range);
  }
  return all;
}

/**
 * If the lines of a value are shorter than this on average, in characters, only the first {@link MAX_COMPARED_LINES} decide
 * whether it is added.
 */
const MIN_LINE_CHARACTERS = 44;

/** The fast path shows as many context lines beyond the evidence distance. */
export const MAX_COMPARED_LINES = 10;
