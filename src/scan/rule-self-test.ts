import { detect } from './detect.ts';
import type { Examples, Rule, RuleId } from '../rules/rule.ts';
import { FakeCredentials } from '../rules/fake-credentials.ts';

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
 * @param examples of each rule
 * @param seed any whole number; the same one makes the same values
 */
export function testRules(
  rules: readonly Rule[],
  examples: ReadonlyMap<RuleId, Examples>,
  seed: number,
  now: Date,
): RuleTest[] {
  return rules.map((rule) => {
    // a rule without examples has not been tested, and fails
    const { found = [], passed = [] } = examples.get(rule.id) ?? {};
    const missed = found.filter((make) => {
      const { text, value, path } = make(new FakeCredentials(seed));
      return valuesOf(rule, text, path, now).join() !== (rule.canonical?.(value) ?? value);
    });
    const flagged = passed.filter((make) => {
      const made = make(new FakeCredentials(seed));
      const { text, path } = typeof made === 'string' ? { text: made } : made;
      return valuesOf(rule, text, path, now).length > 0;
    });
    return {
      ruleId: rule.id,
      found: found.length,
      passed: passed.length,
      failed: found.length === 0 ? 1 : missed.length + flagged.length,
    };
  });
}

function valuesOf(rule: Rule, text: string, path = 'file.txt', now: Date): string[] {
  return detect({ path, kind: 'content', text, line: 1, column: 1 }, [rule], now)
    .filter(({ expired }) => !expired)
    .map(({ value }) => value);
}
