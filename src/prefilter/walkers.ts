import { blueprints } from './blueprints.ts';
import { Walker } from './walk.ts';

/** What walks through all expressions of the prefilter, made when it is first asked for. */
export function walker(): Walker {
  return (all ??= new Walker(blueprints()));
}

let all: Walker | undefined;

/** What walks through the expressions over letters only. */
export function letterWalker(): Walker {
  return (letters ??= new Walker(blueprints().filter(({ hasLines }) => !hasLines)));
}

let letters: Walker | undefined;
