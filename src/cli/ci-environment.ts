import { AppError, type CiPlatform } from '../shared/errors.ts';

/** Which commits are new in a run of CI, as the platform tells it. */
export interface CiRun {
  readonly platform: CiPlatform;
  /** The newest commit, where that is told. */
  readonly tip: string | undefined;
  /** The platform says that a branch was taken away: nothing is new. */
  readonly isDeletion?: boolean;
  /** What was there before; nothing where that is not told, as for a new branch. */
  readonly base: string | undefined;
  /** What a new branch started from, as a rule. */
  readonly defaultBranch: string | undefined;
  /** The full name of the branch or tag, where this run is of one that was pushed. */
  readonly ref?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param readEvent reads a JSON file; GitHub describes a run in one
 * @throws AppError where no platform is recognised
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
  const at = (...path: string[]) => commitId(textAt(event, path));
  const run = { platform: 'github', defaultBranch: textAt(event, ['repository', 'default_branch']) } as const;
  switch (environment['GITHUB_EVENT_NAME']) {
    case 'pull_request':
    case 'pull_request_target':
      return { ...run, base: at('pull_request', 'base', 'sha'), tip: at('pull_request', 'head', 'sha') };
    case 'merge_group':
      return { ...run, base: at('merge_group', 'base_sha'), tip: at('merge_group', 'head_sha') };
    case 'push':
      return {
        ...run,
        base: at('before'),
        tip: at('after'),
        isDeletion: isNone(textAt(event, ['after'])),
        ref: textAt(event, ['ref']),
      };
    default:
      // by hand or by the clock: all of the history
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

/** An id that is one. */
function commitId(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text) && !isNone(text) ? text : undefined;
}

/** Zeros stand for no commit. */
function isNone(text: string | undefined): boolean {
  return text !== undefined && /^0{40,64}$/.test(text);
}
