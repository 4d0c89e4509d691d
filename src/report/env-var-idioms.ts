/**
 * Returns the code to write in place of a credential, in the idiom of the file's language.
 *
 * @param variable the environment variable that AWS tools read the credential from
 */
export function replacementFor(path: string, variable: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const found = IDIOMS.find(([files]) => files.test(name) || files.test(path));
  return (found?.[1] ?? '$%').replaceAll('%', variable);
}

/** Patterns of file names, and the idiom for each; `%` is the variable. */
const IDIOMS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.github\/workflows\//, '${{ secrets.% }}'],
  [/^\.env/, '%=   (in a file that .gitignore names)'],
  [/\.(?:[cm]?[jt]sx?|vue|svelte)$/, 'process.env.%'],
  [/\.(?:py|ipynb)$/, 'os.environ["%"]'],
  [/\.(?:rb|rake|erb)$/, 'ENV.fetch("%")'],
  [/\.go$/, 'os.Getenv("%")'],
  [/\.(?:java|kts?|scala|groovy)$/, 'System.getenv("%")'],
  [/\.php$/, "getenv('%')"],
  [/\.rs$/, 'std::env::var("%")'],
  [/\.cs$/, 'Environment.GetEnvironmentVariable("%")'],
  [/\.(?:ps1|psm1)$/, '$env:%'],
  [/\.(?:tf|tfvars)$/, '(no line at all: the AWS provider reads % by itself)'],
  [/\.(?:properties|ya?ml|xml|toml)$/, '${%}'],
  [/^dockerfile|\.dockerfile$/, 'RUN --mount=type=secret,id=%'],
  [/\.(?:sh|bash|zsh|mk)$|^makefile$/, '"$%"'],
  [/^credentials$|\.csv$|\.s3cfg$/, '(no such file in git: git rm --cached it and add it to .gitignore)'],
];
