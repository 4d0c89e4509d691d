import { rules } from '../rules/index.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { letterMatcher } from './dfa-matchers.ts';

/** True if a rule may match in a fully decoded text. Cheaper than to run the rules. */
export function mayBeFoundIn(text: string): boolean {
  if (!hasWebAssembly() || WORDS.some((word) => text.includes(word))) return true;
  const [matches] = letterMatcher().match([Buffer.from(text)]) ?? [];
  return matches?.hits.length !== 0;
}

const WORDS = rules.flatMap(({ keywordTexts = [] }) => keywordTexts);
