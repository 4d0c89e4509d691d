import type { Examples, RuleId } from './rule.ts';
import { rules } from './index.ts';

/** The examples of each rule. They are a module of their own because every commit loads the rules, but only tests need these. */
export const examples: ReadonlyMap<RuleId, Examples> = new Map(rules.map((rule) => [rule.id, rule.examples]));
