import { Evidence } from './evidence/index.ts';
import type { Fragment } from './fragment.ts';
import type { Rule } from './rule.ts';

/** A credential that was found, with its raw value. It lives only until it is judged. */
export interface Candidate {
  readonly rule: Rule;
  readonly fragment: Fragment;
  readonly start: number;
  readonly value: string;
}

/** Everything in a fragment that a rule confirms. */
export function detect(fragment: Fragment, rules: readonly Rule[], now: Date): Candidate[] {
  const found: Candidate[] = [];
  const evidence = new Evidence(fragment);
  for (const rule of rules) {
    if (!rule.sentinel.test(fragment.text)) continue;
    for (const { 0: value, index: start } of fragment.text.matchAll(rule.pattern)) {
      if (rule.confirm({ value, start }, evidence, now)) found.push({ rule, fragment, start, value });
    }
  }
  return found;
}
