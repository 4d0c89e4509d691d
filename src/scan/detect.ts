import { Evidence } from '../rules/evidence/index.ts';
import type { Fragment } from '../shared/fragment.ts';
import type { Match } from '../rules/match.ts';
import type { Rule } from '../rules/rule.ts';

/** A credential that was found, with its raw value. It lives only until it is judged. */
export interface Candidate {
  readonly rule: Rule;
  readonly fragment: Fragment;
  readonly start: number;
  readonly end: number;
  /** The canonical value. */
  readonly value: string;
  readonly expired: boolean;
  /** The commit that adds it; none for what is not committed. */
  readonly commit?: string | undefined;
}

/** What was found in a fragment. */
interface Detected {
  /** Everything that a rule confirms, or would have before it expired. */
  readonly candidates: readonly Candidate[];
  /** Whether the fragment's name was asked for, so that more could be found under another one. */
  readonly asksForName: boolean;
}

export function detectIn(fragment: Fragment, rules: readonly Rule[], now: Date): Detected {
  const evidence = new Evidence(fragment);
  return { candidates: found(evidence, rules, now), asksForName: evidence.asksForName };
}

/** Everything in a fragment that a rule confirms, or would have before it expired. */
export function detect(fragment: Fragment, rules: readonly Rule[], now: Date): readonly Candidate[] {
  return detectIn(fragment, rules, now).candidates;
}

/** Whether anything could be found in a fragment if it had another name. */
export function mightMatch(fragment: Fragment, rules: readonly Rule[], now: Date): boolean {
  const { candidates, asksForName } = detectIn(fragment, rules, now);
  return candidates.length > 0 || asksForName;
}

function found(evidence: Evidence, rules: readonly Rule[], now: Date): Candidate[] {
  const candidates: Candidate[] = [];
  const { fragment } = evidence;
  for (const rule of rules) {
    if (!mayFind(rule, fragment)) continue;
    for (const match of matchesOf(rule, fragment.text)) {
      const verdict = rule.confirm(match, evidence, now);
      if (verdict !== 'none') candidates.push(candidateOf(rule, fragment, match, verdict === 'expired'));
    }
  }
  return candidates;
}

/** Everything in a text that has the form of a rule's values. */
export function* matchesOf(rule: Rule, text: string): Generator<Match> {
  let done = 0;
  for (const { 0: value, index: start } of text.matchAll(rule.pattern)) {
    // it lies in a value that was found by another part of it
    if (start < done) continue;
    const match = rule.expand?.({ value, start }, text) ?? { value, start };
    done = match.start + match.value.length;
    yield match;
  }
}

/** Whether a keyword of the rule stands in a text, in the first lines of its file, or in the name that the file or an archive's member has. */
function mayFind({ keywords, keywordTexts = [] }: Rule, fragment: Fragment): boolean {
  const { text, path, inside = '', head = '' } = fragment;
  const all = [text, path, inside, head];
  return (
    keywords.some((keyword) => all.some((each) => keyword.test(each))) ||
    keywordTexts.some((word) => all.some((each) => each.includes(word)))
  );
}

function candidateOf(rule: Rule, fragment: Fragment, { value, start }: Match, expired: boolean): Candidate {
  const canonical = rule.canonical?.(value) ?? value;
  return { rule, fragment, start, end: start + value.length, value: canonical, expired };
}
