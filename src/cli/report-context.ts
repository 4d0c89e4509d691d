import { ALLOWLIST_FILE } from '../shared/keyward-files.ts';
import { basename, join, relative, sep } from 'node:path';
import { readFileSync } from 'node:fs';
import { readIfThere } from '../shared/file-access.ts';
import { loadAllowlist } from '../policy/load-policy.ts';
import { EMPTY_ALLOWLIST, permissionFor } from '../policy/allowlist.ts';
import { rules } from '../rules/index.ts';
import { redactPath } from '../scan/redact-path.ts';
import type { ScanResult } from '../scan/scan.ts';
import { readWhole } from '../git/cat-file.ts';
import { textFrom } from '../git/git-process.ts';
import type { GitClient } from '../git/git.ts';
import { worktreePaths } from '../git/repository.ts';
import type { StagedSource } from '../sources/staged.ts';
import { isUnwantedInGit } from '../shared/unwanted-files.ts';
import type { IgnoreNotes } from '../report/text-context.ts';
import type { Context } from './context.ts';
import { runnerFor } from './runner.ts';
import type { ReportFacts } from './scans/scan-request.ts';

/** Returns facts about the repository that the report needs to print commands that work when pasted. */
export async function stagedReportContext(
  git: GitClient,
  source: StagedSource,
  { findings }: ScanResult,
  context: Context,
): Promise<ReportFacts> {
  const { top } = await worktreePaths(git);
  const folder = folderIn(top, context);
  return {
    runner: runnerFor(join(top, folder)),
    folder,
    stageFirst: isTemporaryIndex(context.environment),
    ignoring: await ignoreNotes(git, top, findings),
    unstagedAllow: await allowsUnstaged(git, top, findings, context.now),
    ...(isPathCommit(context.environment)
      ? { commitPaths: source.changes.map(({ path }) => redactPath(path, rules, context.now)) }
      : {}),
  };
}

/** Returns the folder in which the user typed the command, from the top. git starts hooks at the top and names the folder. */
export function folderIn(top: string, { directory, environment }: Context): string {
  const typed = environment['GIT_PREFIX'];
  if (typed) return typed;
  const folder = relative(top, directory).split(sep).join('/');
  return folder === '' || folder.startsWith('..') ? '' : `${folder}/`;
}

/** Returns what a command needs to know that takes files out of the index and ignores them. */
export async function ignoreNotes(
  git: GitClient,
  top: string,
  findings: ScanResult['findings'],
): Promise<IgnoreNotes> {
  const paths = [...new Set(findings.map(({ path }) => path))].filter(isUnwantedInGit);
  if (paths.length === 0)
    return { ignored: new Set(), endsInLine: true, hasUnsavedParts: false, isInHead: false };
  const places = paths.map((path) => `:(top,literal)${path}`);
  // without an answer the command is only longer than needed
  const [ignored, changed, committed] = await Promise.all([
    textFrom(top, ['check-ignore', '--no-index', '-z', '--stdin'], paths.map(asInput).join('')).catch(
      () => undefined,
    ),
    git.ask('diff-files', '--name-only', '-z', '--', ...places).catch(() => undefined),
    git.ask('-C', top, 'ls-tree', '--name-only', 'HEAD', '--', ...paths).catch(() => undefined),
  ]);
  return {
    ignored: new Set(ignored?.split('\0').map((path) => path.replace('./', ''))),
    endsInLine: endsInLine(join(top, '.gitignore')),
    hasUnsavedParts: changed !== undefined && changed !== '',
    isInHead: committed !== undefined && committed !== '',
  };
}

/** A path for the standard input of `git check-ignore`; the dot keeps a colon at its start from being magic. */
function asInput(path: string): string {
  return `./${path}\0`;
}

function endsInLine(file: string): boolean {
  try {
    return /(?:^|\n)$/.test(readFileSync(file, 'utf8').slice(-1));
  } catch {
    return true;
  }
}

/** Tests whether the allowlist in the working tree differs from the staged one and allows all findings. */
async function allowsUnstaged(
  git: GitClient,
  top: string,
  findings: ScanResult['findings'],
  now: Date,
): Promise<boolean> {
  const bytes = readIfThere(join(top, ALLOWLIST_FILE), ALLOWLIST_FILE);
  if (bytes === undefined) return false;
  const [staged] = await readWhole(git.directory, [`:${ALLOWLIST_FILE}`]);
  if (staged?.equals(bytes) === true) return false;
  // an invalid allowlist allows nothing; the error is reported once it is staged
  const list = await loadAllowlist(bytes).catch(() => EMPTY_ALLOWLIST);
  const { matchesGlob } = await import('../policy/glob.ts');
  return findings.every((finding) => permissionFor(list, finding, now, matchesGlob)?.expired === false);
}

/** Tests for `git commit -a`, `-p` or `PATH`, which discards its index if a hook blocks. */
function isTemporaryIndex(environment: NodeJS.ProcessEnv): boolean {
  return basename(environment['GIT_INDEX_FILE'] ?? '').endsWith('.lock');
}

/** Tests for `git commit PATH`, which uses a temporary index of HEAD and the paths. */
function isPathCommit(environment: NodeJS.ProcessEnv): boolean {
  return /^next-index-\d+\.lock$/.test(basename(environment['GIT_INDEX_FILE'] ?? ''));
}
