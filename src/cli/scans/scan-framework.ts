import { GitClient } from '../../git/git.ts';
import { commitOf } from '../../git/peel.ts';
import { AppError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { pushRequest } from './scan-push.ts';
import { type CommitRange, rangeRequest } from './scan-range.ts';
import type { ScanRequest } from './scan-request.ts';
import { stagedOrTrackedRequest } from './scan-staged.ts';

/**
 * Returns the request for a hook that the pre-commit framework or prek runs: the commits of a push or a range that the framework
 * names, else what is staged, else, as for `--all-files`, every tracked file.
 *
 * @see https://pre-commit.com/#pre-commit-during-push
 * @throws AppError `range-unknown` if git does not know a commit that the framework names
 */
export async function frameworkRequest(context: Context): Promise<ScanRequest> {
  const range = await namedRange(context);
  if (range === undefined) return stagedOrTrackedRequest(context);
  const [name, url] = [
    context.environment['PRE_COMMIT_REMOTE_NAME'],
    context.environment['PRE_COMMIT_REMOTE_URL'],
  ];
  return name ? pushRequest(context, { name, url }, range) : rangeRequest(context, range);
}

/** Returns the commits that the framework's variables name. A push of a new history has no first commit. */
async function namedRange({ directory, environment }: Context): Promise<CommitRange | undefined> {
  const [from, to] = [environment['PRE_COMMIT_FROM_REF'], environment['PRE_COMMIT_TO_REF']];
  const pushed = environment['PRE_COMMIT_REMOTE_NAME'] && environment['PRE_COMMIT_LOCAL_BRANCH'];
  const end = to ?? pushed;
  if (!end) return undefined;
  const git = new GitClient(directory);
  const [base, tip] = await Promise.all([from ? commitOf(git, from) : undefined, commitOf(git, end)]);
  if (tip === undefined || (from && base === undefined)) throw new AppError('range-unknown', {});
  return { tips: [tip], known: base === undefined ? [] : [base], policyAt: tip, base };
}
