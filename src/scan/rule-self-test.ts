import { detect } from './detect.ts';
import type { Examples, Rule, RuleId } from '../rules/rule.ts';
import { FakeCredentials } from '../rules/fake-credentials.ts';

/** The result of one rule's self-test. */
export interface RuleTest {
  readonly ruleId: RuleId;
  /** The number of examples with a credential, and of look-alikes. */
  readonly found: number;
  readonly passed: number;
  /** The number of examples with the wrong result. */
  readonly failed: number;
}

/**
 * Tests every rule with its own examples, with values generated for this run.
 *
 * @param examples the examples of each rule
 * @param seed any whole number; the same seed gives the same values
 */
export function testRules(
  rules: readonly Rule[],
  examples: ReadonlyMap<RuleId, Examples>,
  seed: number,
  now: Date,
): RuleTest[] {
  return rules.map((rule) => {
    // a rule without examples is untested, so it fails
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
