import { Evidence } from '../rules/evidence/index.ts';
import type { Fragment } from '../shared/fragment.ts';
import type { Match } from '../rules/match.ts';
import { RUN_CONTEXT, type Rule, type Verdict } from '../rules/rule.ts';
import { KeywordSearch } from './keyword-search.ts';
import { endsIn, type Run, runsOf } from '../decode/base64-runs.ts';

/** A credential with its raw value, before the policy is applied. */
export interface Candidate {
  readonly rule: Rule;
  readonly fragment: Fragment;
  readonly start: number;
  readonly end: number;
  /** The canonical value. */
  readonly value: string;
  /** True if it is no finding: it has expired, or is impossible. */
  readonly expired: boolean;
  /** True if AWS cannot have issued it. */
  readonly impossible?: true;
  /** The commit that adds it; undefined for uncommitted content. */
  readonly commit?: string | undefined;
  /** True if only the value was searched for, because a rule has found it elsewhere. */
  readonly isOtherPlace?: true;
}

/** The values found in one fragment. */
export interface Detected {
  /** All values that a rule confirms, expired ones included. */
  readonly candidates: readonly Candidate[];
  /** True if a rule consulted the path, so another path could give more findings. */
  readonly dependsOnPath: boolean;
}

/** Runs the rules on one fragment. */
export function detectIn(fragment: Fragment, rules: readonly Rule[], now: Date): Detected {
  const evidence = new Evidence(fragment);
  return { candidates: candidatesIn(evidence, rules, now), dependsOnPath: evidence.dependsOnPath };
}

/** Returns all values in a fragment that a rule confirms, expired ones included. */
export function detect(fragment: Fragment, rules: readonly Rule[], now: Date): readonly Candidate[] {
  return detectIn(fragment, rules, now).candidates;
}

/** True if the fragment could give a finding under any path. */
export function mightMatch(fragment: Fragment, rules: readonly Rule[], now: Date): boolean {
  const { candidates, dependsOnPath } = detectIn(fragment, rules, now);
  return candidates.length > 0 || dependsOnPath;
}

function candidatesIn(evidence: Evidence, rules: readonly Rule[], now: Date): Candidate[] {
  const candidates: Candidate[] = [];
  const { fragment } = evidence;
  const keywords = new KeywordSearch(fragment, rules);
  for (const rule of rules) {
    if (!keywords.mayMatch(rule)) continue;
    for (const match of matchesOf(rule, fragment.text)) {
      const verdict = rule.confirm(match, evidence, now);
      if (verdict !== 'none') candidates.push(candidateOf(rule, fragment, match, verdict));
    }
  }
  return candidates;
}

/** Yields the values in a text that match the rule's pattern, without overlaps. */
export function* matchesOf(rule: Rule, text: string): Generator<Match> {
  let done = 0;
  for (const raw of patternMatches(rule, text)) {
    // inside a value that was already expanded from another match
    if (raw.start < done) continue;
    const match = rule.expand?.(raw, text) ?? raw;
    done = match.start + match.value.length;
    yield match;
  }
}

/** Yields the matches of the rule's pattern. */
function* patternMatches({ pattern, minRun, endsRun }: Rule, text: string): Generator<Match> {
  if (minRun === undefined) {
    for (const { 0: value, index: start } of text.matchAll(pattern)) yield { value, start };
    return;
  }
  for (const whole of runsOf(text, minRun))
    for (const run of endsRun === true ? endsIn(text, whole, minRun) : [whole])
      yield* matchesIn(text, run, pattern);
}

function* matchesIn(text: string, run: Run, pattern: RegExp): Generator<Match> {
  const from = Math.max(run.start - RUN_CONTEXT, 0);
  for (const { 0: value, index } of text.slice(from, run.end + RUN_CONTEXT).matchAll(pattern)) {
    const start = from + index;
    // the characters around a run may be a part of another one
    if (start >= run.start && start < run.end) yield { value, start };
  }
}

function candidateOf(
  rule: Rule,
  fragment: Fragment,
  { value, start }: Match,
  verdict: Exclude<Verdict, 'none'>,
): Candidate {
  const canonical = rule.canonical?.(value) ?? value;
  return {
    rule,
    fragment,
    start,
    end: start + value.length,
    value: canonical,
    expired: verdict !== 'credential',
    ...(verdict === 'impossible' ? { impossible: true } : {}),
  };
}
