import type { Examples, RuleId } from './rule.ts';
import { rules } from './index.ts';

/** What each rule must find and let pass. Built apart from the rules, which every commit loads. */
export const examples: ReadonlyMap<RuleId, Examples> = new Map(rules.map((rule) => [rule.id, rule.examples]));
