import type { Finding } from '../scan/finding.ts';
import { type FixPlace, indexUpdateFor, withTrialIndex } from './index-update.ts';
import { type FixPlan, type FixState, isEmptyPlan, planFix } from './plan.ts';
import type { IndexEntry } from './read-state.ts';

interface FixTrial {
  readonly place: FixPlace;
  readonly state: FixState;
  readonly index: ReadonlyMap<string, IndexEntry>;
  /** All findings of the staged change. */
  readonly findings: readonly Finding[];
  /** Says whether a finding may be fixed. */
  readonly isSelected: (finding: Finding) => boolean;
  /** Scans what is staged. */
  readonly scan: () => Promise<readonly Finding[]>;
}

/**
 * Returns a plan that was tried on a copy of the index: afterwards a scan finds what is left, and nothing else. A value
 * may be evidence for another one, so taking only one of them out could hide the other from the hook.
 */
export async function triedPlan({
  place,
  state,
  index,
  findings,
  isSelected,
  scan,
}: FixTrial): Promise<FixPlan> {
  const excluded = new Set<string>();
  for (;;) {
    const plan = planFix(
      findings.filter((finding) => isSelected(finding) && !excluded.has(finding.path)),
      state,
    );
    if (isEmptyPlan(plan)) return plan;
    const update = await indexUpdateFor(place, plan, index);
    const after = await withTrialIndex(place, update, scan);
    const fixed = new Set(plan.fixed);
    const left = findings.filter((finding) => !fixed.has(finding));
    const wrong = differences(left, after);
    if (wrong.length === 0) return plan;
    const size = excluded.size;
    for (const { path, fingerprint } of wrong)
      for (const finding of findings)
        if (finding.path === path || finding.fingerprint === fingerprint) excluded.add(finding.path);
    // what is wrong is in no planned file
    if (excluded.size === size) for (const { path } of plan.fixed) excluded.add(path);
  }
}

/** The findings that one list has more often than the other. */
function differences(expected: readonly Finding[], found: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ path, fingerprint, ruleId }: Finding) => [path, fingerprint, ruleId].join('\0');
  const counts = new Map<string, number>();
  for (const finding of expected) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  for (const finding of found) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) - 1);
  return [...expected, ...found].filter((finding) => counts.get(keyOf(finding)) !== 0);
}
