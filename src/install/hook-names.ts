/** The git hooks that keyward supports. */
export const HOOKS = [
  'pre-commit',
  'commit-msg',
  'pre-push',
  'pre-merge-commit',
  'prepare-commit-msg',
] as const;

export type HookName = (typeof HOOKS)[number];

/** The hooks that are installed by default. `pre-push` checks commits made without the others, such as rebases. */
export const DEFAULT_HOOKS: readonly HookName[] = ['pre-commit', 'commit-msg', 'pre-push'];

/** Parses a comma-separated list of hooks into our order; undefined if a name is unknown. */
export function parseHooks(list: string): readonly HookName[] | undefined {
  const words = list.split(',').map((word) => word.trim());
  const known = HOOKS.filter((hook) => words.includes(hook));
  return known.length > 0 && known.length === new Set(words).size ? known : undefined;
}
