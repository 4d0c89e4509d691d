import { rules } from '../rules/index.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { letterMatcher } from './dfa-matchers.ts';

/** Whether a rule may find something in a text in which there is nothing more to unfold. It takes less than asking the rules. */
export function mayBeFoundIn(text: string): boolean {
  if (!hasWebAssembly() || WORDS.some((word) => text.includes(word))) return true;
  const [walked] = letterMatcher().walk([Buffer.from(text)]) ?? [];
  return walked?.hits.length !== 0;
}

const WORDS = rules.flatMap(({ keywordTexts = [] }) => keywordTexts);
