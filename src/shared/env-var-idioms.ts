/** What to write in a file in place of a credential. */
export type Replacement =
  /** Code that reads the environment variable. */
  | { readonly kind: 'code'; readonly code: string }
  /** Nothing: the tool reads the variable by itself. */
  | { readonly kind: 'nothing'; readonly variable: string }
  /** There is no such code: the value must be kept elsewhere. */
  | { readonly kind: 'elsewhere' };

/**
 * Returns what to write in place of a credential, in the idiom of the file's language.
 *
 * @param variable the environment variable that AWS tools read the credential from
 */
export function replacementFor(path: string, variable: string): Replacement {
  const lower = path.toLowerCase();
  const idiom = IDIOMS.find(([files]) => files.test(lower))?.[1];
  if (idiom === undefined) return { kind: 'elsewhere' };
  if (idiom === NOTHING) return { kind: 'nothing', variable };
  return { kind: 'code', code: idiom.replaceAll('NAME', () => variable) };
}

const NOTHING = '';

/** Patterns of paths in lower case, and the idiom for each; `NAME` is the variable. The advice and `keyward fix` use it. */
const IDIOMS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.github\/(?:workflows|actions)\/.*\.ya?ml$/, '${{ secrets.NAME }}'],
  [/(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)bitbucket-pipelines\.ya?ml$|\/\.circleci\//, '$NAME'],
  [/(?:^|\/)azure-pipelines\.ya?ml$/, '$(NAME)'],
  [/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/, '${NAME}'],
  [/(?:^|\/)serverless\.ya?ml$/, '${env:NAME}'],
  [/(?:^|\/)application[\w-]*\.(?:properties|ya?ml)$/, '${NAME}'],
  [/(?:^|\/)(?:playbooks?|roles|group_vars|host_vars)\/.*\.ya?ml$/, `"{{ lookup('env', 'NAME') }}"`],
  [/(?:^|\/)(?:gnu)?makefile$|\.mk$/, '$(NAME)'],
  [/(?:^|\/)jenkinsfile[\w.-]*$/, "credentials('NAME')"],
  [/\.tf$/, NOTHING],
  // in TypeScript without `!`: the compiler then asks for a check, as the variable may be missing
  [/(?<!\.d)\.[cm]?[jt]sx?$|\.(?:vue|svelte|astro)$/, 'process.env.NAME'],
  [/\.(?:pyw?|ipynb)$/, 'os.environ["NAME"]'],
  [/\.(?:rb|rake|erb|gemspec)$/, 'ENV.fetch("NAME")'],
  [/\.go$/, 'os.Getenv("NAME")'],
  [/\.(?:java|kts?|scala|groovy|gradle)$/, 'System.getenv("NAME")'],
  [/\.clj[cs]?$/, '(System/getenv "NAME")'],
  [/\.php$/, "getenv('NAME')"],
  [/\.rs$/, 'std::env::var("NAME")?'],
  [/\.(?:cs|vb|fsx?)$/, 'System.Environment.GetEnvironmentVariable("NAME")'],
  [/\.swift$/, 'ProcessInfo.processInfo.environment["NAME"]'],
  [/\.dart$/, "Platform.environment['NAME']"],
  [/\.exs?$/, 'System.fetch_env!("NAME")'],
  [/\.lua$/, 'os.getenv("NAME")'],
  [/\.(?:pl|pm)$/, '$ENV{NAME}'],
  [/\.r$|\.rmd$/, 'Sys.getenv("NAME")'],
  [/\.jl$/, 'ENV["NAME"]'],
  [/\.(?:c|cc|cpp|cxx|h|hpp|m|mm)$/, 'getenv("NAME")'],
  [/\.(?:ps1|psm1)$/, '$env:NAME'],
  [/\.(?:bat|cmd)$/, '%NAME%'],
  [/\.(?:sh|bash|zsh|fish|ksh)$/, '"$NAME"'],
];
