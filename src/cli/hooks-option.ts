import { AppError } from '../shared/errors.ts';
import { DEFAULT_HOOKS, type HookName, HOOKS, parseHooks } from '../install/hook-names.ts';
import type { Args } from './args.ts';

/** Returns the hooks in `--hooks`, or the default ones. */
export function hooksOf(args: Args): readonly HookName[] {
  const list = args.text('hooks');
  const hooks = list === undefined ? DEFAULT_HOOKS : parseHooks(list);
  if (hooks === undefined)
    throw new AppError('usage-bad-value', { option: '--hooks', expected: HOOKS.join(', ') });
  return hooks;
}
