import { rules } from '../core/rules/index.ts';
import { hasWebAssembly } from '../core/web-assembly.ts';
import { letterWalker } from './walkers.ts';

/** Whether a rule may find something in a text in which there is nothing more to unfold. It takes less than asking the rules. */
export function mayBeFoundIn(text: string): boolean {
  if (!hasWebAssembly() || WORDS.some((word) => text.includes(word))) return true;
  const [walked] = letterWalker().walk([Buffer.from(text)]) ?? [];
  return walked?.hits.length !== 0;
}

const WORDS = rules.flatMap(({ sentinelWords = [] }) => sentinelWords);
