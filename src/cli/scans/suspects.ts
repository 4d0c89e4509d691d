import { NO_POLICY } from '../../policy/policy.ts';
import type { Finding } from '../../scan/finding.ts';
import type { GitClient } from '../../git/git.ts';
import { storageOf } from '../../git/repository.ts';
import { CleanObjects } from '../../audit/clean-cache.ts';
import type { Context } from '../context.ts';
import { progressOn } from '../progress.ts';
import { scanHistory } from '../../audit/run-audit.ts';

declare const KEYWARD_RULES: string;

/**
 * The ids of all objects of a repository that may hold anything, found as an audit finds them.
 *
 * @returns nothing where objects are missing
 */
export async function suspects(context: Context, git: GitClient): Promise<ReadonlySet<string> | undefined> {
  const { source, suspects: ids } = await wholeHistory(context, git);
  return source.isPartial ? undefined : new Set(ids);
}

/** All findings in the history of a repository, as an audit without an allowlist finds them. */
export async function historyFindings(context: Context, git: GitClient): Promise<readonly Finding[]> {
  return (await wholeHistory(context, git)).result.findings;
}

async function wholeHistory(context: Context, git: GitClient): ReturnType<typeof scanHistory> {
  const { commonDirectory } = await storageOf(git);
  const clean = await CleanObjects.read(commonDirectory, KEYWARD_RULES);
  const { report, end } = await progressOn(context);
  const progress = { report, saved: () => undefined, signal: new AbortController().signal };
  try {
    return await scanHistory(git, { policy: NO_POLICY, now: context.now, clean, progress });
  } finally {
    end();
  }
}
