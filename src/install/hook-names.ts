/** The hooks that keyward can stand in, by git's names. */
export const HOOKS = [
  'pre-commit',
  'pre-push',
  'commit-msg',
  'pre-merge-commit',
  'prepare-commit-msg',
] as const;

export type HookName = (typeof HOOKS)[number];

/** Where nobody chose: a commit, and whatever gets past it, such as rebases and clean merges, when it is pushed. */
export const DEFAULT_HOOKS: readonly HookName[] = ['pre-commit', 'pre-push'];

/** The hooks in a list with commas, in our order, or nothing where one is not known. */
export function parseHooks(list: string): readonly HookName[] | undefined {
  const words = list.split(',').map((word) => word.trim());
  const known = HOOKS.filter((hook) => words.includes(hook));
  return known.length > 0 && known.length === new Set(words).size ? known : undefined;
}
