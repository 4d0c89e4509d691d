import { maySwitchOff } from '../../policy/may-switch-off.ts';
import { GitClient } from '../../git/git.ts';
import { hasNewContent } from '../../git/raw-diff.ts';
import { isPolicyFile } from '../../sources/policy-in.ts';
import { StagedSource } from '../../sources/staged.ts';
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
  listed?: Promise<string | undefined>,
): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await StagedSource.open(git, isAmend ? await parentsOf(git, 'HEAD') : undefined, listed);
  return {
    source,
    trigger: 'commit',
    files: source.changes.filter(hasNewContent).length,
    changesPolicy: source.changes.some(({ path }) => isPolicyFile(path)),
    // in an amend, the pre-commit hook reports it
    maySwitchOff: !isAmend && maySwitchOff(context.directory),
    rememberedIn: git,
    reportContext: async (result) => {
      const { stagedReportContext } = await import('../report-context.ts');
      return stagedReportContext(git, source, result, context);
    },
  };
}
