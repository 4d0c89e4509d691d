import { ALLOWLIST_FILE } from '../core/own-files.ts';
import { basename } from 'node:path';
import { readIfThere } from '../config/read.ts';
import { loadAllowlist } from '../config/load.ts';
import { EMPTY_ALLOWLIST } from '../core/allowlist.ts';
import { rules } from '../core/rules/index.ts';
import { showPath } from '../core/show-path.ts';
import type { ScanResult } from '../core/scan.ts';
import type { GitClient } from '../git/client.ts';
import { placesOf } from '../git/repository.ts';
import type { StagedSource } from '../git/staged.ts';
import { runnerFor } from '../install/package-manager.ts';
import type { Context } from './context.ts';

/** What a blocked commit's message must know of the repository to print commands that work when pasted. */
export async function surroundingsOf(
  git: GitClient,
  source: StagedSource,
  { findings }: ScanResult,
  context: Context,
): Promise<object> {
  const { top } = await placesOf(git);
  return {
    runner: runnerFor(top),
    unstagedAllow: await allowsAll(top, findings),
    ...(isPathCommit(context.environment)
      ? { commitPaths: source.changes.map(({ path }) => showPath(path, rules, context.now)) }
      : {}),
  };
}

/** Whether the allowlist in the work tree names every value found. */
async function allowsAll(top: string, findings: ScanResult['findings']): Promise<boolean> {
  const bytes = readIfThere(top, ALLOWLIST_FILE);
  if (bytes === undefined) return false;
  // one that cannot be read allows nothing; the finding stands, and the file is complained about once it is staged
  const { allow } = await loadAllowlist(bytes).catch(() => EMPTY_ALLOWLIST);
  return findings.every(
    ({ fingerprint, ruleId, expired }) => expired === undefined && allow[fingerprint]?.rule === ruleId,
  );
}

/** `git commit PATH` makes an index of HEAD and the paths, under a name of its own. */
function isPathCommit(environment: NodeJS.ProcessEnv): boolean {
  return /^next-index-\d+\.lock$/.test(basename(environment['GIT_INDEX_FILE'] ?? ''));
}
