import { diagnosis, type Fix } from '../checkup-result.ts';
import { readWhole } from '../../git/cat-file.ts';
import { GITLAB_FILE, GITLAB_PART, includesPart } from '../../install/ci/ci-file.ts';
import { runsKeyward, runsOwnKeyward } from '../../install/ci/ci-recipe.ts';
import { initCommand } from '../fixes.ts';
import type { DoctorCheck, WorktreeContext } from '../worktree-context.ts';

declare const KEYWARD_VERSION: string;

/** Settings files of CI platforms. */
const PLACES = [
  ...['.github/workflows/*.yml', '.github/workflows/*.yaml', '.gitlab-ci.yml', '.gitlab/**.yml'],
  ...['bitbucket-pipelines.yml', '.circleci/config.yml', 'azure-pipelines.yml', '.azure-pipelines/**.yml'],
  ...['Jenkinsfile', '.travis.yml', '.drone.yml', '.buildkite/**.yml', '.cirrus.yml', '.woodpecker/**.yml'],
  ...['.woodpecker.yml', '.forgejo/workflows/*.yml', '.gitea/workflows/*.yml', 'appveyor.yml'],
];

/**
 * Checks whether CI scans commits, according to the tracked files. This is advice only: a template, a script or an organization-wide
 * rule may scan them too, and the hooks work without it.
 */
export const checkCi: DoctorCheck = async (worktree) => {
  const { git, repository } = worktree;
  const patterns = PLACES.map((place) => `:(top,glob)${place.replace('**.yml', '**/*.yml')}`);
  const listed = await git.run('ls-files', '-z', '--full-name', '--', ...patterns);
  const files = listed.split('\0').filter((path) => path !== '' && !path.includes('\n'));
  if (files.length === 0) return [diagnosis('ci-none', {}, await fixWithoutCi(worktree))];
  const texts = await readWhole(
    repository.top,
    files.map((path) => `:${path}`),
  );
  const scripts = files.map((file, index) => ({ file, text: texts[index]?.toString('utf8') ?? '' }));
  const fix = fixFor(worktree, files);
  const called = scripts.find(({ file, text }) => runsKeyward(text) && isRead(file, scripts));
  if (called !== undefined) return [diagnosis('ci', { file: called.file })];
  const own = scripts.find(({ text }) => runsOwnKeyward(text));
  return own === undefined
    ? [diagnosis('ci-without-keyward', { files }, fix)]
    : [diagnosis('ci-own-keyward', { file: own.file }, fix)];
};

/** False for the part that `init --ci gitlab` writes as long as GitLab's own file does not include it. */
function isRead(file: string, scripts: readonly { file: string; text: string }[]): boolean {
  if (file !== GITLAB_PART) return true;
  return scripts.some((script) => script.file === GITLAB_FILE && includesPart(script.text));
}

/** Returns the command that writes a CI file for the platform that hosts the repository. */
async function fixWithoutCi(worktree: WorktreeContext): Promise<Fix> {
  const remotes = await worktree.git.run('remote', '--verbose');
  const platform = /gitlab/i.test(remotes) ? 'gitlab' : 'github';
  return { command: `${initCommand(worktree)} --ci ${platform}`, safe: false };
}

/** Returns the command that writes the CI file; for other CI systems one to paste there, with the target branch. */
function fixFor(worktree: WorktreeContext, files: readonly string[]): Fix {
  const start = (folder: string) => files.some((path) => path.startsWith(folder));
  const platform = start('.github/') ? 'github' : start('.gitlab') ? 'gitlab' : undefined;
  if (platform !== undefined) return { command: `${initCommand(worktree)} --ci ${platform}`, safe: false };
  const install = `npm install --prefix "$KEYWARD_HOME" --ignore-scripts keyward@${KEYWARD_VERSION}`;
  const scan = '"$KEYWARD_HOME/node_modules/.bin/keyward" scan --range origin/main..HEAD';
  return {
    command: `KEYWARD_HOME="$(mktemp -d)" && (cd "$KEYWARD_HOME" && ${install}) && ${scan}`,
    safe: false,
  };
}
