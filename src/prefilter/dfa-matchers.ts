import { prefilterNfas } from './prefilter-nfas.ts';
import { DfaMatcher } from './dfa-matcher.ts';

/** Returns the matcher for all expressions of the prefilter, built on first use. */
export function lineMatcher(): DfaMatcher {
  return (all ??= new DfaMatcher(prefilterNfas()));
}

let all: DfaMatcher | undefined;

/** Returns the matcher for the expressions over letters only, built on first use. */
export function letterMatcher(): DfaMatcher {
  return (letters ??= new DfaMatcher(prefilterNfas().filter(({ hasLines }) => !hasLines)));
}

let letters: DfaMatcher | undefined;
