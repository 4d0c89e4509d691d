import { maySwitchOff } from '../../policy/may-switch-off.ts';
import { GitClient } from '../../git/git.ts';
import { hasNewContent } from '../../git/raw-diff.ts';
import { isPolicyFile } from '../../sources/policy-in.ts';
import { type StagedLists, StagedSource } from '../../sources/staged.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';

async function parentsOf(git: GitClient, commit: string): Promise<string[]> {
  const [, ...parents] = (await git.run('rev-list', '--parents', '--max-count=1', commit, '--'))
    .trim()
    .split(' ');
  return parents;
}

/**
 * Returns the request for the staged change, with the allowlist that the commit will contain.
 *
 * @param isAmend the commit replaces the current one, so that commit is scanned again as well
 * @param listed see {@link StagedSource.open}
 */
export async function stagedRequest(
  context: Context,
  isAmend = false,
  listed?: Promise<StagedLists | undefined>,
): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await StagedSource.open(git, isAmend ? await parentsOf(git, 'HEAD') : undefined, listed);
  return ofStaged(context, git, source, isAmend);
}

/** Returns the request for the staged change or, if nothing is staged, for every tracked file. */
export async function stagedOrTrackedRequest(context: Context): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await StagedSource.open(git);
  if (source.changes.length > 0) return ofStaged(context, git, source);
  await source.close();
  return { ...(await trackedRequest(context)), trigger: 'commit' };
}

function ofStaged(context: Context, git: GitClient, source: StagedSource, isAmend = false): ScanRequest {
  return {
    ...requestFor(context, git, source),
    trigger: 'commit',
    files: { count: source.changes.filter(hasNewContent).length, kind: 'staged' },
    changesPolicy: source.changes.some(({ path }) => isPolicyFile(path)),
    // in an amend, the pre-commit hook reports it
    maySwitchOff: !isAmend && maySwitchOff(context.directory),
  };
}

/** Returns the request for every tracked file, as it is in the index. */
export async function trackedRequest(context: Context): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await StagedSource.open(git, []);
  const count = source.changes.filter(hasNewContent).length;
  return {
    ...requestFor(context, git, source),
    trigger: 'check',
    ...{ files: { count, kind: 'tracked' }, objects: count },
    changesPolicy: true,
    maySwitchOff: true,
  };
}

function requestFor(
  context: Context,
  git: GitClient,
  source: StagedSource,
): Pick<ScanRequest, 'source' | 'rememberedIn' | 'reportContext'> {
  return {
    source,
    rememberedIn: git,
    reportContext: async (result) => {
      const { stagedReportContext } = await import('../report-context.ts');
      return stagedReportContext(git, source, result, context);
    },
  };
}
