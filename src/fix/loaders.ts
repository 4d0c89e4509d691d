import type { Loader } from './languages.ts';

/** What makes a program see the variables of `.env`; the texts are in `messages/fix`. */
export type LoaderHint =
  | 'node-dotenv'
  | 'node-framework'
  | 'node-env-file'
  | 'python-dotenv'
  | 'python'
  | 'ruby-dotenv'
  | 'compose'
  | 'github'
  | 'shell';

/**
 * Says what loads `.env` in a project, for the files that were edited.
 *
 * @param read the content of a file in the top folder
 * @returns the variables that those files read, by hint
 */
export function loaderHints(
  edited: readonly { readonly loader: Loader; readonly variables: readonly string[] }[],
  read: (name: string) => string | undefined,
): ReadonlyMap<LoaderHint, readonly string[]> {
  const hints = new Map<LoaderHint, readonly string[]>();
  for (const { loader, variables } of edited) {
    const hint = hintFor(loader, read);
    hints.set(hint, [...new Set([...(hints.get(hint) ?? []), ...variables])]);
  }
  return hints;
}

function hintFor(loader: Loader, read: (name: string) => string | undefined): LoaderHint {
  const mentions = (pattern: RegExp, ...names: readonly string[]) =>
    names.some((name) => pattern.test(read(name) ?? ''));
  switch (loader) {
    case 'node':
      // these read .env without any code
      if (mentions(/"(?:next|nuxt|react-scripts|gatsby|bun-types|@types\/bun)"\s*:/, 'package.json'))
        return 'node-framework';
      return mentions(/"dotenv(?:-\w+)?"\s*:/, 'package.json') ? 'node-dotenv' : 'node-env-file';
    case 'python':
      return mentions(/\bpython-dotenv\b/, 'pyproject.toml', 'requirements.txt', 'Pipfile', 'setup.cfg')
        ? 'python-dotenv'
        : 'python';
    case 'ruby':
      return mentions(/\bdotenv\b/, 'Gemfile') ? 'ruby-dotenv' : 'shell';
    default:
      return loader;
  }
}
