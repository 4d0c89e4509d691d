import { diagnosis, type Mend } from '../../core/checkup.ts';
import { readWhole } from '../../git/objects.ts';
import type { Check } from './check.ts';

/** Where the platforms look for what they run. */
const PLACES = [
  ...['.github/workflows/*.yml', '.github/workflows/*.yaml', '.gitlab-ci.yml', '.gitlab/**.yml'],
  ...['bitbucket-pipelines.yml', '.circleci/config.yml', 'azure-pipelines.yml', '.azure-pipelines/**.yml'],
  ...['Jenkinsfile', '.travis.yml', '.drone.yml', '.buildkite/**.yml', '.cirrus.yml', '.woodpecker/**.yml'],
  ...['.woodpecker.yml', '.forgejo/workflows/*.yml', '.gitea/workflows/*.yml', 'appveyor.yml'],
];

/** A call that looks at commits, or the action that does. */
const CALL = /\bkeyward(?:@\S+)?["']?\s+(?:scan\s.*--(?:ci|range)\b|audit\b)|\buses:\s*\S*keyward/;

/**
 * Whether CI looks at commits too, as far as the tracked files tell. A template, a script or a rule of the whole
 * organisation may do it unseen, and a clone's hooks are none the worse for it: so this is advice.
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
  const file = files.find((_, at) => CALL.test(texts[at]?.toString('utf8') ?? ''));
  if (file !== undefined) return [diagnosis('ci', { file })];
  const mend = MENDS.find(([start]) => files.some((path) => path.startsWith(start)))?.[1] ?? ELSEWHERE;
  return [diagnosis('ci-without-keyward', { files }, mend)];
};

/** What README.md and docs/ci show, on one line. */
const GITHUB: Mend = {
  command: `mkdir -p .github/workflows && echo '{ on: [push, pull_request], permissions: { contents: read }, jobs: { keyward: { runs-on: ubuntu-latest, steps: [{ uses: actions/checkout@v4, with: { fetch-depth: 0 } }, { run: npx --yes keyward scan --ci }] } } }' > .github/workflows/keyward.yml`,
  safe: false,
};

const GITLAB: Mend = {
  command: `echo 'keyward: { image: "node:22", variables: { GIT_DEPTH: "0" }, script: ["npx --yes keyward scan --ci"] }' >> .gitlab-ci.yml`,
  safe: false,
};

/** To be run by CI, with the branch that is merged into. */
const ELSEWHERE: Mend = { command: 'npx --yes keyward scan --range origin/main..HEAD', safe: false };

const MENDS: readonly (readonly [string, Mend])[] = [
  ['.github/', GITHUB],
  ['.gitlab', GITLAB],
];
