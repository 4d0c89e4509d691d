import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { looksRandom } from '../../src/rules/values/randomness.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { valuesIn } from '../helpers/text.ts';

const ROUNDS = 40;

/** Everything that is written about a rule: its file, its texts in each language, and its row in the documentation. */
function writtenAbout(id: string): string[] {
  const texts = new RegExp(`^ {2}'${id}': \\{[^]*?^ {2}\\},$`, 'm');
  return [
    readFileSync(`src/rules/${id.replace('aws-', '')}.ts`, 'utf8'),
    ...['en', 'ja'].map(
      (language) => texts.exec(readFileSync(`src/messages/rules/${language}.ts`, 'utf8'))?.[0] ?? '',
    ),
    ...readFileSync('docs/detection.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`| \`${id}\``)),
  ].flatMap((text) => text.split('\n'));
}

describe.each(rules)('$id', (rule) => {
  test('finds exactly the value of each example', () => {
    for (const [index, make] of rule.examples.found.entries()) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { text, value, path } = make(new FakeCredentials(seed + round * 97 + index));
        const found = valuesIn(text, rule.id, path);
        // documented in docs/detection.md: one random key in a million is missed if the evidence is weak
        if (found.length === 0 && rule.id === 'aws-secret-access-key' && !looksRandom(value)) continue;
        expect(found, `example ${index} of seed ${seed}, round ${round}`).toEqual([
          rule.canonical?.(value) ?? value,
        ]);
      }
    }
  });

  test('finds nothing in the look-alikes', () => {
    for (const [index, make] of rule.examples.passed.entries()) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const made = make(new FakeCredentials(seed + round * 89 + index));
        const { text, path } = typeof made === 'string' ? { text: made } : made;
        const found = valuesIn(text, rule.id, path);
        expect(found, `look-alike ${index} of seed ${seed}, round ${round}`).toEqual([]);
      }
    }
  });

  test('has a keyword for every example', () => {
    for (const make of rule.examples.found) {
      const { text, path = '' } = make(new FakeCredentials(seed));
      const hasWord = rule.keywordTexts?.some((word) => text.includes(word)) === true;
      expect(hasWord || rule.keywords.some((keyword) => keyword.test(text) || keyword.test(path))).toBe(true);
    }
  });

  test('has no TODO left from npm run new-rule', () => {
    expect(writtenAbout(rule.id).filter((line) => line.includes('TODO'))).toEqual([]);
  });
});

test('rule IDs are unique and start with aws-', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id.startsWith('aws-'))).toBe(true);
});

test('docs/detection.md has a row for every rule', () => {
  const rows = readFileSync('docs/detection.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `aws-'));
  const documented = rows.flatMap((row) => row.split('|')[1]?.match(/aws-[a-z-]+/g) ?? []);
  expect(documented.toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
});
