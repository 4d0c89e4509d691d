import { diagnosis, type Fix } from '../checkup-result.ts';
import { readWhole } from '../../git/cat-file.ts';
import type { Check } from './check.ts';

declare const KEYWARD_VERSION: string;

/** Settings files of CI platforms. */
const PLACES = [
  ...['.github/workflows/*.yml', '.github/workflows/*.yaml', '.gitlab-ci.yml', '.gitlab/**.yml'],
  ...['bitbucket-pipelines.yml', '.circleci/config.yml', 'azure-pipelines.yml', '.azure-pipelines/**.yml'],
  ...['Jenkinsfile', '.travis.yml', '.drone.yml', '.buildkite/**.yml', '.cirrus.yml', '.woodpecker/**.yml'],
  ...['.woodpecker.yml', '.forgejo/workflows/*.yml', '.gitea/workflows/*.yml', 'appveyor.yml'],
];

/** Matches a call of keyward that scans commits, or its GitHub action. */
const CALL = /\bkeyward(?:@\S+)?["']?\s+(?:scan\s.*--(?:ci|range)\b|audit\b)|\buses:\s*\S*keyward/;

/** Matches a call of the keyward in the checkout, through a package manager or node_modules. */
const OWN_CALL =
  /\b(?:npx|bunx|npm exec|pnpm exec|pnpm dlx|yarn|yarn dlx)\s+(?:-\S+\s+)*["']?keyward\b|(?:^|[\s"'])(?:\.\/)?node_modules\/\S*keyward\b/m;

/**
 * Checks whether CI scans commits, according to the tracked files. This is advice only: a template, a script or an organization-wide
 * rule may scan them too, and the hooks work without it.
 */
export const checkCi: Check = async ({ git, repository: { top } }) => {
  const patterns = PLACES.map((place) => `:(top,glob)${place.replace('**.yml', '**/*.yml')}`);
  const listed = await git.run('ls-files', '-z', '--full-name', '--', ...patterns);
  const files = listed.split('\0').filter((path) => path !== '' && !path.includes('\n'));
  if (files.length === 0) return [diagnosis('ci-none', {})];
  const texts = await readWhole(
    top,
    files.map((path) => `:${path}`),
  );
  const scripts = files.map((file, index) => ({ file, text: texts[index]?.toString('utf8') ?? '' }));
  const fix = fixFor(files);
  const own = scripts.find(({ text }) => OWN_CALL.test(text));
  if (own !== undefined) return [diagnosis('ci-own-keyward', { file: own.file }, fix)];
  const called = scripts.find(({ text }) => CALL.test(text));
  return called === undefined
    ? [diagnosis('ci-without-keyward', { files }, fix)]
    : [diagnosis('ci', { file: called.file })];
};

/** Returns the recipe of docs/ci on one line. It installs keyward outside the checkout, where no pull request can replace it. */
function fixFor(files: readonly string[]): Fix {
  const start = (folder: string) => files.some((path) => path.startsWith(folder));
  if (start('.github/')) {
    const steps = `[{ uses: actions/checkout@v4, with: { fetch-depth: 0 } }, { run: ${scanWith('--ci')} }]`;
    const job = `{ runs-on: ubuntu-latest, steps: ${steps} }`;
    const workflow = `{ on: [push, pull_request], permissions: { contents: read }, jobs: { keyward: ${job} } }`;
    const command = `mkdir -p .github/workflows && echo '${workflow}' > .github/workflows/keyward.yml`;
    return { command, safe: false };
  }
  if (start('.gitlab')) {
    const job = `{ image: "node:22", variables: { GIT_DEPTH: "0" }, script: [${scanWith('--ci')}] }`;
    return { command: `echo 'keyward: ${job}' >> .gitlab-ci.yml`, safe: false };
  }
  // for CI to run, with the target branch
  return { command: scanWith('--range origin/main..HEAD'), safe: false };
}

/** Returns a command for CI that is also a valid plain scalar in YAML. */
function scanWith(option: string): string {
  const install = `npm install --prefix "$KEYWARD_HOME" --ignore-scripts keyward@${KEYWARD_VERSION}`;
  const program = '"$KEYWARD_HOME/node_modules/.bin/keyward"';
  return `KEYWARD_HOME="$(mktemp -d)" && (cd "$KEYWARD_HOME" && ${install}) && ${program} scan ${option}`;
}
