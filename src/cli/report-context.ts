import { ALLOWLIST_FILE } from '../shared/keyward-files.ts';
import { basename } from 'node:path';
import { readIfThere } from '../policy/read-policy-files.ts';
import { loadAllowlist } from '../policy/load-policy.ts';
import { EMPTY_ALLOWLIST, permissionFor } from '../policy/allowlist.ts';
import { rules } from '../rules/index.ts';
import { redactPath } from '../scan/redact-path.ts';
import type { ScanResult } from '../scan/scan.ts';
import { readWhole } from '../git/cat-file.ts';
import type { GitClient } from '../git/git.ts';
import { worktreePaths } from '../git/repository.ts';
import type { StagedSource } from '../sources/staged.ts';
import { runnerFor } from '../install/package-manager.ts';
import type { Context } from './context.ts';

/** Returns facts about the repository that the report needs to print commands that work when pasted. */
export async function stagedReportContext(
  git: GitClient,
  source: StagedSource,
  { findings }: ScanResult,
  context: Context,
): Promise<object> {
  const { top } = await worktreePaths(git);
  return {
    runner: runnerFor(top),
    unstagedAllow: await allowsUnstaged(git, top, findings, context.now),
    ...(isPathCommit(context.environment)
      ? { commitPaths: source.changes.map(({ path }) => redactPath(path, rules, context.now)) }
      : {}),
  };
}

/** Tests whether the allowlist in the working tree differs from the staged one and allows all findings. */
async function allowsUnstaged(
  git: GitClient,
  top: string,
  findings: ScanResult['findings'],
  now: Date,
): Promise<boolean> {
  const bytes = readIfThere(top, ALLOWLIST_FILE);
  if (bytes === undefined) return false;
  const [staged] = await readWhole(git.directory, [`:${ALLOWLIST_FILE}`]);
  if (staged?.equals(bytes) === true) return false;
  // an invalid allowlist allows nothing; the error is reported once it is staged
  const list = await loadAllowlist(bytes).catch(() => EMPTY_ALLOWLIST);
  const { matchesGlob } = await import('../policy/glob.ts');
  return findings.every((finding) => permissionFor(list, finding, now, matchesGlob)?.expired === false);
}

/** Tests for `git commit PATH`, which uses a temporary index of HEAD and the paths. */
function isPathCommit(environment: NodeJS.ProcessEnv): boolean {
  return /^next-index-\d+\.lock$/.test(basename(environment['GIT_INDEX_FILE'] ?? ''));
}
