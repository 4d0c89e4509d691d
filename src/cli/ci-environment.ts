import { isNoObject } from '../git/raw-diff.ts';
import { AppError, type CiPlatform } from '../shared/errors.ts';

/** The commits that are new in a CI run, according to the platform. */
export interface CiRun {
  readonly platform: CiPlatform;
  /** The newest commit, if the platform names it. */
  readonly tip: string | undefined;
  /** The run is for a deleted branch, so nothing is new. */
  readonly isDeletion?: boolean;
  /** The commit before the push; undefined if the platform does not name it, as for a new branch. */
  readonly base: string | undefined;
  /** The branch that new branches usually start from. */
  readonly defaultBranch: string | undefined;
  /** The full name of the pushed branch or tag, if a push started the run. */
  readonly ref?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the commits that are new in this CI run.
 *
 * @param readEvent reads the JSON file in which GitHub describes the run
 * @throws AppError if the platform is unknown
 */
export async function describeRun(
  environment: Environment,
  readEvent: (path: string) => Promise<unknown>,
): Promise<CiRun> {
  if (environment['GITHUB_ACTIONS'] === 'true') {
    const path = environment['GITHUB_EVENT_PATH'];
    if (!path) throw new AppError('ci-event', { platform: 'github' });
    return onGitHub(environment, await readEvent(path));
  }
  if (environment['GITLAB_CI'] === 'true') return onGitLab(environment);
  throw new AppError('ci-unknown', {});
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
function onGitHub(environment: Environment, event: unknown): CiRun {
  const commitAt = (...path: string[]) => commitId(textAt(event, path));
  const run = { platform: 'github', defaultBranch: textAt(event, ['repository', 'default_branch']) } as const;
  switch (environment['GITHUB_EVENT_NAME']) {
    case 'pull_request':
    case 'pull_request_target':
      return {
        ...run,
        base: commitAt('pull_request', 'base', 'sha'),
        tip: commitAt('pull_request', 'head', 'sha'),
      };
    case 'merge_group':
      return { ...run, base: commitAt('merge_group', 'base_sha'), tip: commitAt('merge_group', 'head_sha') };
    case 'push':
      return {
        ...run,
        base: commitAt('before'),
        tip: commitAt('after'),
        isDeletion: isNoObject(textAt(event, ['after']) ?? ''),
        ref: textAt(event, ['ref']),
      };
    default:
      // manual and scheduled runs scan the whole history
      return { ...run, base: undefined, tip: commitId(environment['GITHUB_SHA']), defaultBranch: undefined };
  }
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
function onGitLab(environment: Environment): CiRun {
  const id = (name: string) => commitId(environment[name]);
  const { CI_COMMIT_TAG: tag, CI_COMMIT_BRANCH: branch } = environment;
  return {
    platform: 'gitlab',
    base: id('CI_MERGE_REQUEST_DIFF_BASE_SHA') ?? id('CI_COMMIT_BEFORE_SHA'),
    tip: id('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? id('CI_COMMIT_SHA'),
    defaultBranch: environment['CI_DEFAULT_BRANCH'],
    ref: tag ? `refs/tags/${tag}` : branch ? `refs/heads/${branch}` : undefined,
  };
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  let current = value;
  for (const key of path) current = (current as Record<string, unknown> | null | undefined)?.[key];
  return typeof current === 'string' ? current : undefined;
}

/** Returns a text if it is a commit ID, but not the ID of zeros. */
function commitId(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text) && !isNoObject(text) ? text : undefined;
}
