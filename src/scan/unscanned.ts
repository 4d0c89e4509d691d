import type { Unscanned } from '../decode/content.ts';
import type { Collected } from './collect.ts';

/** Unscanned parts without duplicates: several readings of a text may contain the same encoded part. */
export function withoutDuplicates(
  unscanned: Collected['unscanned'],
  show: (path: string) => string,
): Unscanned[] {
  const list: Unscanned[] = [];
  const known = new Set<string>();
  /** The number of entries per file and reason; `Infinity` once the file itself is listed. */
  const counts = new Map<string, number>();
  for (const { path, part } of unscanned) {
    const { inside, reason } = part;
    const entry = { path: show(path), ...(inside === undefined ? {} : { inside: show(inside) }), reason };
    const file = [entry.path, reason].join('\0');
    const name = [file, entry.inside ?? ''].join('\0');
    const count = counts.get(file) ?? 0;
    if (known.has(name) || count > MAX_LISTED_MEMBERS) continue;
    known.add(name);
    const isWhole = entry.inside === undefined || count === MAX_LISTED_MEMBERS;
    counts.set(file, isWhole ? Infinity : count + 1);
    list.push(count < MAX_LISTED_MEMBERS ? entry : { path: entry.path, reason });
  }
  return list;
}

/** The largest number of members listed per archive; for more, only the archive is. */
const MAX_LISTED_MEMBERS = 8;
