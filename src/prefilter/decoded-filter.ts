import { rules } from '../rules/index.ts';
import { matchLetters } from './dfa-matchers.ts';

/** True if a rule may match in a fully decoded text. Cheaper than to run the rules. */
export function mayBeFoundIn(text: string): boolean {
  return WORDS.some((word) => text.includes(word)) || matchLetters(Buffer.from(text))?.hits.length !== 0;
}

const WORDS = rules.flatMap(({ keywordTexts = [] }) => keywordTexts);
