import type { Form } from './blueprint.ts';
import { blueprints } from './blueprints.ts';
import { Walker } from './walk.ts';

/** What walks through all expressions of the prefilter, made when it is first asked for. */
export function walkerFor(form: Form): Walker {
  return (walkers[form] ??= new Walker(blueprints(), form));
}

const walkers: Partial<Record<Form, Walker>> = {};

/** What walks through the expressions over letters only. */
export function letterWalker(): Walker {
  return (letters ??= new Walker(
    blueprints().filter(({ hasLines }) => !hasLines),
    'texts',
  ));
}

let letters: Walker | undefined;
