import { type Candidate, detect } from './detect.ts';
import { fingerprint, valueKey } from '../shared/fingerprint.ts';
import type { FoundValues } from './found-values.ts';
import { originalSpan } from '../shared/fragment.ts';
import type { ScanOptions } from './scan-options.ts';
import { fileKey, type SourceItem } from './source.ts';

/** The values in the changed files before the change. */
export interface PreviousValues {
  /** Values by {@link valueKey}. A moved value is still a finding, but is reported as already committed. */
  readonly values: ReadonlySet<string>;
  /**
   * Values in archives. Archives have no lines that show what is new, so only a value that was not in the archive
   * before is new.
   */
  readonly inArchives: ReadonlySet<string | undefined>;
}

/**
 * Detects the values that the changed files held before.
 *
 * @param contents the previous contents of the files
 * @param others more values to search for
 */
export async function previousValues(
  { rules, unfold, now }: ScanOptions,
  contents: AsyncIterable<SourceItem>,
  others?: FoundValues,
): Promise<PreviousValues> {
  const values = new Set<string>();
  const inArchives = new Set<string>();
  for await (const { path, commit, bytes, inside } of contents) {
    for await (const part of unfold(path, bytes, inside)) {
      if ('reason' in part) continue;
      for (const candidate of [...detect(part, rules, now), ...(others?.placesIn(part, rules, now) ?? [])]) {
        values.add(valueKey(commit, fingerprint(candidate.value)));
        const place = placeInArchive({ ...candidate, commit });
        if (place !== undefined) inArchives.add(place);
      }
    }
  }
  return { values, inArchives };
}

/** The key of a value within an archive, anywhere in it; undefined for a file with lines. */
export function placeInArchive({ rule, fragment, start, end, value, commit }: Candidate): string | undefined {
  const span = originalSpan({ fragment, start, end });
  if (span.fragment.inside === undefined) return undefined;
  return [fileKey({ path: fragment.path, commit }), rule.id, value].join('\0');
}
