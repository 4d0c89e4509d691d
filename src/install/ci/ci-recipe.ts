/** A CI system for which keyward writes a file. */
export type RecipePlatform = 'github' | 'gitlab';

/** The CI systems for which keyward writes a file. */
export const RECIPE_PLATFORMS: readonly RecipePlatform[] = ['github', 'gitlab'];

/**
 * Returns the CI file that scans every new commit once.
 *
 * It installs keyward outside the checkout, and runs it from there: a pull request can bring a node_modules, an .npmrc or a
 * package.json that would replace keyward.
 *
 * @param version the version of keyward to run
 */
export function ciRecipe(platform: RecipePlatform, version: string): string {
  return RECIPES[platform].replaceAll('VERSION', version);
}

/** Tests whether a text is a recipe as keyward writes it, of this or another version. */
export function isRecipe(platform: RecipePlatform, text: string): boolean {
  const [, version] = /\skeyward@(\d[\w.+-]*)/.exec(text) ?? [];
  return version !== undefined && text.replaceAll('\r\n', '\n') === ciRecipe(platform, version);
}

/** Tests whether a CI file runs a keyward that no pull request can replace. */
export function runsKeyward(text: string): boolean {
  return CALL.test(withoutComments(text)) && !runsOwnKeyward(text);
}

/** Tests whether a CI file runs the keyward in the checkout, through a package manager or node_modules. */
export function runsOwnKeyward(text: string): boolean {
  return OWN_CALL.test(withoutComments(text));
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '');
}

/** Matches a call of keyward that scans commits, or its GitHub action. */
const CALL = /\bkeyward(?:@\S+)?["']?\s+(?:scan\s.*--(?:ci|range)\b|audit\b)|\buses:\s*\S*keyward/;

const OWN_CALL =
  /\b(?:npx|bunx|npm exec|pnpm exec|pnpm dlx|yarn|yarn dlx)\s+(?:-\S+\s+)*["']?keyward\b|(?:^|[\s"'])(?:\.\/)?node_modules\/\S*keyward\b/m;

const RECIPES: Readonly<Record<RecipePlatform, string>> = {
  // Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
  github: `# .github/workflows/keyward.yml, as written by: keyward init --ci github
# Needs no secrets, so it also runs for pull requests from forks.
name: keyward
on: [push, pull_request]
permissions:
  contents: read
jobs:
  # a job of its own: no step before it can change what runs here
  keyward:
    # The commits of a branch in this repository are scanned when they are pushed, those of a fork in its pull request.
    if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name != github.repository
    # GitHub counts a skipped job as passed, so it must not have the name of the one that scans.
    name: \${{ github.event.pull_request.head.repo.full_name == github.repository && 'keyward (see push)' || 'keyward' }}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # all of the history: what a branch starts from must be there
          fetch-depth: 0
          persist-credentials: false
      # Outside the checkout, and run from there: a pull request can bring a node_modules, an .npmrc or a package.json that
      # would replace keyward. Another registry: add --registry and its address.
      - run: npm install --prefix "$RUNNER_TEMP/keyward" --ignore-scripts keyward@VERSION
        working-directory: \${{ runner.temp }}
      - run: '"$RUNNER_TEMP/keyward/node_modules/.bin/keyward" scan --ci'
`,
  // Source: https://docs.gitlab.com/ci/yaml/workflow/#switch-between-branch-pipelines-and-merge-request-pipelines
  gitlab: `# A job for .gitlab-ci.yml, as written by: keyward init --ci gitlab
# Needs no variables of its own, so it also runs for merge requests from forks.
keyward:
  image: node:22
  variables:
    # all of the history: what a merge request starts from must be there
    GIT_DEPTH: '0'
  rules:
    # A push to a branch with an open merge request starts two pipelines. The merge request's scans all of its commits.
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
      when: never
    - if: $CI_COMMIT_BRANCH
    - if: $CI_COMMIT_TAG
  script:
    # Outside the checkout, and run from there: a merge request can bring a node_modules, an .npmrc or a package.json that
    # would replace keyward. Another registry: add --registry and its address.
    - KEYWARD_HOME="$(mktemp -d)"
    - (cd "$KEYWARD_HOME" && npm install --prefix "$KEYWARD_HOME" --ignore-scripts keyward@VERSION)
    - '"$KEYWARD_HOME/node_modules/.bin/keyward" scan --ci'
`,
};
