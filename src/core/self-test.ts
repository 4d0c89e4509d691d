import { detect } from './detect.ts';
import type { Rule, RuleId } from './rule.ts';
import { Sample } from './sample.ts';

/** How a rule did on its own examples. */
export interface RuleTest {
  readonly ruleId: RuleId;
  /** How many texts it must find something in, and how many look-alikes it must let pass. */
  readonly found: number;
  readonly passed: number;
  /** How many of either it did not. */
  readonly failed: number;
}

/**
 * Runs every rule on its own examples, with values made for this run.
 *
 * @param seed any whole number; the same one makes the same values
 */
export function testRules(rules: readonly Rule[], seed: number, now: Date): RuleTest[] {
  return rules.map((rule) => {
    const { found, passed } = rule.examples;
    const missed = found.filter((make) => {
      const { text, value, path } = make(new Sample(seed));
      return valuesOf(rule, text, path, now).join() !== (rule.canonical?.(value) ?? value);
    });
    const flagged = passed.filter((make) => {
      const made = make(new Sample(seed));
      const { text, path } = typeof made === 'string' ? { text: made } : made;
      return valuesOf(rule, text, path, now).length > 0;
    });
    return {
      ruleId: rule.id,
      found: found.length,
      passed: passed.length,
      failed: missed.length + flagged.length,
    };
  });
}

function valuesOf(rule: Rule, text: string, path = 'file.txt', now: Date): string[] {
  return detect({ path, kind: 'content', text, line: 1, column: 1 }, [rule], now)
    .filter(({ expired }) => !expired)
    .map(({ value }) => value);
}
