import { EMPTY_ALLOWLIST } from '../../policy/allowlist.ts';
import { AppError } from '../../shared/errors.ts';
import type { Policy } from '../../policy/policy.ts';
import { DEFAULT_SETTINGS } from '../../policy/settings.ts';
import { GitClient } from '../../git/git.ts';
import { type RangeContent, RangeSource } from '../../sources/range.ts';
import { isPolicyFile, policyIn } from '../../sources/policy-in.ts';
import { locateRepository } from '../../git/repository.ts';
import { runnerFor } from '../../install/package-manager.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';

/** Commits and related objects, which are scanned with one policy. */
export interface Range extends RangeContent {
  /** The commit before the range, if there is a single one. */
  readonly base?: string | undefined;
}

export async function rangeRequest(context: Context, range: Range): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await RangeSource.open(git, range, () => suspectsIn(context, git));
  return {
    source,
    trigger: 'check',
    commits: source.size,
    objects: source.objects,
    changesPolicy: source.touches(isPolicyFile),
    maySwitchOff: true,
    ...(range.base === undefined ? {} : { base: () => policyBefore(git, range.base ?? '', range.policyAt) }),
    rememberedIn: git,
    reportContext: async ({ findings }) => ({
      runner: runnerFor((await locateRepository(git)).top),
      mendCommits: `git rebase --interactive ${source.beforeFirst(findings.map(({ commit }) => commit))}`,
    }),
  };
}

/** Returns the policy before a range. An invalid one allows nothing and disables nothing. */
async function policyBefore(git: GitClient, base: string, tip: string): Promise<Policy> {
  const start = (await git.ask('merge-base', base, tip))?.trimEnd() ?? base;
  return policyIn(git.directory, start).catch((error: unknown) => {
    if (error instanceof AppError && error.code.startsWith('config-')) return NO_POLICY;
    throw error;
  });
}

const NO_POLICY: Policy = { allowlist: EMPTY_ALLOWLIST, settings: DEFAULT_SETTINGS };

/** Returns the objects that the audit's prefilter selects. */
async function suspectsIn(context: Context, git: GitClient): Promise<ReadonlySet<string> | undefined> {
  const { suspects } = await import('./suspects.ts');
  return suspects(context, git);
}

/** Parses the range `A..B` of the command line; a missing side means HEAD. */
export async function parseRange(context: Context, text: string): Promise<Range> {
  const [, from = '', to = ''] =
    /^([^-.][^.]*(?:\.[^.]+)*|)\.\.([^-.][^.]*(?:\.[^.]+)*|)$/.exec(text) ??
    fail('usage-bad-value', { option: '--range', expected: 'A..B' });
  const git = new GitClient(context.directory);
  const [base, tip] = [await commitOf(git, from || 'HEAD'), await commitOf(git, to || 'HEAD')];
  if (base === undefined || tip === undefined) throw new AppError('range-unknown', {});
  return { tips: [tip], known: [base], policyAt: tip, base };
}

/** Returns the ID of a commit, or undefined if git knows no such commit. */
export async function commitOf(git: GitClient, name: string): Promise<string | undefined> {
  return (await git.ask('rev-parse', '--quiet', '--verify', `${name}^{commit}`))?.trimEnd();
}

function fail(...[code, args]: ConstructorParameters<typeof AppError<'usage-bad-value'>>): never {
  throw new AppError(code, args);
}
