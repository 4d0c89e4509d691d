import { prefilterNfas } from './prefilter-nfas.ts';
import { DfaMatcher } from './dfa-matcher.ts';

/** What walks through all expressions of the prefilter, made when it is first asked for. */
export function lineMatcher(): DfaMatcher {
  return (all ??= new DfaMatcher(prefilterNfas()));
}

let all: DfaMatcher | undefined;

/** What walks through the expressions over letters only. */
export function letterMatcher(): DfaMatcher {
  return (letters ??= new DfaMatcher(prefilterNfas().filter(({ hasLines }) => !hasLines)));
}

let letters: DfaMatcher | undefined;
