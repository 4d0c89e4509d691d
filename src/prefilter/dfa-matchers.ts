import { LazyDfa } from './lazy-dfa.ts';
import { type Dfas, type Matches, matchText } from './dfa-matcher.ts';
import { prefilterNfas } from './prefilter-nfas.ts';

/** Returns the matches of all expressions of the prefilter; undefined if there are too many states. */
export function matchAll(text: Uint8Array): Matches | undefined {
  return matchText(prefilterDfas(), text);
}

/** Returns the matches of the expressions over letters only; undefined if there are too many states. */
export function matchLetters(text: Uint8Array): Matches | undefined {
  const [, , letters, longLetters] = prefilterDfas();
  return matchText([letters, longLetters, letters, longLetters], text);
}

/** Built on first use. */
function prefilterDfas(): Dfas {
  if (dfas === undefined) {
    const [lines, longLines, letters, longLetters] = prefilterNfas();
    dfas = [new LazyDfa(lines), new LazyDfa(longLines), new LazyDfa(letters), new LazyDfa(longLetters)];
  }
  return dfas;
}

let dfas: Dfas | undefined;
